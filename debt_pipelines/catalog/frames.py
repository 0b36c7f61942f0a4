"""Rows become frames: typed by the declared schema, whether or not there are any rows.

Frames hold plain numpy or str types and None/NaN for missing, because that is what every later step (Great
Expectations above all) handles without surprises. This is also the door that no credential passes: what has the shape
of one is masked here, whichever crawler read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from debt_pipelines.model.masking import SHAPE, has_shape, masked, masked_command
from debt_pipelines.model.schema import AnyRow, DataType, Row, RowBlock, TableSchema, defaults_of, plain_values
from debt_pipelines.model.tables import SCHEMAS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Frames = Mapping[str, "pd.DataFrame"]
_COMMANDS = frozenset({"command", "lock_command"})
"""Columns that hold what somebody types, with options that may be secret."""
_FEW_BYTES = 2000
"""Up to so much text Python is done before Arrow has begun."""


def arrow_schema(schema: TableSchema) -> pa.Schema:
    """The Arrow schema of a table."""
    import pyarrow as pa

    types: dict[DataType, pa.DataType] = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
    }
    return pa.schema([pa.field(column.name, types[column.data_type], column.is_nullable) for column in schema.columns])


def frame_of(table: str, rows: Iterable[AnyRow]) -> pd.DataFrame:
    """The rows of one table as a frame with all declared columns, in the order given."""
    frame: pd.DataFrame = arrow_table(table, rows).to_pandas()
    return frame


def arrow_table(table: str, rows: Iterable[AnyRow]) -> pa.Table:
    """The same as an Arrow table; raises pyarrow.ArrowException for what its columns cannot hold."""
    import pyarrow as pa

    schema = SCHEMAS[table]
    of_table = arrow_schema(schema)
    groups = groupby(rows, key=lambda row: isinstance(row, RowBlock))
    parts = [
        _of_blocks(schema, list(group)) if is_block else _of_rows(schema, list(group))  # type: ignore[arg-type]
        for is_block, group in groups
    ]
    data = pa.concat_tables([_typed(part, of_table) for part in parts or [_of_rows(schema, [])]])
    return _masked(data.combine_chunks())


def _masked(data: pa.Table) -> pa.Table:
    """The table with its credentials masked; nearly every column has none, and stays as it is."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not len(data):
        return data
    texts = {n: data.column(n) for n, field in enumerate(data.schema) if pa.types.is_string(field.type)}
    commands = {
        n: column for n, column in texts.items() if data.schema.names[n] in _COMMANDS and column.null_count < len(data)
    }
    others = {n: pc.unique(column) for n, column in texts.items() if n not in commands}
    with_shape = [n for n in others if _has_shape([others[n]])] if _has_shape(others.values()) else []
    for n in (*commands, *with_shape):
        mask = masked_command if n in commands else masked
        values = [None if value is None else mask(value) for value in texts[n].to_pylist()]
        data = data.set_column(n, data.schema.field(n), pa.array(values, pa.string()))
    return data


def _has_shape(columns: Iterable[pa.Array]) -> bool:
    """Whether a text of the columns has the shape of a credential."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pa.chunked_array(list(columns), pa.string())
    if (pc.sum(pc.binary_length(texts)).as_py() or 0) < _FEW_BYTES:
        return any(text is not None and has_shape(text) for text in texts.to_pylist())
    found: bool | None = pc.any(pc.match_substring_regex(texts, SHAPE)).as_py()
    return bool(found)


def _of_rows(schema: TableSchema, rows: list[Row]) -> dict[str, Any]:
    return {name: list(map(attrgetter(name), rows)) for name in schema.column_names}


def _of_blocks(schema: TableSchema, blocks: list[RowBlock]) -> dict[str, Any]:
    """The columns of blocks end to end; of one block, and of Arrow batches, as they are."""
    import pyarrow as pa

    whole: dict[str, Any] = blocks[0].by_name if len(blocks) == 1 else {}
    if all(isinstance(block.columns, pa.RecordBatch) for block in blocks):
        held = pa.Table.from_batches([block.columns for block in blocks])
        whole = {name: held[name] for name in schema.column_names if name in held.schema.names}
    parts = [({} if whole else block.by_name, block.same, len(block)) for block in blocks]
    defaults = defaults_of(schema.row_type)
    columns: dict[str, Any] = {}
    for name in schema.column_names:
        if name in whole:
            columns[name] = whole[name]
            continue
        columns[name] = values = []
        for given, same, length in parts:
            if name in given:
                values.extend(plain_values(given[name]))
            else:
                values.extend([same[name] if name in same else defaults[name]] * length)
    return columns


def _typed(columns: dict[str, Any], schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    try:
        return pa.table(columns, schema=schema)
    except UnicodeEncodeError:
        plain = {
            name: list(map(printable, values)) if isinstance(values, list) else values
            for name, values in columns.items()
        }
        return pa.table(plain, schema=schema)


def printable(value: object) -> object:
    """A text that is not Unicode, such as a file name in another encoding, with its bytes written out."""
    if not isinstance(value, str):
        return value
    try:
        return value.encode(errors="surrogateescape").decode(errors="backslashreplace")
    except UnicodeEncodeError:
        return value.encode(errors="backslashreplace").decode()


def empty_frame(table: str) -> pd.DataFrame:
    """A frame of one table with all declared columns and no rows."""
    return frame_of(table, ())


def frames_of(rows: Iterable[AnyRow], tables: Iterable[str]) -> dict[str, pd.DataFrame]:
    """All given tables as frames; rows of each table in the order they came."""
    by_table: dict[str, list[AnyRow]] = {table: [] for table in tables}
    for row in rows:
        by_table[row.table].append(row)
    return {table: frame_of(table, table_rows) for table, table_rows in by_table.items()}


def conform(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A computed frame brought to the declared columns, types and order; raises when it does not fit."""
    import pyarrow as pa

    schema = SCHEMAS[table]
    missing = set(schema.column_names) - set(frame.columns)
    if missing:
        raise ValueError(f"{table} lacks columns: {', '.join(sorted(missing))}")
    narrowed = frame[list(schema.column_names)].reset_index(drop=True)
    table_data = pa.Table.from_pandas(narrowed, schema=arrow_schema(schema), preserve_index=False)
    typed: pd.DataFrame = table_data.to_pandas()
    return typed


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as dictionaries of plain values: None for missing, whole numbers as int."""
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, values, strict=True)) for values in tuples(frame)]


def tuples(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """The rows of a frame as tuples of plain values, in the order of its columns."""
    if frame.empty:
        return iter(())
    return zip(*(_plain_values(frame[name]) for name in frame.columns), strict=True)


def _plain_values(series: pd.Series) -> list[Any]:
    import pandas as pd
    import pyarrow as pa

    if isinstance(series.dtype, pd.StringDtype):  # most columns; Arrow needs a small part of the time
        texts: list[Any] = pa.array(series.array).to_pylist()
        return texts
    values = series.tolist()
    if series.dtype.kind in "bi":
        return values
    if series.dtype.kind == "f":
        return [None if value != value else _plain(value) for value in values]
    return [None if is_missing else value for value, is_missing in zip(values, series.isna().tolist(), strict=True)]


def _plain(value: float) -> float | int:
    return int(value) if value.is_integer() else value
