"""The columns of a table as one Arrow batch: how they are remembered, and what rows are made of.

Nearly all tables of a scan are those of the scan before, and nobody looks at their columns one by one: they go from
the memory into frames as they are. Who does look, finds them as columns.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, overload

from debt_pipelines.catalog.frames import arrow_schema, printable
from debt_pipelines.catalog.profile.measures import Measures, Signs
from debt_pipelines.catalog.tabular.table import TableColumn
from debt_pipelines.model.tables import SCHEMAS

if TYPE_CHECKING:
    import pyarrow as pa

_OF_TABLE = frozenset({"path", "line", "n_rows", "is_sampled"})
"""What all columns of a table have alike."""
_PLAIN_MEASURES = [name for name in Measures._fields if name not in ("quantiles", "frequent", "signs")]


@cache
def batch_schema() -> pa.Schema:
    """The fields of `columns` and `profiles` that differ from column to column."""
    import pyarrow as pa

    fields = {field.name: field for table in ("profiles", "columns") for field in arrow_schema(SCHEMAS[table])}
    return pa.schema([field.with_nullable(True) for name, field in fields.items() if name not in _OF_TABLE])


class KeptColumns(Sequence[TableColumn]):
    """The columns of a table, made of a batch only when somebody looks at them."""

    __slots__ = ("_columns", "batch")

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.batch = batch
        self._columns: tuple[TableColumn, ...] | None = None

    def __len__(self) -> int:
        n_columns: int = self.batch.num_rows
        return n_columns

    @overload
    def __getitem__(self, index: int) -> TableColumn: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[TableColumn, ...]: ...
    def __getitem__(self, index: int | slice) -> TableColumn | tuple[TableColumn, ...]:
        return self._listed()[index]

    def __iter__(self) -> Iterator[TableColumn]:
        return iter(self._listed())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._listed() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._listed())

    def _listed(self) -> tuple[TableColumn, ...]:
        if self._columns is None:
            self._columns = tuple(map(_column, self.batch.to_pylist()))
        return self._columns


def batch_of(columns: Sequence[TableColumn], n_rows: int) -> pa.RecordBatch:
    """The columns of a table with that many rows as a batch; a text that is not Unicode has its bytes written out."""
    import pyarrow as pa

    if isinstance(columns, KeptColumns):
        return columns.batch
    listed = [_fields(column, n_rows) for column in columns]
    position = -1
    for fields in listed:
        position += not fields["is_nested"]
        fields["position"] = max(position, 0)
    try:
        return pa.RecordBatch.from_pylist(listed, schema=batch_schema())
    except UnicodeEncodeError:
        plain = [{name: printable(value) for name, value in fields.items()} for fields in listed]
        return pa.RecordBatch.from_pylist(plain, schema=batch_schema())


def _fields(column: TableColumn, n_rows: int) -> dict[str, Any]:
    measures = column.measures
    n_nulls = measures.n_nulls
    return {
        "column": column.name,
        "physical_type": column.physical_type,
        "logical_type": column.logical_type,
        "is_nested": column.is_nested,
        "null_fraction": None if n_nulls is None else n_nulls / n_rows if n_rows else 0.0,
        **{name: getattr(measures, name) for name in _PLAIN_MEASURES},
        "quantiles": json.dumps(measures.quantiles) if measures.quantiles else None,
        "frequent": json.dumps(dict(measures.frequent), ensure_ascii=False) if measures.frequent else None,
        **measures.signs._asdict(),
    }


def _column(fields: dict[str, Any]) -> TableColumn:
    measures = Measures(
        **{name: fields[name] for name in _PLAIN_MEASURES},
        quantiles=tuple(json.loads(fields["quantiles"] or "[]")),
        frequent=tuple(json.loads(fields["frequent"] or "{}").items()),
        signs=Signs(**{name: fields[name] for name in Signs._fields}),
    )
    return TableColumn(fields["column"], fields["physical_type"], fields["logical_type"], measures, fields["is_nested"])
