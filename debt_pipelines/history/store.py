"""The store of runs: what is asked of it and what is written, within one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

from debt_pipelines.history.connect import connected
from debt_pipelines.history.run import Run, RunFinding
from debt_pipelines.history.tables import tables

if TYPE_CHECKING:
    from sqlalchemy import Connection

_OF_FINDING = [field.name for field in fields(RunFinding)]


class Store:
    """The runs of all projects, as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tables = tables()

    def runs(self, project: str) -> list[Run]:
        """The runs of a project, oldest first."""
        from sqlalchemy import select

        table = self._tables.runs
        rows = self._connection.execute(select(table).where(table.c.project == project)).mappings()
        return sorted((Run(**row) for row in rows), key=lambda run: run.order)

    def findings(self, run: Run) -> list[RunFinding]:
        """The findings of a run, sorted."""
        from sqlalchemy import select

        table = self._tables.findings
        wanted = [table.c[name] for name in _OF_FINDING]
        rows = self._connection.execute(select(*wanted).where(table.c.run == run.id))
        return sorted((RunFinding(*row) for row in rows), key=lambda row: row.finding)

    def before(self, run: Run) -> Run | None:
        """The run before another one, which need not be in the store."""
        earlier = [other for other in self.runs(run.project) if other.id != run.id and other.order < run.order]
        return earlier[-1] if earlier else None

    def first_seen(self, run: Run) -> dict[str, str]:
        """When each finding was seen first in the states up to that of a run, by its fingerprint."""
        from sqlalchemy import func, select

        runs, findings = self._tables.runs, self._tables.findings
        query = (
            select(findings.c.finding, func.min(func.coalesce(findings.c.first_seen, runs.c.moment)))
            .join(runs, findings.c.run == runs.c.id)
            .where(runs.c.project == run.project, runs.c.id != run.id, runs.c.moment <= run.moment)
            .group_by(findings.c.finding)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def keep(self, run: Run, findings: Iterable[RunFinding]) -> None:
        """Write a run; it takes the place of the one of the same state under the same rules."""
        runs, table = self._tables.runs, self._tables.findings
        self._connection.execute(table.delete().where(table.c.run == run.id))
        self._connection.execute(runs.delete().where(runs.c.id == run.id))
        self._connection.execute(runs.insert().values(**asdict(run)))
        rows = [{"run": run.id} | {name: getattr(finding, name) for name in _OF_FINDING} for finding in findings]
        if rows:
            self._connection.execute(table.insert(), rows)

    def prune(self, project: str, *, keep_runs: int | None, since: str | None) -> int:
        """Drop the runs of a project before a moment (ISO 8601), and all but its newest ones; gives how many."""
        from sqlalchemy import delete

        runs = self.runs(project)
        n_old = max(0, len(runs) - keep_runs) if keep_runs is not None else 0
        dropped = [run.id for number, run in enumerate(runs) if number < n_old or (since and run.moment < since)]
        for run in dropped:
            self._connection.execute(delete(self._tables.findings).where(self._tables.findings.c.run == run))
            self._connection.execute(delete(self._tables.runs).where(self._tables.runs.c.id == run))
        return len(dropped)


@contextmanager
def open_store(place: str | Path, *, is_writing: bool) -> Iterator[Store]:
    """The store in a SQLite file or at a URL, for one transaction; raises HistoryError."""
    with connected(place, is_writing=is_writing) as connection:
        yield Store(connection)
