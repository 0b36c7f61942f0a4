"""Avro as a table: a column for each field of its record; what Arrow has no type for is kept as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.profile.batches import table_of_batches
from debt_pipelines.catalog.tabular.avro_types import arrow_schema
from debt_pipelines.catalog.tabular.table import Limits, NotTabularError, SkippedError, Table, TableFormat, reason_of
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import Content

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH_ROWS = 8192


def read(content: Content, format: TableFormat, limits: Limits) -> tuple[Table, ...]:
    """The one table of an Avro file; raises UnreadableError."""
    import fastavro

    with content.open() as stream:
        try:
            records = fastavro.reader(stream)
            schema = arrow_schema(records.writer_schema)
        except UnreadableError:
            raise
        except Exception as error:
            raise _unreadable(error) from error
        if schema is None:
            raise NotTabularError("its values are no records")
        return (table_of_batches(format, schema, _batches(records, schema), limits=limits),)


def _batches(records: Iterator[Any], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    while True:
        try:
            rows = list(islice(records, _BATCH_ROWS))
            columns = [pa.array(_values(rows, field), field.type) for field in schema]
        except Exception as error:
            raise _unreadable(error) from error
        if not rows:
            return
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _values(rows: list[Any], field: pa.Field) -> list[Any]:
    from pyarrow import types

    if types.is_string(field.type) or types.is_nested(field.type):
        return [_fitting(row[field.name], field.type) for row in rows]
    return [row[field.name] for row in rows]


def _fitting(value: Any, arrow_type: pa.DataType) -> Any:
    """A value as its Arrow type takes it: what is kept as text, and is none, is written as JSON."""
    from pyarrow import types

    if value is None or isinstance(value, str):
        return value
    if types.is_string(arrow_type):
        return json.dumps(value, default=str, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)
    if types.is_struct(arrow_type):
        return {field.name: _fitting(value[field.name], field.type) for field in arrow_type}
    if types.is_list(arrow_type):
        return [_fitting(item, arrow_type.value_type) for item in value]
    if types.is_map(arrow_type):
        return [(key, _fitting(item, arrow_type.item_type)) for key, item in value.items()]
    return value


def _unreadable(error: Exception) -> UnreadableError:
    """What is wrong with the file, in few words."""
    if isinstance(error, EOFError):
        return UnreadableError("a truncated Avro file: it ends in the middle")
    if "codec is supported" in str(error):
        return SkippedError(f"an Avro file whose compression needs another library: {reason_of(error)}")
    return UnreadableError(f"not a sound Avro file: {reason_of(error)}")
