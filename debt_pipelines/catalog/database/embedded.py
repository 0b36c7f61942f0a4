"""Databases that are a file: what SQLite and DuckDB declare, and their tables, read as those of the repository are."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from debt_pipelines.catalog.database.connect import Session
from debt_pipelines.catalog.database.described import (
    Constraint,
    DeclaredColumn,
    DeclaredTable,
    Statistics,
    check_constraint,
    unique_constraint,
    unmeasured,
)
from debt_pipelines.catalog.database.inspect import describe
from debt_pipelines.catalog.tabular import duckdb_table, sqlite_table
from debt_pipelines.catalog.tabular.lattice import of_sql
from debt_pipelines.catalog.tabular.table import Limits, Table, reason_of
from debt_pipelines.model.errors import UnreadableError

_Answer = TypeVar("_Answer")
_SAMPLED_BYTES = 64 * 1024 * 1024
_LOCK_SECONDS = 10.0


class _File:
    """What the two have in common; see `Database`."""

    is_lost = False

    def __init__(self, file: Path, place: str) -> None:
        if not file.is_file():
            raise UnreadableError("there is no such file")
        self.place = place
        self.format = place.partition("://")[0]
        self._size = max(1, file.stat().st_size)

    def path_of(self, title: str) -> str:
        """The address of a table: that of the file, and its name behind a `#`."""
        return f"{self.place}#{title}"

    def _share(self, statistics: Statistics, limits: Limits) -> float:
        """How much of each table is read."""
        wanted = limits.max_bytes if statistics == "exact" else min(limits.max_bytes, _SAMPLED_BYTES)
        return min(1.0, wanted / self._size)


class SqliteFile(_File):
    """An SQLite file, which others may be writing to."""

    def __init__(self, file: Path, place: str, seconds: float) -> None:
        super().__init__(file, place)
        waited = min(seconds, _LOCK_SECONDS)
        self._connection = _told(lambda: sqlite_table.open_database(file, is_frozen=False, seconds=waited))
        self._session = _session_of(self._connection, seconds)
        self._titles = _told(lambda: sqlite_table.table_names(self._connection))

    def titles(self) -> list[str]:
        """The names of all tables, sorted."""
        return self._titles

    def describe(self, titles: list[str]) -> list[DeclaredTable]:
        """What is declared of some tables."""
        return describe(self._session, [(None, title) for title in titles], {})

    def measure(self, table: DeclaredTable, statistics: Statistics, limits: Limits) -> Table:
        """The columns of a table with their measures."""
        if statistics == "none":
            return unmeasured(table)
        share = self._share(statistics, limits)
        return _told(lambda: sqlite_table.read_table(self._connection, table.name, limits, share=share))

    def close(self) -> None:
        """Let the file go."""
        self._session.close()
        self._connection.close()


class DuckDbFile(_File):
    """A DuckDB file; one that another process writes to is locked."""

    def __init__(self, file: Path, place: str) -> None:
        super().__init__(file, place)
        self._connection = _told(lambda: duckdb_table.open_database(file))
        self._names = {".".join(name): name for name in _told(lambda: duckdb_table.table_names(self._connection))}

    def titles(self) -> list[str]:
        """The names of all tables, sorted."""
        return sorted(self._names)

    def describe(self, titles: list[str]) -> list[DeclaredTable]:
        """What is declared of some tables."""
        return [_told(lambda name=self._names[title]: self._described(*name)) for title in titles]  # type: ignore[misc]

    def measure(self, table: DeclaredTable, statistics: Statistics, limits: Limits) -> Table:
        """The columns of a table with their measures."""
        if statistics == "none":
            return unmeasured(table)
        share, name = self._share(statistics, limits), self._names[table.title]
        return _told(lambda: duckdb_table.read_table(self._connection, name, limits, share=share))

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    def _described(self, schema: str, name: str) -> DeclaredTable:
        columns = self._rows("column_name, data_type, comment", "duckdb_columns", "column_index", schema, name)
        ((comment, n_rows),) = self._rows("comment, estimated_size", "duckdb_tables", "table_oid", schema, name)
        asked = "constraint_type, constraint_column_names, constraint_text"
        said = self._rows(asked, "duckdb_constraints", "constraint_index", schema, name)
        keys = [tuple(names) for type, names, _text in said if type == "PRIMARY KEY"]
        return DeclaredTable(
            name=name,
            schema=schema,
            columns=tuple(DeclaredColumn(column, kind, of_sql(kind), text) for column, kind, text in columns),
            primary_key=keys[0] if keys else (),
            constraints=tuple(c for row in said for c in _constraints(*row)) + _enums(columns),
            comment=comment,
            n_rows=n_rows,
        )

    def _rows(self, wanted: str, function: str, order: str, schema: str, name: str) -> list[tuple[Any, ...]]:
        query = f"SELECT {wanted} FROM {function}() WHERE schema_name = ? AND table_name = ? ORDER BY {order}"  # noqa: S608
        return self._connection.execute(query, (schema, name)).fetchall()


def _constraints(type: str, columns: list[str], text: str) -> list[Constraint]:
    if type in ("PRIMARY KEY", "UNIQUE"):
        return [unique_constraint(type, columns)]
    if type == "NOT NULL":
        return [Constraint(type, "nullness", name) for name in columns]
    if type == "FOREIGN KEY":
        return [Constraint(type, "relation", name) for name in columns]
    return [check_constraint(text, columns)]


def _enums(columns: list[tuple[Any, ...]]) -> tuple[Constraint, ...]:
    return tuple(Constraint("ENUM", "domain", name) for name, kind, _text in columns if kind.startswith("ENUM("))


def _session_of(connection: sqlite3.Connection, seconds: float) -> Session:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    return Session(engine, _told(engine.connect), seconds)


def _told(question: Callable[[], _Answer]) -> _Answer:
    """The answer; what the engines raise becomes one short line."""
    import duckdb

    try:
        return question()
    except (*sqlite_table.SQLITE_ERRORS, duckdb.Error, OSError) as error:
        raise UnreadableError(reason_of(error)) from error
