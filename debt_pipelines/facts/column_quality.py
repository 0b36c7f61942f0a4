"""Column facts about the values: what stands for nothing, what is kept as another type, what never varies.

What the values look like was judged when they were read. Here it is held against what is declared: a value that a
check allows is nobody's mistake, and neither is text that a dictionary calls text.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.catalog.profile.column_values import KEY_WORDS, is_code_name, words_of
from debt_pipelines.catalog.tabular.lattice import base_of
from debt_pipelines.facts.bound import Bound, Record
from debt_pipelines.facts.column_labels import Labels
from debt_pipelines.facts.constant_columns import constants
from debt_pipelines.facts.wording import folded
from debt_pipelines.model.data_rows import STRONG

if TYPE_CHECKING:
    import pandas as pd

_NESTED = frozenset({"list", "struct", "binary"})
_TEXT = "string"
_HIDDEN = {"integer": "numbers", "number": "numbers", "date": "dates", "boolean": "booleans"}
_FLOATING = frozenset({"float", "double", "float32", "float64", "halffloat", "real", "double precision"})
_COUNTING_WORDS = KEY_WORDS | frozenset("year month day week hour count n qty quantity age rank".split())
_MIN_WHOLE_VALUES = 20
_MIN_REPEATS = 2
_FLAGS = ("is_plain", "is_text", "is_category", "is_label", "is_expected_to_vary")
_KNOWN = ("is_profiled", "is_distinct_known", "is_label_judged")
_FOUND = ("sentinel", "storage_problem", "variants", "constant", "encoding_damage", "label_problem", "n_rows")


class ColumnQuality:
    """The facts about values, for any column of any table."""

    def __init__(self, frames: Frames, bound: Bound) -> None:
        self._frames = frames
        self._labels = Labels(frames)
        self._declared = _declared(bound)

    def of_unread(self) -> dict[str, Any]:
        """The facts of a table whose columns are unknown."""
        is_label = None if self._labels.are_declared else False
        return dict.fromkeys((*_FLAGS, *_KNOWN, *_FOUND)) | {"is_label": is_label}

    def of_absent(self) -> dict[str, Any]:
        """The facts of a column that the data does not have."""
        return dict.fromkeys(_FLAGS, False) | dict.fromkeys((*_KNOWN, *_FOUND))

    def of_columns(self, seen: pd.DataFrame, keys: list[tuple[str, str]]) -> dict[str, Any]:
        """The facts of the columns that the data has; `keys` are the dataset and the folded name of each."""
        types = seen["logical_type"]
        base = types.map({name: base_of(name) for name in types.dropna().unique()})
        is_text, is_profiled = base.eq(_TEXT), _is_profiled(seen)
        variants = self._undeclared(seen["variants"], keys, "values")
        is_varying, constant = constants(seen, self._frames)
        return {
            "is_plain": ~base.isin(_NESTED) & ~seen["is_nested"],
            "is_text": is_text,
            "is_category": _is_category(seen).astype(object).where(is_profiled, None).where(is_text, False),
            "is_profiled": _true_or_none(is_profiled),
            "sentinel": self._undeclared(seen["sentinel"], keys, "values"),
            "storage_problem": self._undeclared(_storage_problems(seen), keys, "text"),
            "variants": variants,
            "is_expected_to_vary": is_varying,
            "is_distinct_known": _true_or_none(_is_distinct_known(seen)),
            "constant": constant,
            "encoding_damage": seen["encoding_damage"],
            "n_rows": seen["n_rows"],
            **self._labels.judge(seen, variants),
        }

    def _undeclared(self, found: pd.Series, keys: list[tuple[str, str]], said: str) -> pd.Series:
        """What was found of each column, but for those where somebody declares it to be meant so."""
        import pandas as pd

        is_meant = self._declared[said]
        return found.mask(pd.Series([key in is_meant for key in keys], found.index)) if is_meant else found


def _declared(bound: Bound) -> defaultdict[str, set[tuple[str, str]]]:
    """The columns of which a check lists the `values`, and those whose type is said to be `text`."""
    found: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for listed in (bound.assertions, bound.descriptions):
        for dataset, rows in listed.items():
            for row in rows:
                if not row.get("column"):
                    continue
                key = (dataset, folded(row["column"]))
                if row.get("kind") == "domain" and row["strength"] >= STRONG:
                    found["values"].add(key)
                if row.get("declared_type") == _TEXT:
                    found["text"].add(key)
    return found


def _true_or_none(known: pd.Series) -> list[bool | None]:
    return [True if is_known else None for is_known in known.tolist()]


def _is_profiled(seen: pd.DataFrame) -> pd.Series:
    """Whether the values were looked at; a column without any has nothing to look at."""
    return seen["n_rows"].gt(0) & (seen["semantic"].notna() | seen["n_nulls"].eq(seen["n_rows"]))


def _is_distinct_known(seen: pd.DataFrame) -> pd.Series:
    is_whole = seen["is_sampled"].eq(False) & seen["n_nulls"].notna()
    is_counted = seen["is_distinct_exact"].eq(True) | seen["n_nulls"].eq(seen["n_rows"])
    return is_whole & (is_counted | seen["n_distinct"].gt(1))


def _is_category(seen: pd.DataFrame) -> pd.Series:
    """Whether all values of a text are known and come back."""
    is_repeated = seen["n_distinct"].gt(1) & _n_values(seen).ge(_MIN_REPEATS * seen["n_distinct"])
    return seen["is_domain_complete"].eq(True) & is_repeated & seen["pii_kind"].isna()


def _n_values(seen: pd.DataFrame) -> pd.Series:
    return seen["n_rows"] - seen["n_nulls"].fillna(0)


def _storage_problems(seen: pd.DataFrame) -> pd.Series:
    """What columns keep as another type; a word among numbers is a sentinel, and the other rule's."""
    types = seen["physical_type"]
    is_floating = types.isin([name for name in types.unique() if name.casefold() in _FLOATING])
    is_hidden = seen["hidden_type"].notna()
    found = (seen["hidden_type"].map(_HIDDEN) + " as text").where(seen["sentinel"].isna())
    may_be_whole = is_floating & ~is_hidden & seen["quantiles"].notna() & seen["n_distinct"].gt(_MIN_REPEATS)
    may_be_whole &= _n_values(seen).ge(_MIN_WHOLE_VALUES)
    candidates = seen.loc[may_be_whole, ["column", "n_nulls", "frequent", "quantiles"]]
    are_whole = [_are_whole(row) for row in records(candidates)]
    return found.mask(seen.index.isin(candidates.index[are_whole]), "whole numbers as floating point")


def _are_whole(row: Record) -> bool:
    """Whether a floating column holds only whole numbers that name or count something, or that nulls made floating.

    All quantiles and the most frequent values are whole; a measure that is only rounded has no nulls to blame.
    """
    is_counting = is_code_name(row["column"]) or bool(words_of(row["column"]) & _COUNTING_WORDS)
    if not (is_counting or row["n_nulls"]):
        return False
    texts = list(json.loads(row["frequent"] or "{}"))
    quantiles: list[float] = json.loads(row["quantiles"])
    return all(text.lstrip("-").isdecimal() for text in texts) and all(float(value).is_integer() for value in quantiles)
