"""What a database server declares: its tables with their columns, keys, constraints and comments."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.database.connect import Session
from debt_pipelines.catalog.database.described import (
    Constraint,
    DeclaredColumn,
    DeclaredTable,
    check_constraint,
    unique_constraint,
)
from debt_pipelines.catalog.tabular.lattice import of_sql

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect, Inspector

Name = tuple[str | None, str]
"""Schema and name of a table; no schema where the database has only one."""

_AT_ONCE = 200
_WHAT = ("columns", "pk_constraint", "unique_constraints", "foreign_keys", "check_constraints", "table_comment")
_ONE_SCHEMA = ("mysql", "mariadb", "sqlite")
_POSTGRES_TABLES = """
SELECT n.nspname, c.relname, c.reltuples::bigint FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition AND c.relpersistence != 't'
AND n.nspname !~ '^pg_' AND n.nspname != 'information_schema'
"""
_MYSQL_TABLES = """
SELECT NULL, table_name, table_rows FROM information_schema.tables
WHERE table_schema = database() AND table_type = 'BASE TABLE'
"""


def table_names(session: Session) -> dict[Name, int | None]:
    """All tables, and how many rows the database believes they have; those of the database itself are left out."""
    from sqlalchemy import text

    queries = {"postgresql": _POSTGRES_TABLES, "mysql": _MYSQL_TABLES, "mariadb": _MYSQL_TABLES}
    if session.dialect in queries:
        found = session.rows(text(queries[session.dialect]))
        return {(schema, name): _known(n_rows) for schema, name, n_rows in found}
    return session.ask(lambda: dict.fromkeys(_listed(_inspector(session))))


def describe(session: Session, names: Iterable[Name], n_rows: dict[Name, int | None]) -> list[DeclaredTable]:
    """What is declared of some tables, in their order; one that is gone meanwhile is left out."""
    by_schema: dict[str | None, list[str]] = {}
    for schema, name in names:
        by_schema.setdefault(schema, []).append(name)
    found: list[DeclaredTable] = []
    for schema, listed in by_schema.items():
        for start in range(0, len(listed), _AT_ONCE):
            some = listed[start : start + _AT_ONCE]
            found += session.ask(lambda: list(_described(_inspector(session), schema, some, n_rows)))  # noqa: B023
    return found


def _known(n_rows: Any) -> int | None:
    return None if n_rows is None or n_rows < 0 else int(n_rows)


def _inspector(session: Session) -> Inspector:
    from sqlalchemy import inspect

    return inspect(session.connection)


def _listed(inspector: Inspector) -> Iterator[Name]:
    if inspector.dialect.name in _ONE_SCHEMA:
        yield from ((None, name) for name in inspector.get_table_names())
        return
    system = {"information_schema", "sys", "system", "pg_catalog"}
    for schema in inspector.get_schema_names():
        if schema.lower() not in system:
            yield from ((schema, name) for name in inspector.get_table_names(schema))


def _described(
    inspector: Inspector, schema: str | None, names: list[str], n_rows: dict[Name, int | None]
) -> Iterator[DeclaredTable]:
    said: dict[str, dict[Any, Any]] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a type that is not known is told by its missing logical type
        for what in _WHAT:
            try:
                said[what] = getattr(inspector, f"get_multi_{what}")(schema=schema, filter_names=names)
            except NotImplementedError:
                said[what] = {}
    columns = {name: listed for (_schema, name), listed in said.pop("columns").items()}
    for name in names:
        if columns.get(name):
            own = {what: found.get((schema, name)) for what, found in said.items()}
            yield _table(inspector.dialect, (schema, name), columns[name], own, n_rows.get((schema, name)))


def _table(
    dialect: Dialect, name: Name, columns: list[dict[str, Any]], said: dict[str, Any], n_rows: int | None
) -> DeclaredTable:
    return DeclaredTable(
        name=name[1],
        schema=name[0],
        columns=tuple(_column(dialect, column) for column in columns),
        primary_key=tuple((said["pk_constraint"] or {}).get("constrained_columns") or ()),
        constraints=tuple(_constraints(columns, said)),
        comment=(said["table_comment"] or {}).get("text"),
        n_rows=n_rows,
    )


def _column(dialect: Dialect, column: dict[str, Any]) -> DeclaredColumn:
    from sqlalchemy import Enum

    kind = column["type"]
    while (within := getattr(kind, "data_type", None)) is not None:  # a domain
        kind = within
    if isinstance(kind, Enum):
        return DeclaredColumn(column["name"], kind.name or "enum", "string", column.get("comment"))
    try:
        written = str(kind.compile(dialect)).lower()
    except Exception:  # noqa: BLE001 - a type that the library has no name for
        written = "unknown"
    return DeclaredColumn(column["name"], written, of_sql(written), column.get("comment"))


def _constraints(columns: list[dict[str, Any]], said: dict[str, Any]) -> Iterator[Constraint]:
    from sqlalchemy import Enum

    names = [column["name"] for column in columns]
    for column in columns:
        if not column.get("nullable", True):
            yield Constraint("NOT NULL", "nullness", column["name"])
        if isinstance(column["type"], Enum):
            yield Constraint("ENUM", "domain", column["name"])
    key = (said["pk_constraint"] or {}).get("constrained_columns")
    if key:
        yield unique_constraint("PRIMARY KEY", key)
    for unique in said["unique_constraints"] or ():
        yield unique_constraint("UNIQUE", unique["column_names"])
    for foreign in said["foreign_keys"] or ():
        yield from (Constraint("FOREIGN KEY", "relation", name) for name in foreign["constrained_columns"])
    for check in said["check_constraints"] or ():
        yield check_constraint(check["sqltext"], names)
