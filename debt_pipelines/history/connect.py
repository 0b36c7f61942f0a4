"""A connection to the store: one transaction at a time writes, and what is killed half-way was never there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.database.connect import engine_at
from debt_pipelines.catalog.tabular.table import reason_of
from debt_pipelines.history.tables import STEPS, migrate, version_of
from debt_pipelines.model.errors import DebtError
from debt_pipelines.project.broken_database import is_broken

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

_SECONDS = 60
_LOCK = 0x64656274
"""The number of the advisory lock on a server: `debt` in letters."""


class HistoryError(DebtError):
    """The store of the history cannot be reached, read or written."""

    exit_code = 3

    def __init__(self, message: str, *, is_broken: bool = False) -> None:
        super().__init__(message)
        self.is_broken = is_broken


@contextmanager
def connected(place: str | Path, *, is_writing: bool) -> Iterator[Connection]:
    """A transaction on the store in a SQLite file or at a URL, its tables up to date; raises HistoryError.

    Who writes is alone until it is done; who reads sees one state throughout.
    """
    from sqlalchemy.exc import SQLAlchemyError

    try:
        engine = _file_engine(place) if isinstance(place, Path) else _engine(place)
        try:
            _prepare(engine)
            with engine.connect().execution_options(is_writing=is_writing) as connection, connection.begin():
                _limit(connection)
                if is_writing:
                    _lock(connection)
                yield connection
        finally:
            engine.dispose()
    except SQLAlchemyError as error:
        reason = reason_of(getattr(error, "orig", None) or error)
        raise HistoryError(f"the history cannot be used: {reason}", is_broken=is_broken(error)) from error
    except OSError as error:
        raise HistoryError(f"the history cannot be used: {error.strerror}") from error


def _prepare(engine: Engine) -> None:
    with engine.connect().execution_options(is_writing=False) as connection:
        _limit(connection)
        is_current = version_of(connection) == len(STEPS)
    if is_current:
        return
    with engine.connect().execution_options(is_writing=True) as connection, connection.begin():
        _limit(connection)
        _lock(connection)
        migrate(connection)


def _engine(url: str | URL) -> Engine:
    engine = engine_at(url, _SECONDS)
    if engine.dialect.name == "sqlite":
        _listen(engine)
    return engine


def _file_engine(file: Path) -> Engine:
    from sqlalchemy import URL

    file.parent.mkdir(parents=True, exist_ok=True)
    return _engine(URL.create("sqlite", database=str(file)))


def _listen(engine: Engine) -> None:
    """Let SQLAlchemy begin transactions of SQLite, those that write at once as such, so that two never deadlock."""
    from sqlalchemy import event

    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {_SECONDS * 1000}")
        _use_wal(connection)

    def begin(connection: Connection) -> None:
        is_writing = connection.get_execution_options().get("is_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)


def _use_wal(connection: Any) -> None:
    """Readers and a writer do not wait for each other then; the switch itself does not heed the time limit."""
    import sqlite3

    deadline = time.monotonic() + _SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _limit(connection: Connection) -> None:
    """Let a server give up what takes too long, also where another client holds a lock."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{_SECONDS}s'")


def _lock(connection: Connection) -> None:
    """Wait until nobody else writes; SQLite has seen to that with the beginning of the transaction."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
