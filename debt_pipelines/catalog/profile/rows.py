"""A table as rows: its columns and their measures, as they are now and as they were in an earlier version."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from debt_pipelines.catalog.tabular.table import Table, TableColumn
from debt_pipelines.model.table_rows import BaselineKind, ColumnSeen, Profile, ProfileVersion, SchemaVersion


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where an earlier version comes from: a commit, a content, a scan or a partition, and its date (ISO 8601)."""

    baseline: BaselineKind
    revision: str
    date: str | None


def present_rows(path: str, table: Table) -> Iterator[ColumnSeen | Profile]:
    """The rows of `columns` and `profiles` for a table as it is."""
    for position, column in _positions(table):
        yield ColumnSeen(
            path=path,
            column=column.name,
            position=position,
            physical_type=column.physical_type,
            logical_type=column.logical_type,
            is_nested=column.is_nested,
            line=table.header_line,
        )
        if not column.is_nested:
            yield Profile(**_measures(path, table, column))


def earlier_rows(path: str, table: Table | None, earlier: Earlier) -> Iterator[SchemaVersion | ProfileVersion]:
    """The rows of `schema_versions` and `profile_versions`; one row without a column where nothing could be read."""
    said: dict[str, Any] = {
        "path": path,
        "baseline": earlier.baseline,
        "revision": earlier.revision,
        "committed_at": earlier.date,
        "is_read": table is not None,
        "malformation": table.malformation if table else None,
    }
    if table is None or not table.columns:
        yield SchemaVersion(column=None, position=None, logical_type=None, **said)
        return
    for position, column in _positions(table):
        yield SchemaVersion(
            column=column.name,
            position=position,
            physical_type=column.physical_type,
            logical_type=column.logical_type,
            is_nested=column.is_nested,
            **said,
        )
        if not column.is_nested:
            yield ProfileVersion(**_measures(path, table, column), revision=earlier.revision)


def _positions(table: Table) -> Iterator[tuple[int, TableColumn]]:
    """The columns with their places; nested ones share that of the column they lie in."""
    position = -1
    for column in table.columns:
        position += not column.is_nested
        yield max(position, 0), column


def _measures(path: str, table: Table, column: TableColumn) -> dict[str, Any]:
    measures, signs = column.measures, column.measures.signs
    n_nulls = measures.n_nulls
    return {
        "path": path,
        "column": column.name,
        "n_rows": table.n_rows,
        "n_nulls": n_nulls,
        "null_fraction": None if n_nulls is None else n_nulls / table.n_rows if table.n_rows else 0.0,
        "is_sampled": table.is_sampled,
        "n_distinct": measures.n_distinct,
        "is_distinct_exact": measures.is_distinct_exact,
        "minimum": measures.minimum,
        "maximum": measures.maximum,
        "mean": measures.mean,
        "deviation": measures.deviation,
        "quantiles": json.dumps(measures.quantiles) if measures.quantiles else None,
        "frequent": json.dumps(dict(measures.frequent), ensure_ascii=False) if measures.frequent else None,
        "is_domain_complete": measures.is_domain_complete,
        "is_increasing": measures.is_increasing,
        "mean_length": measures.mean_length,
        "semantic": signs.semantic,
        "pii_kind": signs.pii_kind,
        "pii_fraction": signs.pii_fraction,
        "sentinel": signs.sentinel,
        "hidden_type": signs.hidden_type,
        "hidden_type_fraction": signs.hidden_type_fraction,
        "variants": signs.variants,
        "encoding_damage": signs.encoding_damage,
    }
