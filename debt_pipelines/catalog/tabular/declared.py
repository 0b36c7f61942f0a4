"""What databases declare of their tables: names as SQL takes them, and types as they were written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from debt_pipelines.catalog.tabular.lattice import LogicalType
from debt_pipelines.catalog.tabular.table import Table


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def with_types(table: Table, types: Iterable[tuple[str, LogicalType | None]]) -> Table:
    """The table with the physical and logical types that the database names, one for each column not nested."""
    given = iter(types)
    columns = []
    for column in table.columns:
        if column.is_nested:
            columns.append(column)
        else:
            physical, logical = next(given)
            columns.append(column._replace(physical_type=physical, logical_type=logical))
    return replace(table, columns=tuple(columns))
