"""One PostgreSQL server for the tests of this folder, and a project that names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from debt_pipelines.project.memory import Memory
from debt_pipelines.project.project import Project, open_project
from tests.catalog.database.tables import COLUMNS, arrow
from tests.postgres import Server, started_server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server with the database `shop`, in which a table is `orders`."""
    with started_server() as found:
        found.run("ALTER SYSTEM SET log_statement = 'all'", database="postgres")
        found.run("CREATE ROLE guarded LOGIN PASSWORD 'right'", "SELECT pg_reload_conf()", database="postgres")
        _fill(found)
        yield found


def _fill(server: Server) -> None:
    import psycopg

    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE TABLE orders ({COLUMNS})".encode())
        with connection.cursor().copy("COPY orders FROM STDIN") as copy:
            for row in arrow().to_pylist():
                copy.write_row(list(row.values()))


@pytest.fixture
def schema(server: Server, request: pytest.FixtureRequest) -> Iterator[str]:
    """A schema of the test's own."""
    name = request.node.name.partition("[")[0][:60]
    server.run(f"CREATE SCHEMA {name}")
    yield name
    server.run(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture
def project(make_repo: Callable[..., Path], tmp_path: Path) -> Project:
    root = make_repo({"README.md": "no data", "debt.toml": ""})
    return replace(open_project(root), memory=Memory(tmp_path / "memory.sqlite", "p"))
