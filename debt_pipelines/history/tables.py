"""The tables of the history, and the numbered steps that bring a database to them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from debt_pipelines.model.errors import DebtError

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection, MetaData, Table

_ID = 64
_NAME = 255


class Tables(NamedTuple):
    """The tables as they are now."""

    metadata: MetaData
    steps: Table
    runs: Table
    findings: Table


class NewerHistoryError(DebtError):
    """The history was written by a newer version of this tool."""


@cache
def tables() -> Tables:
    """The tables as the newest step leaves them."""
    found = _first_tables()
    for column in _of_names():
        found.findings.append_column(column)
    return found


def _first_tables() -> Tables:
    """The tables as the first step makes them."""
    from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

    metadata = MetaData()
    steps = Table("history_steps", metadata, Column("number", Integer, primary_key=True, autoincrement=False))
    runs = Table(
        "runs",
        metadata,
        Column("id", String(_ID), primary_key=True),
        Column("project", String(_NAME), nullable=False),
        Column("revision", String(_ID)),
        Column("committed_at", String(_ID)),
        Column("generated_at", String(_ID), nullable=False),
        Column("moment", String(_ID), nullable=False),
        Column("rulebook", String(_ID), nullable=False),
        Column("versions", JSON, nullable=False),
        Column("figures", JSON, nullable=False),
        Column("evidence", JSON, nullable=False),
    )
    Index("runs_by_moment", runs.c.project, runs.c.moment)
    findings = Table(
        "run_findings",
        metadata,
        Column("run", String(_ID), ForeignKey("runs.id"), primary_key=True),
        Column("finding", String(_ID), primary_key=True),
        Column("code", String(_ID), nullable=False),
        Column("subject", Text, nullable=False),
        Column("status", String(_ID), nullable=False),
        Column("minutes", Float(53), nullable=False),
        Column("impact", Float(53), nullable=False),
        Column("is_advice", Boolean, nullable=False),
    )
    return Tables(metadata, steps, runs, findings)


def _of_names() -> list[Column[str]]:
    """The columns that let a finding keep its age and its story when a file is renamed."""
    from sqlalchemy import Column, String

    return [Column("first_seen", String(_ID)), Column("renamed_from", String(_ID))]


def _make_tables(connection: Connection) -> None:
    found = _first_tables()
    for table in (found.runs, found.findings):
        table.create(connection)


def _add_names(connection: Connection) -> None:
    for column in _of_names():
        kind = column.type.compile(connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE run_findings ADD COLUMN {column.name} {kind}")


STEPS: tuple[Callable[[Connection], None], ...] = (_make_tables, _add_names)
"""What each step does to the one before it; a step that was released is never changed."""


def version_of(connection: Connection) -> int:
    """The number of the last step that a database has taken, 0 for one that has none of the tables."""
    from sqlalchemy import func, inspect, select

    steps = tables().steps
    if not inspect(connection).has_table(steps.name):
        return 0
    return int(connection.execute(select(func.max(steps.c.number))).scalar() or 0)


def migrate(connection: Connection) -> None:
    """Take the steps that are missing, within one transaction that nobody else writes in; raises NewerHistoryError."""
    steps = tables().steps
    done = version_of(connection)
    if done > len(STEPS):
        raise NewerHistoryError(
            f"the history is of version {done}, this tool knows {len(STEPS)}", hint="update debt-pipelines"
        )
    steps.create(connection, checkfirst=True)
    for number, step in enumerate(STEPS[done:], done + 1):
        step(connection)
        connection.execute(steps.insert().values(number=number))
