"""Column facts about the values: what stands for nothing, what is kept as another type, what never varies.

What the values look like was judged when they were read. Here it is held against what is declared: a value that a
check allows is nobody's mistake, and neither is text that a dictionary calls text.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.catalog.profile.column_values import KEY_WORDS, is_code_name, words_of
from debt_pipelines.catalog.tabular.lattice import base_of
from debt_pipelines.facts.bound import STRONG, Bound, Record
from debt_pipelines.facts.column_labels import Labels
from debt_pipelines.facts.constant_columns import Constants
from debt_pipelines.facts.wording import folded

_NESTED = frozenset({"list", "struct", "binary"})
_TEXT = "string"
_HIDDEN = {"integer": "numbers", "number": "numbers", "date": "dates", "boolean": "booleans"}
_FLOATING = frozenset({"float", "double", "float32", "float64", "halffloat", "real", "double precision"})
_COUNTING_WORDS = KEY_WORDS | frozenset("year month day week hour count n qty quantity age rank".split())
_MIN_WHOLE_VALUES = 20
_MIN_REPEATS = 2
_MEASURES = (
    "path column n_rows n_nulls is_sampled n_distinct is_distinct_exact minimum quantiles frequent is_domain_complete "
    "semantic pii_kind sentinel hidden_type variants encoding_damage"
).split()
_FLAGS = ("is_plain", "is_text", "is_category", "is_label", "is_expected_to_vary")
_KNOWN = ("is_profiled", "is_distinct_known", "is_label_judged")
_FOUND = ("sentinel", "storage_problem", "variants", "constant", "encoding_damage", "label_problem", "n_rows")


class ColumnQuality:
    """The facts about values, for any column of any table."""

    def __init__(self, frames: Frames, bound: Bound) -> None:
        profiles = records(frames["profiles"][_MEASURES])
        self._profiles = {(row["path"], row["column"]): row for row in profiles}
        self._constants = Constants(profiles, records(frames["partitions"]))
        self._labels = Labels(frames)
        self._declared = _declared(bound)

    def of_unread(self) -> dict[str, Any]:
        """The facts of a table whose columns are unknown."""
        is_label = None if self._labels.are_declared else False
        return dict.fromkeys((*_FLAGS, *_KNOWN, *_FOUND)) | {"is_label": is_label}

    def of_absent(self) -> dict[str, Any]:
        """The facts of a column that the data does not have."""
        return dict.fromkeys(_FLAGS, False) | dict.fromkeys((*_KNOWN, *_FOUND))

    def of_column(self, dataset: Record, row: Record) -> dict[str, Any]:
        """The facts of a column that the data has."""
        base = base_of(row["logical_type"]) if row["logical_type"] else None
        profile = self._profiles.get((row["path"], row["column"])) or {}
        declared = self._declared[dataset["dataset"], folded(row["column"])]
        is_profiled = _is_profiled(profile)
        is_text = base == _TEXT
        is_varying, constant = self._constants.judge(row, profile)
        variants = None if "values" in declared else profile.get("variants")
        return {
            "is_plain": base not in _NESTED and not row["is_nested"],
            "is_text": is_text,
            "is_category": _is_category(profile, is_profiled) if is_text else False,
            "is_profiled": is_profiled,
            "sentinel": None if "values" in declared else profile.get("sentinel"),
            "storage_problem": None if "text" in declared else _storage_problem(row, profile),
            "variants": variants,
            "is_expected_to_vary": is_varying,
            "is_distinct_known": _is_distinct_known(profile),
            "constant": constant,
            "encoding_damage": profile.get("encoding_damage"),
            "n_rows": profile.get("n_rows"),
            **self._labels.judge(row["path"], row["column"], variants),
        }


def _declared(bound: Bound) -> defaultdict[tuple[str, str], set[str]]:
    """What is said of columns by dataset and name: `values` where a check lists them, `text` where that is the type."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for listed in (bound.assertions, bound.descriptions):
        for dataset, rows in listed.items():
            for row in rows:
                if not row.get("column"):
                    continue
                key = (dataset, folded(row["column"]))
                if row.get("kind") == "domain" and row["strength"] >= STRONG:
                    found[key].add("values")
                if row.get("declared_type") == _TEXT:
                    found[key].add("text")
    return found


def _is_profiled(profile: Record) -> bool | None:
    """Whether the values were looked at; a column without any has nothing to look at."""
    if not profile or profile["n_rows"] == 0:
        return None
    return True if profile["semantic"] or profile["n_nulls"] == profile["n_rows"] else None


def _is_distinct_known(profile: Record) -> bool | None:
    if not profile or profile["is_sampled"] or profile["n_nulls"] is None:
        return None
    is_known = profile["is_distinct_exact"] or profile["n_nulls"] == profile["n_rows"]
    return True if is_known or (profile["n_distinct"] or 0) > 1 else None


def _is_category(profile: Record, is_profiled: bool | None) -> bool | None:
    """Whether all values of a text are known and come back."""
    if not is_profiled:
        return None
    n_values, n_distinct = profile["n_rows"] - (profile["n_nulls"] or 0), profile["n_distinct"] or 0
    is_repeated = n_distinct > 1 and n_values >= _MIN_REPEATS * n_distinct
    return profile["is_domain_complete"] and is_repeated and profile["pii_kind"] is None


def _storage_problem(row: Record, profile: Record) -> str | None:
    """What a column keeps as another type; a word among numbers is a sentinel, and the other rule's."""
    hidden = profile.get("hidden_type")
    if hidden is not None:
        return None if profile["sentinel"] else f"{_HIDDEN[hidden]} as text"
    is_floating = (row["physical_type"] or "").casefold() in _FLOATING
    return "whole numbers as floating point" if is_floating and _are_whole(row["column"], profile) else None


def _are_whole(column: str, profile: Record) -> bool:
    """Whether a floating column holds only whole numbers that name or count something, or that nulls made floating.

    All quantiles and the most frequent values are whole; a measure that is only rounded has no nulls to blame.
    """
    if not profile or not profile["quantiles"] or not profile["n_distinct"] or profile["n_distinct"] <= _MIN_REPEATS:
        return False
    n_values = profile["n_rows"] - (profile["n_nulls"] or 0)
    is_counting = is_code_name(column) or bool(words_of(column) & _COUNTING_WORDS)
    if n_values < _MIN_WHOLE_VALUES or not (is_counting or profile["n_nulls"]):
        return False
    texts = list(json.loads(profile["frequent"] or "{}"))
    quantiles: list[float] = json.loads(profile["quantiles"])
    return all(text.lstrip("-").isdecimal() for text in texts) and all(float(value).is_integer() for value in quantiles)
