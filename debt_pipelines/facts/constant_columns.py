"""Columns that hold one value in every row, or none at all.

What tells one file from its siblings is the same within each of them: years, versions, places, and whatever another
table of the folder holds otherwise. Such columns are not expected to vary.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.catalog.profile.column_values import words_of
from debt_pipelines.catalog.tabular.lattice import base_of
from debt_pipelines.facts.bound import Record
from debt_pipelines.facts.observed_columns import folded_names
from debt_pipelines.facts.wording import folded
from debt_pipelines.model.masking import is_secret_name

if TYPE_CHECKING:
    import pandas as pd

_MIN_ROWS = 30
_MAX_SHOWN = 40
_NO_VALUE = "\0none"
_VARIES = "\0varies"
_UNKNOWN = "\0unknown"
_NEEDED = ["path", "n_rows", "n_nulls", "n_distinct", "is_distinct_exact", "frequent", "minimum", "pii_kind", "column"]
_TEMPORAL = frozenset({"date", "timestamp", "time"})
_DIMENSION_WORDS = frozenset(
    "year month day week quarter date time season period version source origin country state stato region city site "
    "world global currency unit units created updated loaded inserted modified timestamp run batch snapshot partition "
    "extract file filename dataset tenant schema model license type kind party group subgroup population scope sample "
    "level category".split()
)
"""Words of columns that say where a table belongs rather than what its rows are."""

Key = tuple[str, str]
"""The tables that a column is compared with, and its folded name."""


def constants(seen: pd.DataFrame, frames: Frames) -> tuple[list[bool | None], list[str | None]]:
    """Whether each observed column owes it to vary, and what it holds instead; both None where that is unknown."""
    group_of = _Groups(frames)
    is_constant = seen["has_profile"] & ~_varies(seen)
    is_large = seen["n_rows"].ge(_MIN_ROWS)
    expected = [
        large if has else None for large, has in zip(is_large.tolist(), seen["has_profile"].tolist(), strict=True)
    ]
    said: list[str | None] = [None] * len(seen)
    constant = records(seen[is_constant])
    values = _values({(group_of(row["path"]), row["name"]) for row in constant}, frames, group_of)
    for n, row in zip(seen.index[is_constant].tolist(), constant, strict=True):
        is_alone = len(values[group_of(row["path"]), row["name"]]) == 1
        expected[n] = is_alone and bool(expected[n]) and not _tells_apart(row)
        said[n] = _said(row)
    return expected, said


class _Groups:
    """The tables that a column of a table is compared with: its partitions, or those of its folder."""

    def __init__(self, frames: Frames) -> None:
        partitions = frames["partitions"]
        self._datasets = dict(zip(partitions["path"], partitions["dataset"], strict=True))

    def __call__(self, path: str) -> str:
        return self._datasets.get(path) or path.rpartition("/")[0]


def _values(keys: set[Key], frames: Frames, group_of: _Groups) -> dict[Key, set[str]]:
    """All that the columns of some names hold, table by table."""
    profiles = frames["profiles"]
    names = folded_names(profiles["column"])
    wanted_names = {name for _, name in keys}
    places = [n for n, name in enumerate(names) if name in wanted_names]
    wanted = profiles[_NEEDED].iloc[places].assign(name=[names[n] for n in places])
    found: dict[Key, set[str]] = defaultdict(set)
    for row, is_varying in zip(records(wanted), _varies(wanted).tolist(), strict=True):
        found[group_of(row["path"]), row["name"]].add(_VARIES if is_varying else _value(row))
    return found


def _varies(profiles: pd.DataFrame) -> pd.Series:
    """Whether columns hold several values, or it is not known that they do not."""
    is_empty = profiles["n_rows"].gt(0) & profiles["n_nulls"].eq(profiles["n_rows"])
    is_one = profiles["n_distinct"].eq(1) & profiles["is_distinct_exact"].eq(True) & profiles["n_nulls"].eq(0)
    return ~is_empty & ~is_one


def _value(profile: Record) -> str:
    """The only value of a column that does not vary, or what stands for none."""
    if profile["n_nulls"] == profile["n_rows"] and profile["n_rows"]:
        return _NO_VALUE
    if _is_kept_back(profile):
        return f"{_UNKNOWN} {profile['path']}"
    return str(next(iter(json.loads(profile["frequent"] or "{}")), profile["minimum"]))


def _is_kept_back(profile: Record) -> bool:
    """Whether nobody may see the value: it is personal, or a secret."""
    return profile["pii_kind"] is not None or is_secret_name(profile["column"])


def _tells_apart(row: Record) -> bool:
    """Whether a constant column says where its table belongs, or when it was made."""
    return (
        base_of(row["logical_type"] or "") in _TEMPORAL
        or row["hidden_type"] == "date"
        or bool(words_of(row["column"]) & _DIMENSION_WORDS)
        or folded(_value(row)) in folded(row["path"])
    )


def _said(row: Record) -> str:
    value = _value(row)
    if value == _NO_VALUE:
        return "has no value in any row"
    shown = value if len(value) <= _MAX_SHOWN else f"{value[:_MAX_SHOWN]}..."
    return "holds one value in every row" if _is_kept_back(row) else f"holds `{shown}` in every row"
