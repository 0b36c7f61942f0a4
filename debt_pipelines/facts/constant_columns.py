"""Columns that hold one value in every row, or none at all.

What tells one file from its siblings is the same within each of them: years, versions, places, and whatever another
table of the folder holds otherwise. Such columns are not expected to vary.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable

from debt_pipelines.catalog.profile.column_values import words_of
from debt_pipelines.catalog.tabular.lattice import base_of
from debt_pipelines.facts.bound import Record
from debt_pipelines.facts.wording import folded

_MIN_ROWS = 30
_MAX_SHOWN = 40
_NO_VALUE = "\0none"
_VARIES = "\0varies"
_TEMPORAL = frozenset({"date", "timestamp", "time"})
_DIMENSION_WORDS = frozenset(
    "year month day week quarter date time season period version source origin country state stato region city site "
    "world global currency unit units created updated loaded inserted modified timestamp run batch snapshot partition extract "
    "file filename dataset tenant schema model license type kind party group subgroup population scope sample "
    "level category".split()
)
"""Words of columns that say where a table belongs rather than what its rows are."""


class Constants:
    """What is known of constant columns over all tables that were read."""

    def __init__(self, profiles: Iterable[Record], partitions: Iterable[Record]) -> None:
        self._groups = {row["path"]: row["dataset"] for row in partitions}
        self._values: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in profiles:
            self._values[self._group(row["path"]), folded(row["column"])].add(_value(row))

    def judge(self, row: Record, profile: Record) -> tuple[bool | None, str | None]:
        """Whether an observed column owes it to vary, and what it holds instead; both None where that is unknown."""
        if not profile:
            return None, None
        path, column, value = row["path"], row["column"], _value(profile)
        if value == _VARIES:
            return profile["n_rows"] >= _MIN_ROWS, None
        is_expected = (
            profile["n_rows"] >= _MIN_ROWS
            and base_of(row["logical_type"] or "") not in _TEMPORAL
            and profile["hidden_type"] != "date"
            and not words_of(column) & _DIMENSION_WORDS
            and folded(value) not in folded(path)
            and len(self._values[self._group(path), folded(column)]) == 1
        )
        return is_expected, _said(value, profile)

    def _group(self, path: str) -> str:
        """The tables that a column of a table is compared with: its partitions, or those of its folder."""
        return self._groups.get(path) or path.rpartition("/")[0]


def _value(profile: Record) -> str:
    """The only value of a column, or what stands for none or several."""
    if profile["n_rows"] and profile["n_nulls"] == profile["n_rows"]:
        return _NO_VALUE
    if profile["n_distinct"] != 1 or not profile["is_distinct_exact"] or profile["n_nulls"] != 0:
        return _VARIES
    return str(next(iter(json.loads(profile["frequent"] or "{}")), profile["minimum"]))


def _said(value: str, profile: Record) -> str:
    if value == _NO_VALUE:
        return "has no value in any row"
    shown = value if len(value) <= _MAX_SHOWN else f"{value[:_MAX_SHOWN]}..."
    return "holds one value in every row" if profile["pii_kind"] else f"holds `{shown}` in every row"
