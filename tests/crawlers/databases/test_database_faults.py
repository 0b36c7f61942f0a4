"""Databases that fail, are locked, hang or must not be touched: one clear source row, and nothing else lost."""

from __future__ import annotations

import re
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from debt_pipelines.model.data_rows import Assertion, Description, Sighting
from debt_pipelines.model.table_rows import ColumnSeen, Profile
from debt_pipelines.project.project import Project
from tests.crawlers.databases.serving import PLACE, of, scan, sources
from tests.postgres import Server


def test_a_wrong_password(server: Server, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = Path(server.folder) / "pg_hba.conf"
    rules = rules if rules.exists() else server.log.parent / "pg_hba.conf"
    kept = rules.read_text("utf-8")
    rules.write_text(f"local all guarded scram-sha-256\n{kept}", "utf-8")
    server.run("SELECT pg_reload_conf()")
    monkeypatch.setenv("SHOP_PASSWORD", "wr@ng/pass")
    try:
        url = server.url().replace("postgres@", "guarded:${SHOP_PASSWORD}@")
        rows = scan(project, url)
    finally:
        rules.write_text(kept, "utf-8")
        server.run("SELECT pg_reload_conf()")
    ((path, status, error),) = sources(rows)
    assert (path, status) == ("postgresql:///shop", "error")
    assert "password authentication failed" in str(error)
    assert "wr@ng" not in repr(rows)


@pytest.mark.parametrize("url", ["postgresql://ada:secret@host/shop", "postgresql://host/shop?password=secret"])
def test_a_password_in_the_settings_is_refused(project: Project, url: str) -> None:
    rows = scan(project, url)
    ((_path, status, error),) = sources(rows)
    assert status == "error"
    assert "${NAME}" in str(error)
    assert "secret@" not in repr(rows)
    assert "=secret" not in repr(rows)


def test_a_table_that_may_not_be_read_costs_itself(server: Server, schema: str, project: Project) -> None:
    server.run(
        f"CREATE TABLE {schema}.closed (id int)",
        f"CREATE TABLE {schema}.open (id int)",
        f"GRANT USAGE ON SCHEMA {schema} TO guarded",
        f"GRANT SELECT ON {schema}.open TO guarded",
    )
    rows = scan(project, server.url("guarded"), f"{schema}.*")
    assert sources(rows)[1:] == [
        (f"{PLACE}/{schema}.closed", "error", f"`{schema}.closed`: permission denied for table closed")
    ]
    assert [(row.path.rpartition(".")[2], row.is_schema_read) for row in of(rows, Sighting)] == [
        ("closed", False), ("open", True)
    ]  # fmt: skip


def test_a_locked_table_is_given_up(server: Server, schema: str, project: Project) -> None:
    import psycopg

    server.run(f"CREATE TABLE {schema}.a (id int)", f"CREATE TABLE {schema}.b (id int)")
    with psycopg.connect(server.url()) as other:
        other.execute(f"LOCK TABLE {schema}.a IN ACCESS EXCLUSIVE MODE".encode())
        rows = scan(project, server.url(), f"{schema}.*", timeout_seconds=0.5)
    errors = [error for _path, status, error in sources(rows) if status == "error"]
    assert errors == [f"`{schema}.a`: canceling statement due to statement timeout"]
    assert [row.path.rpartition(".")[2] for row in of(rows, ColumnSeen)] == ["b"]


def test_a_server_is_only_read(server: Server) -> None:
    from sqlalchemy import text

    from debt_pipelines.catalog.database.connect import open_session
    from debt_pipelines.model.errors import UnreadableError

    session = open_session(server.url(), 5)
    with pytest.raises(UnreadableError, match="read-only transaction"):
        session.rows(text("CREATE TABLE public.mine (id int)"))
    assert session.rows(text("SELECT 1")) == [(1,)]
    session.close()


def test_a_table_that_is_dropped_meanwhile(server: Server, schema: str, project: Project) -> None:
    from debt_pipelines.catalog.database.server import Server as Opened
    from debt_pipelines.catalog.tabular.table import Limits
    from debt_pipelines.model.errors import UnreadableError

    server.run(f"CREATE TABLE {schema}.a (id int)", f"CREATE TABLE {schema}.b (id int)")
    with closing(Opened(server.url(), 5)) as opened:
        (a, _b) = opened.describe([f"{schema}.a", f"{schema}.b"])
        server.run(f"DROP TABLE {schema}.a")
        with pytest.raises(UnreadableError, match="does not exist"):
            opened.measure(a, "exact", Limits())
        assert [table.name for table in opened.describe([f"{schema}.a", f"{schema}.b"])] == ["b"]


def test_a_server_that_hangs(project: Project) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        for scheme in ("postgresql", "mysql"):
            rows = scan(project, f"{scheme}://127.0.0.1:{port}/shop", timeout_seconds=0.3)
            assert sources(rows) == [(f"{scheme}://127.0.0.1:{port}/shop", "error", "did not answer within 0.3 s")]


def test_what_cannot_be_opened(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOT_SET", raising=False)
    found = {
        url: str(sources(scan(project, url))[0][2])
        for url in (
            "postgresql://127.0.0.1:1/shop",
            "oracle+oracledb://host/shop",
            "nonsense://host/shop",
            "postgresql://ada:${NOT_SET}@host/shop",
            "sqlite:///gone.sqlite",
            "duckdb:///gone.duckdb",
        )
    }
    assert [re.sub(r"(connection failed|:).*", "", message) for message in found.values()] == [
        "",
        "the driver `oracledb` is not installed",
        "no driver for `nonsense` is installed",
        "the environment variable `NOT_SET` is not set (a source names it in its url)",
        "there is no such file",
        "there is no such file",
    ]
    assert "refused" in found["postgresql://127.0.0.1:1/shop"]


def test_a_missing_driver(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pymysql", None)
    ((_path, _status, error),) = sources(scan(project, "mysql://host/shop"))
    assert error == "the driver `pymysql` is not installed (pip install debt-pipelines[mysql])"


def test_what_files_declare(project: Project) -> None:
    with closing(sqlite3.connect(project.root / "a.sqlite")) as connection:
        connection.executescript(
            "CREATE TABLE people (id INTEGER PRIMARY KEY, mail VARCHAR NOT NULL UNIQUE, age INT CHECK (age > 0));"
            "CREATE TABLE visits (person INT REFERENCES people (id)); INSERT INTO visits VALUES (1)"
        )
    import duckdb

    with closing(duckdb.connect(str(project.root / "a.duckdb"))) as opened:
        opened.execute(
            "CREATE TABLE people (id INTEGER PRIMARY KEY, mail VARCHAR NOT NULL UNIQUE, age INT CHECK (age > 0));"
            "CREATE TABLE visits (person INT REFERENCES people (id)); INSERT INTO people VALUES (1, 'a', 1);"
            "INSERT INTO visits VALUES (1); COMMENT ON COLUMN people.mail IS 'How to write'"
        )
    for url, prefix in (("sqlite:///a.sqlite", ""), ("duckdb:///a.duckdb", "main.")):
        rows = scan(project, url)
        seen = {row.path: (row.format, row.primary_key) for row in of(rows, Sighting)}
        kind = url.partition(":")[0]
        assert seen == {f"{url}#{prefix}people": (kind, "id"), f"{url}#{prefix}visits": (kind, None)}
        checks = {(row.type, row.column) for row in of(rows, Assertion)}
        assert {("PRIMARY KEY", "id"), ("UNIQUE", "mail"), ("NOT NULL", "mail"), ("CHECK", "age")} <= checks
        assert ("FOREIGN KEY", "person") in checks
        assert sources(rows) == [(url, "read", None)]
        assert not of(scan(project, url, statistics="none"), Profile)
    assert [row.text for row in of(rows, Description)] == ["How to write"]


def test_a_locked_sqlite_file(project: Project) -> None:
    file = project.root / "a.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.executescript("CREATE TABLE t (a INTEGER); BEGIN EXCLUSIVE")
        ((_path, status, error),) = sources(scan(project, "sqlite:///a.sqlite", timeout_seconds=0.2))
    assert (status, error) == ("error", "database is locked")


def test_nothing_is_asked_of_stores_of_files(project: Project) -> None:
    assert scan(project, "memory://lake") == []
