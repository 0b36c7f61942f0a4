"""A connection to a database server: for reading alone, with a time limit on every question."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from debt_pipelines.catalog.remote.answers import answer_within
from debt_pipelines.catalog.tabular.table import UnreachableError, reason_of
from debt_pipelines.model.errors import DebtError, UnreadableError

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine, Executable

_Answer = TypeVar("_Answer")
_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
_EXTRAS = {"psycopg": "postgres", "pymysql": "mysql"}
_NAMES = {"postgresql": "postgres"}
_MYSQL = ("SET SESSION TRANSACTION READ ONLY", "SET SESSION time_zone = '+00:00'")
_GRACE_SECONDS = 5
_CONNECT_SECONDS = 10
"""A server answers at once, or is not there: no question is worth a longer wait."""
"""How long after its own time limit a server may take to say that it gave up."""


_TIMED_OUT = ("57014", 3024, 1969)
"""What PostgreSQL, MySQL and MariaDB call it."""


class TooSlowError(UnreadableError):
    """The server gave a question up because it took too long; others may be answered."""


class Session:
    """One open connection; after a question that was not answered at all, no other is asked."""

    def __init__(self, engine: Engine, connection: Connection, seconds: float) -> None:
        self.connection = connection
        self.dialect = engine.dialect.name
        self.place = place_of(engine.url)
        self.is_lost = False
        self._engine = engine
        self._seconds = seconds + _GRACE_SECONDS

    def rows(self, statement: Executable) -> list[tuple[Any, ...]]:
        """The rows that a statement gives; raises UnreadableError."""
        return self.ask(lambda: [tuple(row) for row in self.connection.execute(statement)])

    def ask(self, question: Callable[[], _Answer]) -> _Answer:
        """The answer to a question; raises UnreadableError."""
        if self.is_lost:
            raise UnreachableError("the database does not answer any more")
        try:
            return answer_within(self._seconds, lambda: _told(question))
        except UnreadableError as error:
            self.is_lost = isinstance(error, UnreachableError) or self.connection.invalidated
            raise

    def close(self) -> None:
        """Let the connection go, without waiting for one that hangs."""
        if not self.is_lost:
            self.connection.close()
            self._engine.dispose()


def open_session(url: str, seconds: float) -> Session:
    """A session with the server at a URL; raises UnreadableError, with a hint where a driver is missing."""
    engine = engine_at(url, seconds)
    connection = answer_within(seconds, lambda: _told(lambda: _connected(engine, seconds)))
    return Session(engine, connection, seconds)


def place_of(url: URL) -> str:
    """Where a database is: scheme, host, port and name, without credentials."""
    backend = url.get_backend_name()
    port = f":{url.port}" if url.port else ""
    return f"{_NAMES.get(backend, backend)}://{url.host or 'localhost'}{port}/{url.database or ''}"


def settings_of(dialect: str, seconds: float) -> tuple[str, ...]:
    """What is said to a server first: nothing will be written, and no statement may take longer."""
    milliseconds = max(1, math.ceil(seconds * 1000))
    return {
        "postgresql": (
            "SET default_transaction_read_only = on",
            f"SET statement_timeout = {milliseconds}",
            "SET TimeZone = 'UTC'",
            "SET DateStyle = 'ISO, YMD'",
            "SET extra_float_digits = 1",
        ),
        "mysql": (*_MYSQL, f"SET SESSION max_execution_time = {milliseconds}"),
        "mariadb": (*_MYSQL, f"SET SESSION max_statement_time = {seconds:g}"),
    }.get(dialect, ())


def engine_at(url: str | URL, seconds: float) -> Engine:
    """An engine for the database at a URL, not connected yet; raises UnreadableError, with a hint for a driver."""
    from sqlalchemy import create_engine, make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError
    from sqlalchemy.pool import NullPool

    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise UnreadableError("the address is no URL of a database") from error
    parsed = parsed.set(drivername=_DRIVERS.get(parsed.drivername, parsed.drivername))
    try:
        return create_engine(parsed, poolclass=NullPool, connect_args=_limits_of(parsed, seconds), hide_parameters=True)
    except NoSuchModuleError as error:
        raise UnreadableError(f"no driver for `{parsed.drivername}` is installed") from error
    except ImportError as error:
        extra = _EXTRAS.get(error.name or "")
        hint = f"pip install debt-pipelines[{extra}]" if extra else None
        raise UnreadableError(f"the driver `{error.name}` is not installed", hint=hint) from error


def _limits_of(url: URL, seconds: float) -> dict[str, object]:
    """The time limits as the drivers take them."""
    whole = max(2, math.ceil(seconds))
    to_connect = min(whole, _CONNECT_SECONDS)
    driver = url.drivername.partition("+")[2]
    if driver == "psycopg":
        return {"connect_timeout": to_connect, "application_name": "debt-pipelines"}
    if driver == "pymysql":
        return {"connect_timeout": to_connect, "read_timeout": whole + _GRACE_SECONDS, "write_timeout": whole}
    return {}


def _connected(engine: Engine, seconds: float) -> Connection:
    """A connection on which each statement stands alone: a failed one costs no other, and none holds back cleaning."""
    from sqlalchemy.exc import SQLAlchemyError

    connection = engine.connect()
    try:
        connection.execution_options(isolation_level="AUTOCOMMIT")
    except (SQLAlchemyError, NotImplementedError):
        connection.rollback()
    name = "mariadb" if getattr(engine.dialect, "is_mariadb", False) else engine.dialect.name
    for statement in settings_of(name, seconds):
        connection.exec_driver_sql(statement)
    return connection


def _told(question: Callable[[], _Answer]) -> _Answer:
    """The answer; whatever a driver raises becomes one short line without the statement."""
    try:
        return question()
    except DebtError:
        raise
    except Exception as error:
        said = getattr(error, "orig", None) or error
        code = getattr(said, "sqlstate", None) or next(iter(said.args), None)
        raise (TooSlowError if code in _TIMED_OUT else UnreadableError)(reason_of(said)) from error
