"""Rows become frames: typed by the declared schema, whether or not there are any rows.

Frames hold plain numpy or str types and None/NaN for missing, because that is what every later step (Great
Expectations above all) handles without surprises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from debt_pipelines.model.schema import DataType, Row, RowBlock, TableSchema, defaults_of
from debt_pipelines.model.tables import SCHEMAS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Frames = Mapping[str, "pd.DataFrame"]


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


def frame_of(table: str, rows: Iterable[Row | RowBlock]) -> pd.DataFrame:
    """The rows of one table as a frame with all declared columns, in the order given."""
    import pyarrow as pa

    schema = SCHEMAS[table]
    columns = _columns_of(schema, rows)
    try:
        data = pa.table(columns, schema=arrow_schema(schema))
    except UnicodeEncodeError:
        columns = {name: [_printable(value) for value in values] for name, values in columns.items()}
        data = pa.table(columns, schema=arrow_schema(schema))
    frame: pd.DataFrame = data.to_pandas()
    return frame


def _columns_of(schema: TableSchema, rows: Iterable[Row | RowBlock]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {name: [] for name in schema.column_names}
    for is_block, group in groupby(rows, key=lambda row: isinstance(row, RowBlock)):
        if is_block:
            _extend_by_blocks(columns, schema, group)
            continue
        listed = list(group)
        for name, values in columns.items():
            values.extend(map(attrgetter(name), listed))
    return columns


def _extend_by_blocks(columns: dict[str, list[Any]], schema: TableSchema, blocks: Iterable[Any]) -> None:
    defaults = defaults_of(schema.row_type)
    for block in blocks:
        n_rows = len(block)
        for name, values in columns.items():
            given = block.columns.get(name)
            values.extend([defaults[name]] * n_rows if given is None else given)


def _printable(value: object) -> object:
    """A text whose bytes are not Unicode, such as a file name in another encoding, with those bytes written out."""
    if not isinstance(value, str):
        return value
    return value.encode(errors="surrogateescape").decode(errors="backslashreplace")


def empty_frame(table: str) -> pd.DataFrame:
    """A frame of one table with all declared columns and no rows."""
    return frame_of(table, ())


def frames_of(rows: Iterable[Row | RowBlock], tables: Iterable[str]) -> dict[str, pd.DataFrame]:
    """All given tables as frames; rows of each table in the order they came."""
    by_table: dict[str, list[Row | RowBlock]] = {table: [] for table in tables}
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
    columns = [_plain_values(frame[name]) for name in frame.columns]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _plain_values(series: pd.Series) -> list[Any]:
    values = series.tolist()
    if series.dtype.kind in "bi":
        return values
    is_number = series.dtype.kind == "f"
    mask = series.isna()
    if not mask.any():
        return [_plain(value) for value in values] if is_number else values
    missing = mask.tolist()
    if is_number:
        return [None if is_missing else _plain(value) for value, is_missing in zip(values, missing, strict=True)]
    return [None if is_missing else value for value, is_missing in zip(values, missing, strict=True)]


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
