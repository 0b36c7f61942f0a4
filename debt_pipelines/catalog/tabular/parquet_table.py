"""Parquet as a table: types from the footer, measures from the data, large files by row groups."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import chain
from typing import TYPE_CHECKING

from debt_pipelines.catalog.profile.batches import (
    WHOLE_BYTES,
    columns_of_field,
    refuse_too_many_cells,
    refuse_too_wide,
    table_of_batches,
)
from debt_pipelines.catalog.profile.table_sums import TableSums
from debt_pipelines.catalog.profile.whole_table import measure_frame
from debt_pipelines.catalog.tabular.arrow_table import sound_batches
from debt_pipelines.catalog.tabular.field_texts import texts_of
from debt_pipelines.catalog.tabular.lattice import of_arrow
from debt_pipelines.catalog.tabular.parquet_pieces import PIECE_CELLS, sums_of_groups
from debt_pipelines.catalog.tabular.table import Limits, Malformation, Table, TableFormat, reason_of
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import Content

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa
    import pyarrow.parquet as pq

_MAGIC = (b"PAR1", b"PARE")
_MIN_BYTES = 12
_BATCH_ROWS = 65_536


def read(content: Content, format: TableFormat, limits: Limits) -> tuple[Table, ...]:
    """The one table of a Parquet file; raises UnreadableError for a truncated or foreign file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with ExitStack() as opened:
        stream = opened.enter_context(content.open())
        source = stream if stream.seekable() else pa.BufferReader(stream.read())
        _refuse_foreign(source)
        try:
            file = pq.ParquetFile(source, pre_buffer=False)
            schema = file.schema_arrow
            refuse_too_wide(len(schema), limits)
            refuse_too_many_cells(file.metadata.num_rows, len(schema), limits)
            found = () if len(schema) else (Malformation("the file has no columns", None),)
            whole = _in_one_piece(content, file)
            if whole is not None:
                return (_measured(schema, whole, found),)
            groups = _wanted_groups(file, content.size, limits)
            is_sampled = len(groups) < file.metadata.num_row_groups
            in_pieces = _in_pieces(content, file, groups)
            if in_pieces is not None:
                return (_summed_up(schema, in_pieces, found, is_sampled=is_sampled),)
            batches = sound_batches(file.iter_batches(batch_size=_BATCH_ROWS, row_groups=groups, use_threads=True))
            table = table_of_batches(
                "parquet", schema, batches, limits=limits, is_sampled=is_sampled, malformations=found
            )
        except (pa.ArrowException, OSError) as error:
            raise UnreadableError(f"not a sound Parquet file: {reason_of(error)}") from error
    return (table,)


def _refuse_foreign(source: pa.NativeFile) -> None:
    source.seek(0, 2)
    size = source.tell()
    source.seek(0)
    if source.read(4) not in _MAGIC:
        raise UnreadableError("not a Parquet file")
    source.seek(max(size - 4, 0))
    if size < _MIN_BYTES or source.read(4) not in _MAGIC:
        raise UnreadableError("a truncated Parquet file: its footer is missing")
    source.seek(0)


def _in_one_piece(content: Content, file: pq.ParquetFile) -> pl.DataFrame | None:
    """A small table of plain columns, read by Polars, which is far faster; None for others."""
    import polars as pl

    groups = (file.metadata.row_group(n).total_byte_size for n in range(file.metadata.num_row_groups))
    n_cells = file.metadata.num_rows * file.metadata.num_columns
    if sum(groups) > WHOLE_BYTES or n_cells > PIECE_CELLS or not all(map(_is_plain, file.schema_arrow.types)):
        return None
    try:
        frame = pl.read_parquet(content.read(), use_statistics=False, parallel="none")
    except (Exception, pl.exceptions.PanicException):  # noqa: BLE001 - Arrow, more careful, has the last word
        return None
    return frame if frame.columns == file.schema_arrow.names else None


def _measured(schema: pa.Schema, frame: pl.DataFrame, found: tuple[Malformation, ...]) -> Table:
    types = [of_arrow(kind) for kind in schema.types]
    measures, n_duplicates = measure_frame(frame, schema.names, types)
    columns = tuple(chain.from_iterable(map(columns_of_field, schema, measures)))
    return Table(
        "parquet", columns, frame.height, False, found, None, n_duplicate_rows=n_duplicates, texts=texts_of(schema)
    )


def _wanted_groups(file: pq.ParquetFile, size: int, limits: Limits) -> list[int]:
    """All row groups, or some at even distances of a file beyond the limit."""
    n_groups = file.metadata.num_row_groups
    n_wanted = n_groups if size <= limits.max_bytes else max(1, n_groups * limits.max_bytes // size)
    return sorted({n * n_groups // n_wanted for n in range(n_wanted)}) if n_groups else []


def _in_pieces(content: Content, file: pq.ParquetFile, groups: list[int]) -> TableSums | None:
    """What the row groups of a large table of plain columns hold, when it lies on the disk; None for others."""
    schema = file.schema_arrow
    if content.file is None or not groups or not all(map(_is_plain, schema.types)):
        return None
    with content.on_disk() as path:
        return sums_of_groups(path, file.metadata, groups, schema.names)


def _summed_up(schema: pa.Schema, sums: TableSums, found: tuple[Malformation, ...], *, is_sampled: bool) -> Table:
    measures = sums.measures([of_arrow(kind) for kind in schema.types])
    columns = tuple(chain.from_iterable(map(columns_of_field, schema, measures)))
    return Table("parquet", columns, sums.n_rows, is_sampled, found, None, texts=texts_of(schema))


def _is_plain(kind: pa.DataType) -> bool:
    """Whether Polars keeps a type as it is."""
    from pyarrow import types

    checks = (
        types.is_boolean,
        types.is_integer,
        types.is_floating,
        types.is_string,
        types.is_date32,
        types.is_timestamp,
    )
    return any(check(kind) for check in checks) and not types.is_float16(kind)
