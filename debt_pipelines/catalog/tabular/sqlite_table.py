"""The tables of an SQLite database file, row by row in bounded memory.

Views and virtual tables are left out, because asking them would run what the file says.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from debt_pipelines.catalog.profile.batches import refuse_too_wide, table_of_batches
from debt_pipelines.catalog.tabular.declared import quoted, with_types
from debt_pipelines.catalog.tabular.sqlite_columns import (
    Column,
    arrow_type,
    converted,
    expression,
    read_columns,
)
from debt_pipelines.catalog.tabular.table import Limits, NotTabularError, Table, TableFormat, reason_of
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import Content

if TYPE_CHECKING:
    import pyarrow as pa

_MAGIC = b"SQLite format 3\0"
_MAX_VALUE_BYTES = 256 * 1024 * 1024
"""A column may be computed, and so be far larger than the file."""
SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises over a broken file; Python cannot tell an error that names what is no text, and raises its own."""
_BATCH_ROWS = 8192
_BATCH_CHARACTERS = 16 * 1024 * 1024


def read(content: Content, format: TableFormat, limits: Limits) -> tuple[Table, ...]:
    """The tables of a database file; raises NotTabularError for another file that is called `.db`."""
    if content.read(len(_MAGIC)) != _MAGIC:
        if content.path.lower().endswith(".db"):
            raise NotTabularError("not an SQLite database")
        raise UnreadableError("not a sound SQLite database: it starts like something else")
    share = min(1.0, limits.max_bytes / content.size)
    try:
        with content.on_disk() as file, closing(open_database(file, is_frozen=True)) as connection:
            return tuple(read_table(connection, name, limits, share=share) for name in table_names(connection))
    except SQLITE_ERRORS as error:
        raise UnreadableError(f"not a sound SQLite database: {reason_of(error)}") from error


def open_database(file: Path, *, is_frozen: bool, seconds: float = 0) -> sqlite3.Connection:
    """A database opened for reading alone; one that is not frozen may be in use, and its locks are waited for."""
    uri = f"{file.resolve().as_uri()}?mode=ro{'&immutable=1' if is_frozen else ''}"
    connection = sqlite3.connect(uri, uri=True, timeout=seconds, check_same_thread=False)
    connection.text_factory = lambda text: text.decode(errors="replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE_BYTES)
    connection.executescript("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
    return connection


def table_names(connection: sqlite3.Connection) -> list[str]:
    """The ordinary tables, sorted; not those that belong to SQLite or keep a virtual table."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    written = {name: (sql or "").lstrip().upper() for name, sql in connection.execute(query)}
    virtual = [name for name, sql in written.items() if sql.startswith("CREATE VIRTUAL")]
    kept = tuple(f"{name}_" for name in virtual)
    return sorted(name for name in written if name not in virtual and not name.startswith(kept))


def read_table(connection: sqlite3.Connection, name: str, limits: Limits, *, share: float = 1.0) -> Table:
    """One table as it is stored; of one too large only its first rows."""
    import pyarrow as pa

    columns = read_columns(connection, name)
    refuse_too_wide(len(columns), limits)
    schema = pa.schema([(column.name, arrow_type(column.kind)) for column in columns])
    n_wanted = -1
    if share < 1:
        n_rows = connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()[0]  # noqa: S608 - quoted
        n_wanted = int(n_rows * share)
    table = table_of_batches(
        "sqlite",
        schema,
        _batches(connection, name, columns, schema, n_wanted),
        part=name,
        limits=limits,
        is_sampled=share < 1,
        header_line=None,
    )
    return with_types(table, [(column.declared or column.kind, column.logical_type) for column in columns])


def _batches(
    connection: sqlite3.Connection, name: str, columns: list[Column], schema: pa.Schema, n_wanted: int
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    wanted = ", ".join(map(expression, columns))
    n_rows = min(_BATCH_ROWS, max(1, _BATCH_CHARACTERS // (1 + sum(column.longest for column in columns))))
    cursor = connection.execute(f"SELECT {wanted} FROM {quoted(name)} LIMIT {n_wanted}")  # noqa: S608 - quoted names
    while rows := cursor.fetchmany(n_rows):
        values = zip(columns, zip(*rows, strict=True), strict=True)
        arrays = [pa.array(converted(given, column.kind), arrow_type(column.kind)) for column, given in values]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)
