"""Column facts about contracts: does the data have the columns that are declared, and are they of the declared type.

A data package declares all columns, and so does a contract whose configuration names the data. A suite and a dictionary
declare the types that they name: which columns they leave out, and which they name in vain, is told by other rules.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from debt_pipelines.catalog.drift.column import ColumnVersion
from debt_pipelines.catalog.drift.contract import is_contradicted
from debt_pipelines.catalog.frames import Frames
from debt_pipelines.catalog.tabular.lattice import base_of
from debt_pipelines.facts.bound import Bound, Record
from debt_pipelines.facts.table_versions import UNTYPED_FORMATS, columns_of
from debt_pipelines.facts.wording import folded
from debt_pipelines.model.data_rows import ALL_COLUMNS

_COMPLETE_TOOL = "datapackage"
_COMPLETE_CHECK = "expect_table_columns_to_match_ordered_list"
_OF_DATA = frozenset({"sql", "delta", "iceberg", "parquet", "arrow", "avro"})
"""What these say was read from the data itself."""
_LOOSE_TOOLS = ("markdown", "restructuredtext")
_NAMING_TOOLS = frozenset({"avsc", "datacontract", "ddl", "soda"})
"""What these declare is often a table elsewhere, of the same name as a file."""
_BY_PATH = 0.95
"""Confidence of a binding by a path."""
_MOSTLY = 0.8


@dataclass(slots=True)
class _Contract:
    """What is declared of one dataset: the columns by folded name, and the files that say that there are no others."""

    columns: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    complete: set[str] = field(default_factory=set)


class ColumnContract:
    """The facts about contracts, for any column of any table."""

    def __init__(self, frames: Frames, bound: Bound) -> None:
        self._contracts = {dataset: _contract(dataset, bound) for dataset in {*bound.descriptions, *bound.assertions}}
        datasets = frames["datasets"]
        paths = datasets.loc[datasets["dataset"].isin(list(self._contracts)), "schema_path"]
        observed = columns_of(frames["columns"], frames["profiles"], set(paths))
        self._observed = {path: {column.name: column for column in columns} for path, columns in observed.items()}
        self._names = {path: {_key(name) for name in columns} for path, columns in self._observed.items()}

    def of_unread(self, dataset: Record) -> dict[str, Any]:
        """The facts of a table whose columns are unknown."""
        contract = self._of(dataset)
        has_types = any(row["declared_type"] for rows in contract.columns.values() for row in rows)
        return _facts(has_types or bool(contract.complete))

    def of_absent(self, dataset: Record, column: str, *, is_observed: bool | None) -> dict[str, Any]:
        """The facts of a column that is only written about; None says that it may be a pattern."""
        contract = self._of(dataset)
        files = {row["path"] for row in contract.columns[_key(column)]} & contract.complete
        if not files:
            return _facts(False)
        return _facts(True, is_known=is_observed is not None, mismatch="declared, but missing", contract=min(files))

    def concerns(self, dataset: Record) -> bool:
        """Whether anything is declared of a table."""
        return dataset["dataset"] in self._contracts

    def of_plain(self) -> dict[str, Any]:
        """The facts of a column of a table of which nothing is declared."""
        return _facts(False, is_known=True)

    def of_column(self, dataset: Record, column: str) -> dict[str, Any]:
        """The facts of a column that the data has."""
        contract = self._of(dataset)
        path = dataset["schema_path"]
        version = self._observed.get(path, {}).get(column, ColumnVersion(column))
        declared = contract.columns.get(_key(column), [])
        names = self._names.get(path, set())
        typed = _agreed([row for row in declared if row["declared_type"] and _speaks(row, contract, names)])
        for row in typed:
            is_typed = dataset["format"] not in UNTYPED_FORMATS
            if is_contradicted(row["declared_type"], version, is_typed=is_typed):
                said = f"declared as {row['declared_type']}, holds {version.logical_type}"
                return _facts(True, is_known=True, mismatch=said, contract=row["path"])
        if contract.complete and not declared and _is_at_top(column, names):
            return _facts(True, is_known=True, mismatch="not declared", contract=min(contract.complete))
        return _facts(bool(typed or contract.complete), is_known=True)

    def _of(self, dataset: Record) -> _Contract:
        return self._contracts.get(dataset["dataset"]) or _Contract()


def _contract(dataset: str, bound: Bound) -> _Contract:
    found = _Contract()
    for row in (*bound.descriptions.get(dataset, ()), *bound.assertions.get(dataset, ())):
        if row.get("type") == ALL_COLUMNS and row["reference_source"] == "declared":
            found.complete.add(row["path"])
        if row.get("column") and row.get("tool") not in _OF_DATA:
            found.columns[_key(row["column"])].append(row)
            if row["tool"] == _COMPLETE_TOOL or row.get("type") == _COMPLETE_CHECK:
                found.complete.add(row["path"])
    return found


def _speaks(row: Record, contract: _Contract, names: set[str]) -> bool:
    """Whether a type is meant as a contract for this data.

    What only has the name of the data, and a dictionary, speak where they have nearly all columns; a dictionary by
    broad types.
    """
    is_dictionary = row["tool"] in _LOOSE_TOOLS
    if not is_dictionary and not _is_namesake(row):
        return True
    n_known = sum(name in contract.columns for name in names)
    is_broad = row["declared_type"] not in ("date", "timestamp", "boolean")
    return n_known >= _MOSTLY * len(names) and (is_broad or not is_dictionary)


def _is_namesake(row: Record) -> bool:
    """Whether a declaration may be that of another table, as only the name tells."""
    is_path = row["confidence"] >= _BY_PATH and re.search(r"[./]", row["reference"]) is not None
    return row["tool"] in _NAMING_TOOLS and not is_path


def _agreed(typed: list[Record]) -> list[Record]:
    """The declarations of a column without those of namesakes that contradict each other."""
    bases = {base_of(row["declared_type"]) for row in typed if _is_namesake(row)}
    return typed if len(bases) < 2 else [row for row in typed if not _is_namesake(row)]


def _key(column: str) -> str:
    """What two spellings of a column have in common; the values within a list are another column than the list."""
    return folded(column) + "[]" * column.endswith("[]")


def _is_at_top(column: str, names: set[str]) -> bool:
    """Whether a column lies within no other; what is within one is told by the declaration of that."""
    ends = (place.start() for place in re.finditer(r"[.\[]", column))
    return not any(_key(column[:end]) in names for end in ends if end)


def _facts(
    is_contracted: bool, *, is_known: bool = False, mismatch: str | None = None, contract: str | None = None
) -> dict[str, Any]:
    return {
        "is_contracted": is_contracted,
        "is_contract_known": True if is_known else None,
        "contract_mismatch": mismatch if is_known else None,
        "contract": contract,
    }
