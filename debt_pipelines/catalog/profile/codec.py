"""What a file holds as bytes and back, for the memory of earlier scans.

A line of JSON tells what is known of each table as a whole; the columns follow, each table's as one Arrow batch.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from debt_pipelines.catalog.profile.kept_columns import KeptColumns, batch_of, batch_schema
from debt_pipelines.catalog.tabular.field_texts import ColumnText
from debt_pipelines.catalog.tabular.table import Malformation, NotTabularError, SkippedError, Table
from debt_pipelines.model.errors import UnreadableError

_ERRORS: dict[str, type[UnreadableError]] = {
    error.__name__: error for error in (UnreadableError, SkippedError, NotTabularError)
}
_FIELDS = tuple(field.name for field in fields(Table) if field.name != "columns")


def dump_reading(result: tuple[Table, ...] | UnreadableError) -> bytes:
    """The tables of one file, or why there are none."""
    if isinstance(result, UnreadableError):
        kind = type(result).__name__ if type(result).__name__ in _ERRORS else UnreadableError.__name__
        return _line({"error": kind, "message": result.message, "line": result.line})
    batches = [batch_of(table.columns, table.n_rows).serialize() for table in result]
    heads = [
        {"size": batch.size, **{name: getattr(table, name) for name in _FIELDS}}
        for table, batch in zip(result, batches, strict=True)
    ]
    return b"".join((_line(heads), *(batch.to_pybytes() for batch in batches)))


def load_reading(data: bytes) -> tuple[Table, ...] | UnreadableError:
    """What `dump_reading` wrote."""
    head, _, batches = data.partition(b"\n")
    said = json.loads(head.decode(errors="surrogatepass"))
    if isinstance(said, dict):
        return _ERRORS[said["error"]](said["message"], line=said["line"])
    tables = []
    start = 0
    for of_table in said:
        end = start + of_table.pop("size")
        tables.append(_table(of_table, batches[start:end]))
        start = end
    return tuple(tables)


def _line(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode(errors="surrogatepass") + b"\n"


def _table(said: dict[str, Any], batch: bytes) -> Table:
    import pyarrow as pa

    columns = KeptColumns(pa.ipc.read_record_batch(pa.py_buffer(batch), batch_schema()))
    malformations = tuple(Malformation(*entry) for entry in said.pop("malformations"))
    texts: tuple[ColumnText, ...] = tuple((name, text) for name, text in said.pop("texts"))
    return Table(columns=columns, malformations=malformations, texts=texts, **said)
