"""A stream of Arrow record batches as a measured table, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.profile.measures import Measures
from debt_pipelines.catalog.profile.table_sums import TableSums
from debt_pipelines.catalog.profile.whole_table import measure_frame
from debt_pipelines.catalog.tabular.field_texts import texts_of
from debt_pipelines.catalog.tabular.lattice import of_arrow
from debt_pipelines.catalog.tabular.table import Limits, Malformation, SkippedError, Table, TableColumn, TableFormat

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

WHOLE_BYTES = 128 * 1024 * 1024
"""Tables up to this size in memory are measured in one piece."""
_PIECE_BYTES = 32 * 1024 * 1024


def table_of_batches(
    format: TableFormat,
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    *,
    part: str | None = None,
    limits: Limits,
    is_sampled: bool = False,
    malformations: tuple[Malformation, ...] = (),
    header_line: int | None = None,
) -> Table:
    """The table that the batches of a schema make up; raises SkippedError for one beyond the limits."""
    import pyarrow as pa

    refuse_too_wide(len(schema), limits)
    types = [of_arrow(kind) for kind in schema.types]
    iterator = _bounded(batches, len(schema), limits)
    head, is_whole = _head(iterator)
    if is_whole:
        whole = pa.Table.from_batches(head, schema)
        n_rows = whole.num_rows
        measures, n_duplicates = measure_frame(frame_of_columns(whole.columns), schema.names, types)
    else:
        sums = TableSums(schema.names)
        for piece in _pieces(chain(head, iterator)):
            sums.add(frame_of_columns(pa.Table.from_batches(piece, schema).columns))
        measures, n_rows, n_duplicates = sums.measures(types), sums.n_rows, None
    columns = tuple(chain.from_iterable(map(columns_of_field, schema, measures)))
    return Table(format, columns, n_rows, is_sampled, malformations, header_line, part, n_duplicates, texts_of(schema))


def refuse_too_wide(n_columns: int, limits: Limits) -> None:
    """Raise SkippedError for a table with more columns than the limits allow."""
    if n_columns > limits.max_columns:
        raise SkippedError(f"{n_columns} columns, more than the limit of {limits.max_columns}")


def refuse_too_many_cells(n_rows: int, n_columns: int, limits: Limits) -> None:
    """Raise SkippedError for a table with more cells than the limits allow: encodings store very many in few bytes."""
    if n_rows * max(1, n_columns) > limits.max_cells:
        raise SkippedError(f"{n_rows} rows of {n_columns} columns, more than the limit of {limits.max_cells} cells")


def frame_of_columns(columns: Iterable[pa.ChunkedArray]) -> pl.DataFrame:
    """Arrow columns for measuring, named by their positions; of what cannot be measured only the nulls are kept."""
    import polars as pl

    return pl.DataFrame([_series(column).alias(str(n)) for n, column in enumerate(columns)])


def columns_of_field(field: pa.Field, measures: Measures) -> Iterator[TableColumn]:
    """A column, and the columns nested in it by their paths: `a.b` of a struct, `a[]` of a list."""
    yield TableColumn(field.name, str(field.type), of_arrow(field.type), measures)
    for path, kind in _nested(field.name, field.type):
        yield TableColumn(path, str(kind), of_arrow(kind), is_nested=True)


def _bounded(batches: Iterable[pa.RecordBatch], n_columns: int, limits: Limits) -> Iterator[pa.RecordBatch]:
    n_rows = 0
    for batch in batches:
        n_rows += batch.num_rows
        refuse_too_many_cells(n_rows, n_columns, limits)
        yield batch


def _head(batches: Iterator[pa.RecordBatch]) -> tuple[list[pa.RecordBatch], bool]:
    """The first batches, and whether they are all of them."""
    head: list[pa.RecordBatch] = []
    n_bytes = 0
    for batch in batches:
        head.append(batch)
        n_bytes += batch.nbytes
        if n_bytes > WHOLE_BYTES:
            return head, False
    return head, True


def _pieces(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    piece: list[pa.RecordBatch] = []
    n_bytes = 0
    for batch in batches:
        piece.append(batch)
        n_bytes += batch.nbytes
        if n_bytes >= _PIECE_BYTES:
            yield piece
            piece, n_bytes = [], 0
    if piece:
        yield piece


def _series(column: pa.ChunkedArray) -> pl.Series:
    import polars as pl
    import pyarrow as pa

    kind = column.type
    while isinstance(kind, pa.BaseExtensionType):
        column = pa.chunked_array([chunk.storage for chunk in column.chunks], kind.storage_type)
        kind = column.type
    if pa.types.is_dictionary(kind):
        return _series(column.cast(kind.value_type))
    if pa.types.is_float16(kind):
        return _series(column.cast(pa.float32()))
    return pl.Series(values=column) if _is_measurable(kind) else _presence(column)


def _presence(column: pa.ChunkedArray) -> pl.Series:
    """A column of one empty list for every value, so that only nulls are told apart."""
    import polars as pl
    import pyarrow.compute as pc

    frame = pl.DataFrame({"is_valid": pl.Series(values=pc.is_valid(column), dtype=pl.Boolean)})
    return frame.select(pl.when("is_valid").then(pl.lit([], dtype=pl.List(pl.Int8)))).to_series()


def _is_measurable(kind: Any) -> bool:
    from pyarrow import types

    checks = (
        types.is_null, types.is_boolean, types.is_integer, types.is_floating, types.is_decimal128, types.is_string,
        types.is_large_string, types.is_string_view, types.is_date, types.is_timestamp, types.is_time,
        types.is_duration,
    )  # fmt: skip
    return any(check(kind) for check in checks)


def _nested(path: str, kind: Any) -> Iterator[tuple[str, Any]]:
    from pyarrow import types

    if types.is_struct(kind):
        for field in kind:
            yield f"{path}.{field.name}", field.type
            yield from _nested(f"{path}.{field.name}", field.type)
    elif types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        yield f"{path}[]", kind.value_type
        yield from _nested(f"{path}[]", kind.value_type)
