"""The one door to all readers: which files may be tables, and what a file holds as tables.

A reader is a module with `read(content, format, limits)`. It is imported when the first file of its format is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from pathlib import PurePosixPath

from debt_pipelines.catalog.tabular.json_records import starts_like_table
from debt_pipelines.catalog.tabular.pointers import refuse_pointer
from debt_pipelines.catalog.tabular.signatures import HEAD_BYTES, refuse_other
from debt_pipelines.catalog.tabular.table import Limits, Malformation, NotTabularError, Table, TableFormat, reason_of
from debt_pipelines.catalog.tabular.unpack import ARCHIVE, STREAMS, is_packed, unpack, without_compression
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import Content

READER_VERSION = 5
"""To be raised whenever a reader says something else of the same bytes: what was kept of them is then read anew."""

_FORMATS: dict[str, TableFormat] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".feather": "feather",
    ".ftr": "feather",
    ".arrow": "feather",
    ".ipc": "feather",
    ".arrows": "feather",
    ".avro": "avro",
    ".orc": "orc",
    **dict.fromkeys((".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"), "excel"),
    **dict.fromkeys((".sqlite", ".sqlite3", ".db"), "sqlite"),
    ".duckdb": "duckdb",
    ARCHIVE: "zip",
}
_READERS: dict[TableFormat, str] = {
    "csv": "csv_table",
    "tsv": "csv_table",
    "parquet": "parquet_table",
    "jsonl": "json_table",
    "json": "json_table",
    "feather": "arrow_table",
    "avro": "avro_table",
    "orc": "orc_table",
    "excel": "excel_table",
    "sqlite": "sqlite_table",
    "duckdb": "duckdb_table",
}
_NOT_TABULAR = re.compile(
    r"(?<![a-z])(config|configuration|settings|schemas?|lock|metrics?|params|plots?|vega|locales?|translations"
    r"|expectations|tsconfig|package|manifest|i18n|l10n|openapi|swagger|dashboards?|mocks?|fixtures?|snapshots?"
    r"|menus?|navigation|sidebars?|redirects)(?![a-z])",
    re.IGNORECASE,
)
_POINTER_BYTES = 64 * 1024

_ENDINGS = (*_FORMATS, *STREAMS)

Reader = Callable[[Content, TableFormat, Limits], tuple[Table, ...]]


def format_of(path: str) -> TableFormat | None:
    """The tabular format a file name stands for, compressed or not; None also for JSON named for something else.

    An archive whose own name tells no format is `zip`: its members decide.
    """
    return _format_of(path) if path.lower().endswith(_ENDINGS) else None


@lru_cache(maxsize=65_536)
def _format_of(path: str) -> TableFormat | None:
    pure = PurePosixPath(without_compression(path))
    if pure.suffix.lower() == ARCHIVE and pure.stem.lower().endswith(tuple(_FORMATS)):
        pure = pure.with_suffix("")
    found = _FORMATS.get(pure.suffix.lower())
    if found == "json" and _is_named_for_something_else(pure):
        return None
    return found


def may_be_table(format: TableFormat, head: bytes) -> bool:
    """Whether the first bytes of a file call for the rest; only JSON may turn out to be no data at all."""
    return format != "json" or starts_like_table(head.decode("utf-8", errors="replace"))


def read_tables(content: Content, limits: Limits) -> tuple[Table, ...]:
    """The tables of a file: one for most formats, several for a workbook or a database.

    Raises UnreadableError when it cannot be read, SkippedError when it is only a pointer or beyond a limit,
    and NotTabularError when the file holds something else.
    """
    format = format_of(content.path)
    if format is None:
        raise NotTabularError("not a tabular format")
    if not content.size and format != "json":
        return (Table(format, (), 0, malformations=(Malformation("the file is empty", 1),)),)
    if content.size <= _POINTER_BYTES:
        refuse_pointer(content.read())
    return _read_packed(content, limits) if is_packed(content.path) else _read_plain(content, format, limits)


def _read_plain(content: Content, format: TableFormat, limits: Limits) -> tuple[Table, ...]:
    import pyarrow as pa

    refuse_other(content.read(HEAD_BYTES), format)
    try:
        return _reader(format)(content, format, limits)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:  # damaged, Arrow asks for absurd memory as well
        raise UnreadableError(f"cannot be read as {format}: {reason_of(error)}") from error


def _read_packed(content: Content, limits: Limits) -> tuple[Table, ...]:
    """The tables within a compressed file; those of an archive with several bear the names of its members."""
    is_archive = content.path.lower().endswith(ARCHIVE)
    found: list[tuple[str, Table]] = []
    for inner in unpack(content, limits, _is_table_within):
        try:
            found += [(inner.path, table) for table in read_tables(inner, limits)]
        except NotTabularError:
            if not is_archive:
                raise
        except UnreadableError as error:
            where = f"`{inner.path}`: " if is_archive else ""
            raise type(error)(where + error.message, line=error.line) from error
    if not found:
        raise NotTabularError("an archive without a table")
    if len({member for member, _table in found}) == 1:
        return tuple(table for _member, table in found)
    return tuple(replace(table, part="/".join(filter(None, (member, table.part)))) for member, table in found)


def _is_table_within(name: str) -> bool:
    return format_of(name) is not None and not is_packed(name)


def _reader(format: TableFormat) -> Reader:
    module = import_module(f"debt_pipelines.catalog.tabular.{_READERS[format]}")
    reader: Reader = module.read
    return reader


def _is_named_for_something_else(path: PurePosixPath) -> bool:
    return any(part.startswith(".") for part in path.parts) or bool(_NOT_TABULAR.search(str(path)))
