"""The findings about tables are the same wherever they lie, and each table of a source has its own."""

from __future__ import annotations

import sqlite3
import subprocess
from collections import defaultdict
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pyarrow import parquet

from debt_pipelines.catalog.build import build_catalog
from debt_pipelines.config.settings import Settings, SourceSettings
from debt_pipelines.crawlers.registry import crawl_project
from debt_pipelines.defs.analysis import crawl, judge_facts
from debt_pipelines.facts.registry import build_facts
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.project import open_project
from debt_pipelines.rules.rulebook import load_rules
from tests.catalog.database.tables import arrow
from tests.postgres import Server

if TYPE_CHECKING:
    import pyarrow as pa

FAMILIES = ("SCH", "QUA", "VAL", "DOC", "CMP")
ORDERS = (
    "id bigint, amount double precision, city varchar, mail varchar, day date, moment timestamp, ok boolean, "
    "size integer, empty varchar"
)
SHOPS = "shop integer, town varchar"
DECLARES_NO_SCHEMA = "SCH110"
"""What is said of files alone: a database declares the columns of its tables."""
DRIFT = """
ALTER TABLE orders DROP COLUMN day;
ALTER TABLE orders ADD COLUMN note varchar;
UPDATE orders SET amount = NULL WHERE id % 2 = 0;
UPDATE orders SET city = 'Paris' WHERE id % 3 = 0;
"""
Found = set[tuple[str, str, str | None]]
"""Findings: the code, the name of the table, and the column."""


def shops() -> pa.Table:
    import pyarrow as pa

    numbers = range(40)
    return pa.table({"shop": pa.array(numbers, pa.int32()), "town": [f"town {n}" for n in numbers]})


def drifted() -> pa.Table:
    """The orders after `DRIFT`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table = arrow()
    ids = table["id"].to_pylist()
    amounts = pc.if_else(pa.array([n % 2 == 0 for n in ids]), pa.scalar(None, pa.float64()), table["amount"])
    cities = pc.if_else(pa.array([n % 3 == 0 for n in ids]), "Paris", table["city"])
    table = table.set_column(1, "amount", amounts).set_column(2, "city", cities)
    return table.drop_columns("day").append_column("note", pa.nulls(len(ids), pa.string()))


def plain(value: Any) -> Any:
    return str(value) if isinstance(value, (date, datetime)) else value


def filled(url: str, root: Path, server: Server) -> None:
    """Write both tables into the database at a URL."""
    tables = {"orders": arrow(), "shops": shops()}
    create = f"CREATE TABLE orders ({ORDERS}); CREATE TABLE shops ({SHOPS});"
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(root / "shop.sqlite")) as connection:
            connection.executescript(create)
            for name, table in tables.items():
                marks = ", ".join("?" * table.num_columns)
                rows = [[*map(plain, row.values())] for row in table.to_pylist()]
                connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608 - names of its own
            connection.commit()
    elif url.startswith("duckdb"):
        import duckdb

        with closing(duckdb.connect(str(root / "shop.duckdb"))) as opened:
            for name, table in tables.items():
                opened.register("given", table)
                opened.execute(f"CREATE TABLE {name} AS SELECT * FROM given")  # noqa: S608 - names of its own
                opened.unregister("given")
    else:
        import psycopg

        server.run("CREATE DATABASE parity", database="postgres")
        with psycopg.connect(url, autocommit=True) as postgres:
            postgres.execute(create.encode())
            for name, table in tables.items():
                with postgres.cursor().copy(f"COPY {name} FROM STDIN".encode()) as copy:
                    for row in table.to_pylist():
                        copy.write_row(list(row.values()))


def drift(url: str, root: Path, server: Server) -> None:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(root / "shop.sqlite")) as connection:
            connection.executescript(DRIFT)
    elif url.startswith("duckdb"):
        import duckdb

        with closing(duckdb.connect(str(root / "shop.duckdb"))) as opened:
            opened.execute(DRIFT)
    else:
        server.run(*filter(str.strip, DRIFT.split(";")), database="parity")


@pytest.fixture(scope="module")
def found(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    """The findings about the same two tables in each kind of source, of which one has drifted since the last scan."""
    folder = tmp_path_factory.mktemp("parity")
    urls = {
        "sqlite": f"sqlite:///{folder}/shop.sqlite",
        "duckdb": f"duckdb:///{folder}/shop.duckdb",
        "postgres": server.url(database="parity"),
    }
    root = repository(folder / "project")
    settings = Settings(sources={kind: SourceSettings(url=url) for kind, url in urls.items()})
    project = replace(open_project(root), memory=Memory(folder / "memory.sqlite", "p"))
    for url in urls.values():
        filled(url, folder, server)
    crawl_project(project, settings, only=("databases",))
    for url in urls.values():
        drift(url, folder, server)
    frames = crawl(project, settings)
    frames |= build_catalog(frames, settings)
    frames |= build_facts(frames)
    rules = [rule for rule in load_rules() if rule.code.startswith(FAMILIES)]
    findings, outcomes = judge_facts(frames, rules)
    assert not [outcome for outcome in outcomes if outcome.status == "error"]
    told: defaultdict[str, Found] = defaultdict(set)
    for one in findings:
        if one.dataset:
            kind = "parquet" if one.dataset.startswith("file:") else one.dataset.partition(":")[0]
            told[kind].add((one.code, "shops" if "shops" in one.dataset else "orders", one.column))
    return told


def repository(root: Path) -> Path:
    """A repository with both tables as Parquet, of which one has drifted in its second commit."""
    root.mkdir()
    git = ("git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@b.c")
    subprocess.run([*git, "init", "-q"], check=True)
    for tables in ({"orders": arrow(), "shops": shops()}, {"orders": drifted()}):
        for name, table in tables.items():
            parquet.write_table(table, root / f"{name}.parquet")
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-q", "-m", "Change"], check=True)
    return root


@pytest.mark.parametrize("kind", ["sqlite", "duckdb", "postgres"])
def test_a_source_has_the_findings_of_parquet(found: dict[str, Found], kind: str) -> None:
    expected = {entry for entry in found["parquet"] if entry[0] != DECLARES_NO_SCHEMA}
    assert {"SCH101", "SCH104", "SCH107", "QUA101", "DOC101", "VAL101"} <= {code for code, *_ in expected}
    assert len(expected) < len(found["parquet"])
    assert found[kind] == expected


@pytest.mark.parametrize("kind", ["parquet", "sqlite", "duckdb", "postgres"])
@pytest.mark.parametrize("code", ["DOC101", "DOC301", "VAL101"])
def test_each_table_has_its_own(found: dict[str, Found], kind: str, code: str) -> None:
    assert {name for one, name, _column in found[kind] if one == code} == {"orders", "shops"}
