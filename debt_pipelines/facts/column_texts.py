"""Column facts about texts: which say nothing, and which say different things of one column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.bound import Bound, Record
from debt_pipelines.facts.text_conflict import first_disagreement
from debt_pipelines.facts.wording import MISSING, folded, text_problem

_MAX_SAME = 3
"""On more columns than this, one text tells none of them apart."""
_NAME_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}|[^\W\d_A-Za-z]{2,}")
_SHOWN = 40
_NO_TEXT: dict[str, Any] = {"is_text_written": False, "text_problem": None, "text_conflict": None}


class ColumnTexts:
    """The facts about the texts of any column of any dataset."""

    def __init__(self, frames: Frames, bound: Bound) -> None:
        self._texts: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self._repeated: dict[str, dict[str, tuple[str, int]]] = {}
        for dataset, rows in bound.descriptions.items():
            written = [row for row in rows if row["subject_kind"] == "column" and row["text"]]
            for row in written:
                self._texts[dataset, folded(row["column"])].setdefault(row["path"], row["text"])
            self._repeated[dataset] = _repeated(written)
        self._of_features = _texts_of_features(frames)

    def concerns(self, dataset: Record) -> bool:
        """Whether anything is written about a dataset."""
        return dataset["dataset"] in self._repeated

    def of_plain(self) -> dict[str, Any]:
        """The facts of a column that nothing is written about."""
        return _NO_TEXT

    def of_column(self, dataset: Record, column: str | None) -> dict[str, Any]:
        """The facts of a column that a table has or that only texts name; None stands for columns that are unknown."""
        by_file = self._texts.get((dataset["dataset"], folded(column))) if column is not None else None
        if not by_file or column is None:
            return _NO_TEXT
        texts = list(by_file.values())
        problems = (self._problem(dataset["dataset"], column, text) for text in texts)
        return {
            "is_text_written": True,
            "text_problem": next((problem for problem in problems if problem), None),
            "text_conflict": _conflict(
                [*texts, *self._of_features.get((dataset["dataset"], folded(column)), ())], column
            ),
        }

    def _problem(self, dataset: str, column: str, text: str) -> str | None:
        problem = text_problem(text)
        if problem is not None:
            return None if problem == MISSING else problem
        if text.strip() == column:
            return "has a description that only repeats its name"
        first, n_columns = self._repeated.get(dataset, {}).get(_plain(text), ("", 0))
        return f"has the same description as {n_columns - 1} other columns" if first == folded(column) else None


def _texts_of_features(frames: Frames) -> dict[tuple[str, str], list[str]]:
    """The texts that all feature views give to a feature, for each dataset that one of them reads it from."""
    dataset_of = {row["reference"]: row["dataset"] for row in records(frames["bindings"])}
    texts: dict[str, list[str]] = defaultdict(list)
    places: set[tuple[str, str]] = set()
    for row in records(frames["features"]):
        if row["role"] == "feature" and row["description"]:
            texts[folded(row["feature"])].append(row["description"])
        if row["role"] == "feature" and row["reference"] in dataset_of:
            places.add((dataset_of[row["reference"]], folded(row["feature"])))
    return {(dataset, name): texts[name] for dataset, name in places}


def _repeated(rows: Iterable[Record]) -> dict[str, tuple[str, int]]:
    """Texts at several columns of one dataset whose names have nothing in common: the first column, and how many."""
    names: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for row in rows:
        names[_plain(row["text"])][folded(row["column"])] = _words(row["column"])
    found: dict[str, tuple[str, int]] = {}
    for text, columns in names.items():
        distinct = {frozenset(words) for words in columns.values() if words}
        if len(distinct) > _MAX_SAME and not set.intersection(*map(set, distinct)):
            found[text] = next(iter(columns)), len(columns)
    return found


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def _words(name: str) -> set[str]:
    """The words of a name, its numbers aside: `q1` and `q2` are two of one kind."""
    return {word.casefold() for word in _NAME_WORD.findall(name)}


def _conflict(texts: list[str], column: str) -> str | None:
    sound = [text for text in texts if text_problem(text, name=column) is None]
    found = first_disagreement(sound)
    return f"`{_short(found[0])}` and `{_short(found[1])}`: {found[2]}" if found else None


def _short(text: str) -> str:
    words = " ".join(text.replace("`", "").split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}..."
