"""Both kinds of store: a SQLite file, and a database on a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Server, started_server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for the tests of this folder."""
    with started_server() as found:
        yield found


@pytest.fixture
def database(server: Server, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database of the test's own."""
    name = request.node.name.partition("[")[0][:60]
    server.run(f"CREATE DATABASE {name}", database="postgres")
    yield server.url(database=name)
    server.run(f"DROP DATABASE {name} WITH (FORCE)", database="postgres")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where a history is kept: a file that is not there yet, or an empty database."""
    if request.param == "sqlite":
        return tmp_path / "state" / "history.sqlite"
    found: str = request.getfixturevalue("database")
    return found
