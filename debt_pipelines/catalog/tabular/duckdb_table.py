"""The tables of a DuckDB database file, in the batches that DuckDB gives.

The file is opened for reading alone, and nothing it says may reach beyond it. Views are left out.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from debt_pipelines.catalog.profile.batches import refuse_too_wide, table_of_batches
from debt_pipelines.catalog.tabular.declared import quoted, with_types
from debt_pipelines.catalog.tabular.lattice import base_of, of_sql
from debt_pipelines.catalog.tabular.table import NO_MEMORY, Limits, SkippedError, Table, TableFormat, reason_of
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import Content

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MAGIC = b"DUCK"
_MAGIC_AT = 8
_CLOSED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "512MB",
    "threads": "2",
}
_BATCH_ROWS = 65_536
_BOUNDS = {
    "DATE": ("0001-01-01", "9999-12-31"),
    "TIMESTAMP": ("0001-01-01", "9999-12-31 23:59:59"),
    "TIMESTAMP_NS": ("1677-09-22", "2262-04-11"),
}
"""The days that Python, or the type itself, knows."""

TableName = tuple[str, str]
"""Schema and name."""


def read(content: Content, format: TableFormat, limits: Limits) -> tuple[Table, ...]:
    """The tables of a database file; raises UnreadableError."""
    import duckdb

    if content.read(_MAGIC_AT + len(_MAGIC))[_MAGIC_AT:] != _MAGIC:
        raise UnreadableError("not a sound DuckDB database: it starts like something else")
    share = min(1.0, limits.max_bytes / content.size)
    try:
        with content.on_disk() as file, closing(open_database(file)) as connection:
            return tuple(read_table(connection, name, limits, share=share) for name in table_names(connection))
    except duckdb.OutOfMemoryException as error:
        raise SkippedError(NO_MEMORY) from MemoryError(str(error))
    except duckdb.Error as error:
        raise UnreadableError(f"not a sound DuckDB database: {reason_of(error)}") from error


def open_database(file: Path) -> DuckDBPyConnection:
    """A database opened for reading alone, which can reach nothing else."""
    import duckdb

    connection = duckdb.connect(str(file), read_only=True, config=dict(_CLOSED))
    connection.execute("SET TimeZone = 'UTC'; SET lock_configuration = true")
    return connection


def table_names(connection: DuckDBPyConnection) -> list[TableName]:
    """The tables, sorted."""
    query = "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"
    return connection.execute(query).fetchall()


def read_table(connection: DuckDBPyConnection, name: TableName, limits: Limits, *, share: float = 1.0) -> Table:
    """One table as it is stored; of one too large only its first rows."""
    schema_name, table_name = name
    query = (
        "SELECT column_name, data_type FROM duckdb_columns() "
        "WHERE schema_name = ? AND table_name = ? AND NOT internal ORDER BY column_index"
    )
    columns: list[tuple[str, str]] = connection.execute(query, name).fetchall()
    refuse_too_wide(len(columns), limits)
    source = f"{quoted(schema_name)}.{quoted(table_name)}"
    limit = ""
    if share < 1:
        (n_rows,) = connection.execute(f"SELECT count(*) FROM {source}").fetchall()[0]  # noqa: S608 - quoted names
        limit = f" LIMIT {int(n_rows * share)}"
    wanted = ", ".join(f"{_expression(column, kind)} AS {quoted(column)}" for column, kind in columns)
    reader = connection.sql(f"SELECT {wanted} FROM {source}{limit}").to_arrow_reader(_BATCH_ROWS)  # noqa: S608 - quoted
    table = table_of_batches(
        "duckdb",
        reader.schema,
        reader,
        part=table_name if schema_name == "main" else f"{schema_name}.{table_name}",
        limits=limits,
        is_sampled=share < 1,
        header_line=None,
    )
    return with_types(table, [(kind, of_sql(kind)) for _column, kind in columns])


def _expression(column: str, kind: str) -> str:
    """What to ask for: of bytes only whether they are there, and days that Python knows."""
    name = quoted(column)
    base = base_of(of_sql(kind) or "")
    if base == "binary" or kind.startswith(("UNION", "BIT")):
        return f"CASE WHEN {name} IS NULL THEN NULL ELSE ''::BLOB END"
    if base in ("date", "timestamp"):
        earliest, latest = _BOUNDS.get(kind, _BOUNDS["TIMESTAMP"])
        bounded = f"least(greatest({name}, '{earliest}'::{kind}), '{latest}'::{kind})"
        return f"CASE WHEN {name} IS NOT NULL THEN {bounded} END"
    return name
