"""Column facts from checks: the key of each table, declared or inferred, and what of it no check is about."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from debt_pipelines.catalog.frames import Frames
from debt_pipelines.facts.bound import Bound, Record
from debt_pipelines.facts.wording import enumerated, folded

_KINDS = {"uniqueness": "repeated values", "nullness": "missing values"}
_MIN_ROWS = 20
_NO_KEY: dict[str, Any] = {
    "is_key_head": False,
    "key": None,
    "is_key_inferred": False,
    "key_gap": None,
    "is_key_known": True,
}


class ColumnChecks:
    """The keys of all tables, and the kinds of checks on each column."""

    def __init__(self, frames: Frames, bound: Bound) -> None:
        self.is_checked = None if bound.unread_checks else True
        self.kinds: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for dataset, rows in bound.assertions.items():
            able = [row for row in rows if row["column"] and row["strength"] > 0]
            self.kinds[dataset] = {(folded(row["column"]), kind) for row in able for kind in _kinds_of(row)}
        lasting = _identifying(frames, "profiles") & _identifying(frames, "profile_versions")
        columns = frames["columns"]
        first = columns[columns["position"].eq(0) & columns["path"].isin([path for path, _ in lasting])]
        self.inferred = {
            path: name for path, name in zip(first["path"], first["column"], strict=True) if (path, name) in lasting
        }

    def concerns(self, dataset: Record) -> bool:
        """Whether a table has a key."""
        return bool(_declared(dataset)) or dataset["schema_path"] in self.inferred

    def of_plain(self) -> dict[str, Any]:
        """The facts of a column of a table without a key."""
        return _NO_KEY

    def of_column(self, dataset: Record, column: str) -> dict[str, Any]:
        """The facts of a column that the data has."""
        declared = _declared(dataset)
        inferred = None if declared else self.inferred.get(dataset["schema_path"])
        key = declared or ([inferred] if inferred else [])
        if not key or folded(column) != folded(key[0]):
            return _NO_KEY
        checked = self.kinds[dataset["dataset"]]
        missing = [words for kind, words in _KINDS.items() if any((folded(each), kind) not in checked for each in key)]
        return {
            "is_key_head": dataset["is_first_of_declaration"],
            "key": ", ".join(key),
            "is_key_inferred": inferred is not None,
            "key_gap": enumerated(missing) if missing else None,
            "is_key_known": self.is_checked if missing else True,
        }

    def of_absent(self) -> dict[str, Any]:
        """The facts of a column that only documentation names."""
        return _NO_KEY

    def of_unread(self, dataset: Record) -> dict[str, Any]:
        """The facts that stand for all columns of a table whose columns are unknown."""
        return _NO_KEY | {"is_key_head": None if _declared(dataset) else False}


def _declared(dataset: Record) -> list[str]:
    return [key.strip() for key in (dataset["primary_key"] or "").split(",") if key.strip()]


def _kinds_of(check: Record) -> tuple[str, ...]:
    return tuple(_KINDS) if "primary" in check["type"].lower() else (check["kind"],)


def _identifying(frames: Frames, table: str) -> set[tuple[str, str]]:
    """The identifiers that have another value in each row, all rows counted, each with its table."""
    profiles = frames[table]
    is_identifier = profiles["semantic"].eq("identifier") & profiles["is_distinct_exact"].eq(True)
    is_unique = profiles["n_nulls"].eq(0) & profiles["n_distinct"].eq(profiles["n_rows"])
    is_whole = profiles["n_rows"].ge(_MIN_ROWS) & ~profiles["is_sampled"].eq(True)
    found = profiles[is_identifier & is_unique & is_whole]
    return set(zip(found["path"], found["column"], strict=True))
