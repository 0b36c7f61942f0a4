"""Database files in the repository: their tables are those of any other file, and nothing they say is run."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from debt_pipelines.catalog.tabular.read import read_tables
from debt_pipelines.catalog.tabular.table import Limits, NotTabularError, SkippedError, Table
from debt_pipelines.crawlers.tables import crawl as crawl_tables
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import Content, content_of_bytes
from tests.catalog.database.tables import arrow, measured, write_duckdb, write_sqlite
from tests.catalog.tabular.samples import written


def read(file: Path, limits: Limits | None = None) -> tuple[Table, ...]:
    content = Content(file.name, file.stat().st_size, lambda: file.open("rb"), file)
    return read_tables(content, limits or Limits())


def sqlite(file: Path, script: str) -> Path:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(script)
    return file


def duckdb(file: Path, script: str) -> Path:
    import duckdb as engine

    with closing(engine.connect(str(file))) as connection:
        connection.execute(script)
    return file


def types(table: Table) -> dict[str, tuple[str, str | None]]:
    return {column.name: (column.physical_type, column.logical_type) for column in table.columns}


@pytest.mark.parametrize("ending", ["sqlite", "db", "duckdb"])
def test_the_same_measures_as_parquet(tmp_path: Path, ending: str) -> None:
    from pyarrow import parquet

    table, file = arrow(), tmp_path / f"shop.{ending}"
    (write_duckdb if ending == "duckdb" else write_sqlite)(file, table)
    (found,) = read(file)
    (expected,) = read_tables(
        content_of_bytes("a.parquet", written(lambda sink: parquet.write_table(table, sink))), Limits()
    )
    assert measured(found) == measured(expected)
    assert (found.n_rows, found.part, found.n_duplicate_rows) == (500, "orders", 0)
    assert found.format == ("duckdb" if ending == "duckdb" else "sqlite")
    in_memory = read_tables(content_of_bytes(file.name, file.read_bytes()), Limits())
    assert in_memory == (found,)


def test_the_values_of_sqlite_decide(tmp_path: Path) -> None:
    file = sqlite(
        tmp_path / "a.sqlite",
        """
        CREATE TABLE t (whole INTEGER, mixed INTEGER, price NUMERIC(10, 2), day DATE, no_day DATE, at DATETIME,
            zoned TIMESTAMP, flag BOOLEAN, no_flag BOOLEAN, raw BLOB, untyped,
            "nothing" VARCHAR(9), doubled AS (whole * 2));
        INSERT INTO t VALUES (1, 2, 3, '2026-01-05', '2026-02-31', '2026-01-05 09:00:00.25', '2026-01-05T09:00:00Z',
            1, 2, x'00', 'a', NULL);
        INSERT INTO t VALUES (2, 'x', 3.5, NULL, '2026-01-05', '2026-01-05T23:59:59', '2026-01-05T09:00:00',
            0, 1, 'text', 1.5, NULL);
        """,
    )
    (table,) = read(file)
    assert types(table) == {
        "whole": ("INTEGER", "integer"),
        "mixed": ("INTEGER", "string"),
        "price": ("NUMERIC(10, 2)", "decimal(10,2)"),
        "day": ("DATE", "date"),
        "no_day": ("DATE", "string"),
        "at": ("DATETIME", "timestamp"),
        "zoned": ("TIMESTAMP", "string"),
        "flag": ("BOOLEAN", "boolean"),
        "no_flag": ("BOOLEAN", "integer"),
        "raw": ("BLOB", "binary"),
        "untyped": ("string", "string"),
        "nothing": ("VARCHAR(9)", "string"),
        "doubled": ("integer", "integer"),
    }
    found = {column.name: column.measures for column in table.columns}
    assert (found["day"].minimum, found["day"].n_nulls) == ("2026-01-05", 1)
    assert found["at"].maximum == "2026-01-05T23:59:59"
    assert dict(found["untyped"].frequent) == {"a": 1, "1.5": 1}
    assert (found["raw"].n_nulls, found["raw"].minimum) == (0, None)
    assert found["doubled"].maximum == "4"


def test_views_and_virtual_tables_are_left_out(tmp_path: Path) -> None:
    file = sqlite(
        tmp_path / "a.sqlite3",
        """
        CREATE TABLE "we""ird %s; né\nw" ("a""b" INTEGER, "%(x)s" TEXT);
        INSERT INTO "we""ird %s; né\nw" VALUES (1, 'x');
        CREATE VIEW broken AS SELECT * FROM gone;
        CREATE VIRTUAL TABLE words USING fts5(body);
        CREATE TABLE "sqlitex" (a INTEGER PRIMARY KEY AUTOINCREMENT);
        """,
    )
    tables = read(file)
    assert [table.part for table in tables] == ["sqlitex", 'we"ird %s; né\nw']
    assert [column.name for column in tables[1].columns] == ['a"b', "%(x)s"]
    database = duckdb(
        tmp_path / "a.duckdb",
        """
        CREATE SCHEMA "ot her"; CREATE TABLE "ot her"."we""ird\n%s" ("a""b" INT); CREATE TABLE plain (a INT);
        CREATE VIEW far AS SELECT * FROM range(3);
        """,
    )
    assert [table.part for table in read(database)] == ["plain", 'ot her.we"ird\n%s']


def test_the_types_of_duckdb(tmp_path: Path) -> None:
    file = duckdb(
        tmp_path / "a.duckdb",
        """
        CREATE TYPE mood AS ENUM ('a', 'b');
        CREATE TABLE t (huge HUGEINT, id UUID, m mood, pause INTERVAL, j JSON, raw BLOB, many INT[], one STRUCT(a INT),
            named MAP(VARCHAR, INT), price DECIMAL(10, 2), single FLOAT, bits BIT, kind UNION(a INT, b VARCHAR),
            day DATE, "at" TIMESTAMP, zoned TIMESTAMPTZ, nano TIMESTAMP_NS, clock TIME);
        INSERT INTO t VALUES (1, '67ef670e-e6c4-4a52-b030-b79aa6316030', 'a', INTERVAL 1 DAY, '{}', 'x'::BLOB, [1],
            {'a': 1}, MAP {'a': 1}, 1.5, 'nan', '0101', 1, 'infinity', '-infinity', '2026-01-05 09:00:00+01',
            '2026-01-05', '10:00:00');
        INSERT INTO t (day, single) VALUES ('2026-01-05', 2.5);
        """,
    )
    (table,) = read(file)
    found = {column.name: column for column in table.columns}
    assert found["m"].logical_type == "string"
    assert found["m"].measures.frequent == (("a", 1),)
    assert (found["zoned"].logical_type, found["zoned"].measures.minimum) == (
        "timestamp[UTC]",
        "2026-01-05T08:00:00+00:00",
    )
    assert (found["day"].measures.minimum, found["day"].measures.maximum) == ("2026-01-05", "9999-12-31")
    assert (found["at"].measures.minimum, found["at"].measures.n_nulls) == ("0001-01-01T00:00:00", 1)
    assert (found["single"].measures.n_nulls, found["single"].measures.maximum) == (1, "2.5")
    assert (found["price"].logical_type, found["price"].measures.maximum) == ("decimal(10,2)", "1.5")
    assert {name for name, column in found.items() if column.is_nested} == {"many[]", "one.a"}
    assert all(column.measures.n_nulls == 1 for name, column in found.items() if name in ("raw", "many", "kind", "id"))


def test_what_is_no_database(tmp_path: Path, crawl: Callable[..., dict[str, list[object]]]) -> None:
    with pytest.raises(NotTabularError):
        read_tables(content_of_bytes("Thumbs.db", b"\xd0\xcf\x11\xe0 thumbs"), Limits())
    with pytest.raises(UnreadableError, match="not a sound SQLite database"):
        read_tables(content_of_bytes("a.sqlite", b"a,b\n1,2\n"), Limits())
    with pytest.raises(UnreadableError, match="not a sound DuckDB database"):
        read_tables(content_of_bytes("a.duckdb", b"a,b\n1,2\n"), Limits())
    rows = crawl(crawl_tables, {"Thumbs.db": b"\xd0\xcf\x11\xe0 thumbs"})
    assert not rows.get("sources")
    assert not rows.get("sightings")


@pytest.mark.parametrize("ending", ["sqlite", "duckdb"])
def test_a_damaged_file_costs_itself(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"shop.{ending}"
    (write_duckdb if ending == "duckdb" else write_sqlite)(file, arrow())
    whole = file.read_bytes()
    for damaged in (
        whole[: len(whole) // 2],
        b"".join([whole[:16], bytes(84), whole[100:]])
        if ending == "sqlite"
        else whole[:20_000] + b"x" + whole[20_001:],
        whole[:100],
    ):
        with pytest.raises(UnreadableError, match="not a sound"):
            read_tables(content_of_bytes(file.name, damaged), Limits())


@pytest.mark.parametrize("ending", ["sqlite", "duckdb"])
def test_limits(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"shop.{ending}"
    (write_duckdb if ending == "duckdb" else write_sqlite)(file, arrow())
    before = file.read_bytes()
    (part,) = read(file, Limits(max_bytes=file.stat().st_size // 5))
    assert (part.n_rows in (99, 100), part.is_sampled) == (True, True)
    with pytest.raises(SkippedError, match="9 columns"):
        read(file, Limits(max_columns=8))
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [file.name]


def test_a_file_that_is_locked_or_has_a_log_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.executescript("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1); BEGIN EXCLUSIVE")
        assert [table.n_rows for table in read(file)] == [1]
    assert [path.name for path in tmp_path.iterdir()] == ["a.sqlite"]


def test_what_tools_keep_for_themselves_is_no_data(
    crawl: Callable[..., dict[str, list[object]]], tmp_path: Path
) -> None:
    full = sqlite(tmp_path / "f.sqlite", "CREATE TABLE t (a INTEGER)").read_bytes()
    rows = crawl(crawl_tables, {"mlflow.db": full, "run/Airflow.db": full, "shop.db": full})
    assert [getattr(row, "path", None) for row in rows["sightings"]] == ["shop.db#t"]


def test_a_database_without_tables_is_no_data(crawl: Callable[..., dict[str, list[object]]], tmp_path: Path) -> None:
    empty = sqlite(tmp_path / "e.sqlite", "CREATE TABLE t (a); DROP TABLE t").read_bytes()
    full = sqlite(tmp_path / "f.sqlite", "CREATE TABLE t (a INTEGER); CREATE TABLE u (b TEXT)").read_bytes()
    rows = crawl(crawl_tables, {"e.sqlite": empty, "f.sqlite": full})
    assert [getattr(row, "path", None) for row in rows["sightings"]] == ["f.sqlite#t", "f.sqlite#u"]
