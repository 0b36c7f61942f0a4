# ruff: noqa: S608 - the statements are the tests' own
"""Databases that the settings name: the same measures and findings from all of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.catalog.resolve import dataset_id
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.tables import crawl as crawl_tables
from debt_pipelines.model.data_rows import Assertion, Description, Sighting
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen, Profile, ProfileVersion, SchemaVersion
from debt_pipelines.project.project import Project, open_project
from tests.catalog.database.tables import arrow, write_duckdb, write_sqlite
from tests.catalog.tabular.samples import written
from tests.crawlers.databases.serving import PLACE, of, profiles, scan, sources
from tests.postgres import Server
from tests.rows import expanded


def test_all_give_what_parquet_gives(
    server: Server, project: Project, make_folder: Callable[..., Path], facts: Callable[..., list[dict[str, Any]]]
) -> None:
    from pyarrow import parquet

    root = make_folder({"orders.parquet": written(lambda sink: parquet.write_table(arrow(), sink))}, name="parquet")
    expected = expanded(crawl_tables(open_project(root), Settings()))
    write_sqlite(project.root / "shop.sqlite", arrow())
    write_duckdb(project.root / "shop.duckdb", arrow())

    judged = (
        "column", "logical_type", "is_category", "sentinel", "storage_problem", "variants", "is_expected_to_vary",
        "constant", "encoding_damage",
    )  # fmt: skip

    def quality(rows: list[Row]) -> list[list[Any]]:
        kept = [row for row in rows if not isinstance(row, Assertion)]
        return [[fact[name] for name in judged] for fact in facts("column_facts", *kept)]

    assert any(facts[3] for facts in quality(expected))
    assert any(facts[5] for facts in quality(expected))
    assert profiles(expected)["mail"]["pii_kind"] == "email"
    for url in (server.url(), "sqlite:///shop.sqlite", "duckdb:///shop.duckdb"):
        found = scan(project, url, "*orders")
        assert profiles(found) == profiles(expected), url
        assert quality(found) == quality(expected), url
        assert [row.logical_type for row in of(found, ColumnSeen)] == [
            row.logical_type for row in of(expected, ColumnSeen)
        ]
        assert [row.n_rows for row in of(found, Sighting)] == [500]


def test_only_aggregates_and_a_few_values_are_asked_for(server: Server, project: Project) -> None:
    before = len(server.asked())
    scan(project, server.url(), "public.orders")
    asked = [
        statement for statement in server.asked()[before:] if "orders" in statement and "pg_catalog" not in statement
    ]
    assert len(asked) >= 4
    for statement in asked:
        assert statement.startswith("SELECT ")
        assert "*" not in statement.replace("count(*)", "")
        assert (
            re.match(r"SELECT (count|percentile_disc)\(", statement)
            or "GROUP BY" in statement
            or "LIMIT 256" in statement
        )
    assert sum("stddev_samp(" in statement for statement in asked) == 1
    assert not [
        statement
        for statement in server.asked()[before:]
        if re.match(r"(?i)insert|update|delete|create|copy", statement)
    ]


def test_what_is_declared(server: Server, schema: str, project: Project) -> None:
    server.run(
        f"CREATE TYPE {schema}.mood AS ENUM ('good', 'bad')",
        f"CREATE TABLE {schema}.people (id int PRIMARY KEY, mail text NOT NULL UNIQUE, age int CHECK (age > 0), "
        f"mood {schema}.mood, a int, b int, UNIQUE (a, b))",
        f"CREATE TABLE {schema}.visits (person int REFERENCES {schema}.people)",
        f"COMMENT ON TABLE {schema}.people IS 'Who buys'",
        f"COMMENT ON COLUMN {schema}.people.mail IS 'How to write to them'",
        f"CREATE VIEW {schema}.broken AS SELECT 1 / (id - id) AS x FROM {schema}.people",
    )
    rows = scan(project, server.url(), f"{schema}.*")
    path = f"{PLACE}/{schema}.people"
    people, visits = of(rows, Sighting)
    assert (people.path, people.storage, people.format, people.n_rows) == (path, "external", "postgres", 0)
    assert (people.primary_key, people.is_schema_declared, people.source_path) == ("id", True, "debt.toml")
    assert visits.primary_key is None
    assert dataset_id(path) == f"{PLACE}:{schema}.people"
    said = [(row.reference, row.column, row.text, row.tool) for row in of(rows, Description)]
    assert said == [(path, None, "Who buys", "sql"), (path, "mail", "How to write to them", "sql")]
    checks = {(row.reference, row.type, row.kind, row.column, row.tool, row.strength) for row in of(rows, Assertion)}
    assert checks == {
        (path, "NOT NULL", "nullness", "id", "sql", 1.0),
        (path, "NOT NULL", "nullness", "mail", "sql", 1.0),
        (path, "PRIMARY KEY", "uniqueness", "id", "sql", 1.0),
        (path, "UNIQUE", "uniqueness", "mail", "sql", 1.0),
        (path, "UNIQUE", "uniqueness", None, "sql", 1.0),
        (path, "CHECK", "range", "age", "sql", 1.0),
        (path, "ENUM", "domain", "mood", "sql", 1.0),
        (f"{PLACE}/{schema}.visits", "FOREIGN KEY", "relation", "person", "sql", 1.0),
    }
    assert sources(rows) == [(PLACE, "read", None)]


def test_the_checks_are_bound(
    server: Server, schema: str, project: Project, catalog: Callable[..., dict[str, Any]]
) -> None:
    server.run(f"CREATE TABLE {schema}.t (id int PRIMARY KEY)")
    frames = catalog(*scan(project, server.url(), f"{schema}.*"))
    assert list(frames["bindings"]["dataset"]) == [f"{PLACE}:{schema}.t"]


def test_odd_names_and_values(server: Server, schema: str, project: Project) -> None:
    name = f'{schema}."a%b\n""c/é"'
    uuid = "67ef670e-e6c4-4a52-b030-b79aa6316030"
    server.run(
        f'CREATE TABLE {name} ("x%(y)s\nz" int, id uuid, j jsonb, many int[], pause interval, price numeric, '
        "single real, raw bytea, zoned timestamptz, day date, clock time, padded char(5), cash money, spot point, "
        "big float8)",
        f"INSERT INTO {name} VALUES (1, '{uuid}', '{{}}', '{{1}}', '1 day', 'NaN', 0.1, 'x', 'infinity', 'infinity', "
        "'24:00', 'ab', 5, '(1,2)', 1e308)",
        f"INSERT INTO {name} (price, single, zoned, day, big) VALUES "
        "(1.50, 'NaN', '-infinity', '4000-01-01 BC', -1e308)",
    )
    rows = scan(project, server.url(), f"{schema}.*")
    assert [row.path for row in of(rows, Sighting)] == [f'{PLACE}/{schema}.a%b\n"c/é']
    found = {row.column: row for row in of(rows, Profile)}
    assert len(found) == 15
    assert {name: row.n_nulls for name, row in found.items() if row.n_nulls != 1} == {"zoned": 0, "day": 0, "big": 0}
    assert (found["x%(y)s\nz"].minimum, found["padded"].maximum, found["price"].maximum) == ("1", "ab", "1.5")
    assert (found["day"].minimum, found["day"].maximum) == ("0001-01-01", "9999-12-31")
    assert found["single"].minimum == "0.10000000149011612"
    assert found["pause"].minimum == "86400.0"
    for name in ("j", "many", "raw", "clock", "cash", "spot"):
        assert (found[name].minimum, found[name].n_distinct) == (None, None)
    assert sources(rows) == [(PLACE, "read", None)]


def test_drift_is_told_from_the_last_scan(server: Server, schema: str, project: Project) -> None:
    server.run(f"CREATE TABLE {schema}.t (id int, name text)", f"INSERT INTO {schema}.t VALUES (1, 'a'), (2, 'b')")
    assert not of(scan(project, server.url(), f"{schema}.*"), SchemaVersion)
    assert not of(scan(project, server.url(), f"{schema}.*"), SchemaVersion)
    server.run(f"ALTER TABLE {schema}.t DROP COLUMN name", f"DELETE FROM {schema}.t")
    rows = scan(project, server.url(), f"{schema}.*")
    before = [(row.path, row.column, row.baseline, row.is_read) for row in of(rows, SchemaVersion)]
    path = f"{PLACE}/{schema}.t"
    assert before == [(path, "id", "scan", True), (path, "name", "scan", True)]
    assert [row.n_rows for row in of(rows, ProfileVersion)] == [2, 2]
    emptied = [row.malformation for row in of(rows, Sighting) if row.malformation]
    assert emptied == ["empty, but had 2 rows before (the scan before)"]


def test_at_a_revision_nothing_is_asked(project: Project) -> None:
    past = replace(project, revision="0" * 40)
    assert sources(scan(past, "postgresql://nowhere/shop")) == [
        ("postgresql://nowhere/shop", "skipped", "not read at a revision: it has no past")
    ]


def test_what_is_wanted(server: Server, schema: str, project: Project) -> None:
    server.run(*(f"CREATE TABLE {schema}.{name} (id int)" for name in ("a1", "a2", "a3", "b")))
    chosen = scan(project, server.url(), f"{schema}.a*", exclude=("a2",))
    assert [row.path.rpartition(".")[2] for row in of(chosen, Sighting)] == ["a1", "a3"]
    few = scan(project, server.url(), f"{schema}.*", max_tables=1)
    assert [row.path.rpartition(".")[2] for row in of(few, Sighting)] == ["a1"]
    assert sources(few)[1] == (PLACE, "skipped", "3 more than `max_tables`, left unread")
    assert sources(scan(project, server.url(), "gone.*")) == [(PLACE, "skipped", "no table is there")]


def test_a_sample_and_no_statistics(
    server: Server, schema: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("debt_pipelines.catalog.database.statistics._SAMPLED_ROWS", 2000)
    server.run(
        f"CREATE TABLE {schema}.t AS SELECT n AS id, n % 7 AS day FROM generate_series(1, 50000) n",
        f"ANALYZE {schema}.t",
    )
    rows = scan(project, server.url(), f"{schema}.*", statistics="sample")
    (seen,) = of(rows, Sighting)
    assert seen.is_sampled
    assert 100 < seen.n_rows < 6000
    assert all(row.is_sampled and not row.is_distinct_exact for row in of(rows, Profile))
    again = scan(project, server.url(), f"{schema}.*", statistics="sample")
    assert profiles(again) == profiles(rows)
    none = scan(project, server.url(), f"{schema}.*", statistics="none")
    assert [(row.n_rows, row.is_sampled) for row in of(none, Sighting)] == [(50000, True)]
    assert [row.column for row in of(none, ColumnSeen)] == ["id", "day"]
    assert not of(none, Profile)


def test_a_large_table_is_not_sorted(
    server: Server, schema: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("debt_pipelines.catalog.database.statistics._SORTED_ROWS", 1000)
    server.run(
        f"CREATE TABLE {schema}.t AS SELECT n AS id, n % 7 AS day FROM generate_series(1, 5000) n",
        f"ANALYZE {schema}.t",
    )
    found = {row.column: row for row in of(scan(project, server.url(), f"{schema}.*"), Profile)}
    assert (found["id"].n_distinct, found["id"].is_distinct_exact, found["id"].maximum) == (5000, False, "5000")
    assert (found["day"].n_distinct, found["day"].is_domain_complete) == (7, True)
    assert found["id"].quantiles is not None
