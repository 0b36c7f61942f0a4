"""What a file holds as bytes and back, for the memory of earlier scans."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from debt_pipelines.catalog.profile.measures import Measures, Signs
from debt_pipelines.catalog.tabular.table import Malformation, NotTabularError, SkippedError, Table, TableColumn
from debt_pipelines.model.errors import UnreadableError

_ERRORS: dict[str, type[UnreadableError]] = {
    error.__name__: error for error in (UnreadableError, SkippedError, NotTabularError)
}

_FIELDS = tuple(field.name for field in fields(Table))


def dump_reading(result: tuple[Table, ...] | UnreadableError) -> bytes:
    """The tables of one file, or why there are none, as JSON (UTF-8)."""
    said: object
    if isinstance(result, UnreadableError):
        kind = type(result).__name__ if type(result).__name__ in _ERRORS else UnreadableError.__name__
        said = {"error": kind, "message": result.message, "line": result.line}
    else:
        said = [[getattr(table, name) for name in _FIELDS] for table in result]
    return json.dumps(said, ensure_ascii=False).encode(errors="surrogatepass")


def load_reading(data: bytes) -> tuple[Table, ...] | UnreadableError:
    """What `dump_reading` wrote."""
    said = json.loads(data.decode(errors="surrogatepass"))
    if isinstance(said, dict):
        return _ERRORS[said["error"]](said["message"], line=said["line"])
    return tuple(_table(values) for values in said)


def _table(values: list[Any]) -> Table:
    format, columns, n_rows, is_sampled, malformations, *rest = values
    found = tuple(Malformation(*entry) for entry in malformations)
    return Table(format, tuple(_column(column) for column in columns), n_rows, is_sampled, found, *rest)


def _column(values: list[Any]) -> TableColumn:
    measures = Measures._make(values[3])
    values[3] = measures._replace(
        quantiles=tuple(measures.quantiles),
        frequent=tuple((value, count) for value, count in measures.frequent),
        signs=Signs._make(measures.signs),
    )
    return TableColumn._make(values)
