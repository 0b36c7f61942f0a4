"""A table as rows: its columns and their measures, as they are now and as they were in an earlier version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.profile.kept_columns import batch_of
from debt_pipelines.catalog.tabular.table import Table
from debt_pipelines.model.schema import AnyRow, Row, RowBlock
from debt_pipelines.model.table_rows import BaselineKind, ColumnSeen, Profile, ProfileVersion, SchemaVersion

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where an earlier version comes from: a commit, a content, a scan or a partition, and its date (ISO 8601)."""

    baseline: BaselineKind
    revision: str
    date: str | None


def present_rows(path: str, table: Table) -> Iterator[RowBlock]:
    """The rows of `columns` for a table as it is, and of `profiles` where it was counted."""
    batch = batch_of(table.columns, table.n_rows)
    yield RowBlock(ColumnSeen, batch, {"path": path, "line": table.header_line})
    if table.is_counted:
        yield _measures(Profile, table, batch, {"path": path})


def earlier_rows(path: str, table: Table | None, earlier: Earlier) -> Iterator[AnyRow]:
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
    batch = batch_of(table.columns, table.n_rows)
    yield RowBlock(SchemaVersion, batch, said)
    if table.is_counted:
        yield _measures(ProfileVersion, table, batch, {"path": path, "revision": earlier.revision})


def without_measures(rows: Iterable[AnyRow]) -> Iterator[AnyRow]:
    """The rows that say what columns a table has, without those about their values."""
    return (row for row in rows if row.table not in (Profile.table, ProfileVersion.table))


def _measures(row_type: type[Row], table: Table, batch: pa.RecordBatch, same: dict[str, Any]) -> RowBlock:
    """The measures of all columns but the nested ones, of which there are none."""
    import pyarrow.compute as pc

    is_nested = batch["is_nested"]
    measured = batch.filter(pc.invert(is_nested)) if is_nested.true_count else batch
    return RowBlock(row_type, measured, {**same, "n_rows": table.n_rows, "is_sampled": table.is_sampled})
