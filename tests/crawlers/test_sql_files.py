"""SQL files: the tables that statements make, in several dialects, and what later ones change of them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.sql_files import crawl as crawl_sql

Crawl = Callable[..., dict[str, list[Any]]]
TABLE = """\
-- Orders; not the old ones
CREATE TABLE IF NOT EXISTS public.orders (
  id serial PRIMARY KEY,
  state text DEFAULT 'a;b' NOT NULL, -- it's a state; really
  price numeric(10,2) CHECK (price >= 0 AND price < 100),
  kind varchar(3) CHECK (kind IN ('a', 'b')) REFERENCES kinds (id),
  mood mood,
  UNIQUE (state, kind),
  CONSTRAINT sound CHECK (price < id),
  CHECK (1 = 1)
);
CREATE UNIQUE INDEX i ON orders (price);
COMMENT ON TABLE orders IS 'All orders';
COMMENT ON COLUMN public.orders.id IS 'Number';
"""


def columns_of(found: dict[str, list[Any]], table: str = "orders") -> dict[str, str | None]:
    rows = found.get("descriptions", ())
    return {row.column: row.declared_type for row in rows if row.reference == table and row.column}


def checks_of(found: dict[str, list[Any]]) -> list[tuple[Any, ...]]:
    rows = [row for row in found["assertions"] if row.type != "columns"]
    return [(row.type, row.column, row.kind, row.limits and json.loads(row.limits)) for row in rows]


def test_a_table_with_its_constraints(crawl: Crawl) -> None:
    found = crawl(crawl_sql, {"schema.sql": TABLE})
    assert set(found) == {"sources", "descriptions", "assertions"}
    assert [(row.column, row.text, row.declared_type, row.line) for row in found["descriptions"]] == [
        (None, "All orders", None, 13),
        ("id", "Number", "integer", 14),
        ("state", None, "string", 4),
        ("price", None, "decimal(10,2)", 5),
        ("kind", None, "string", 6),
        ("mood", None, None, 7),
    ]
    assert checks_of(found) == [
        ("PRIMARY KEY", "id", "uniqueness", {}),
        ("PRIMARY KEY", "id", "nullness", {}),
        ("NOT NULL", "state", "nullness", {}),
        ("CHECK", "price", "range", {"min": 0, "max": 100, "strict_max": True}),
        ("CHECK", "kind", "domain", {"values": ["a", "b"]}),
        ("REFERENCES", "kind", "relation", None),
        ("UNIQUE", "state", "uniqueness", {}),
        ("UNIQUE", "kind", "uniqueness", {}),
        ("CHECK", "price", "custom", None),
        ("CHECK", "id", "custom", None),
        ("CHECK", None, "custom", None),
        ("UNIQUE INDEX", "price", "uniqueness", {}),
    ]
    assert [row.vacuous_reason for row in found["assertions"] if row.strength == 0] == [
        "its condition `1 = 1` is always true"
    ]
    assert {(row.reference, row.reference_source) for row in found["assertions"]} == {("orders", "name")}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("ALTER TABLE orders ADD COLUMN z date;", {"id": "integer", "state": "string", "z": "date"}),
        ("ALTER TABLE orders DROP COLUMN state;", {"id": "integer"}),
        ("ALTER TABLE public.orders RENAME COLUMN state TO s;", {"id": "integer", "s": "string"}),
        ("ALTER TABLE orders ALTER COLUMN id TYPE text;", {"id": "string", "state": "string"}),
        ("ALTER TABLE orders MODIFY COLUMN state int;", {"id": "integer", "state": None}),
        ("DROP TABLE orders;", {}),
        ("ALTER TABLE orders RENAME TO other;", {}),
        ("ALTER TABLE other DROP COLUMN state;", {"id": "integer", "state": "string"}),
    ],
)
def test_migrations(crawl: Crawl, change: str, expected: dict[str, str | None]) -> None:
    first = "CREATE TABLE orders (id int, state text NOT NULL);"
    found = crawl(crawl_sql, {"m/V2__first.sql": first, "m/V10__change.sql": change})
    assert columns_of(found) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("ALTER TABLE orders DROP COLUMN state", []),
        ("ALTER TABLE orders RENAME COLUMN state TO s", [("NOT NULL", "s", "nullness", {})]),
        ("ALTER TABLE orders ALTER COLUMN state DROP NOT NULL", []),
        (
            "ALTER TABLE orders ALTER COLUMN id SET NOT NULL",
            [("NOT NULL", "state", "nullness", {}), ("NOT NULL", "id", "nullness", {})],
        ),
        (
            "ALTER TABLE ONLY orders ADD CONSTRAINT u UNIQUE (id)",
            [("NOT NULL", "state", "nullness", {}), ("UNIQUE", "id", "uniqueness", {})],
        ),
    ],
)
def test_migrations_of_constraints(crawl: Crawl, change: str, expected: list[Any]) -> None:
    first = "CREATE TABLE orders (id int, state text NOT NULL);"
    assert checks_of(crawl(crawl_sql, {"1.sql": first, "2.sql": change})) == expected


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        ("CREATE TABLE IF NOT EXISTS orders (x int);", {"id": "integer"}),
        ("CREATE OR REPLACE TABLE orders (x int);", {"x": "integer"}),
        ("DROP TABLE orders; CREATE TABLE orders (x int);", {"x": "integer"}),
    ],
)
def test_a_table_that_is_made_again(crawl: Crawl, again: str, expected: dict[str, str]) -> None:
    assert columns_of(crawl(crawl_sql, {"a.sql": f"CREATE TABLE orders (id int);{again}"})) == expected


@pytest.mark.parametrize(
    "files",
    [
        {"m/1.up.sql": "CREATE TABLE orders (id int);", "m/1.down.sql": "DROP TABLE orders;"},
        {"V1__a.sql": "CREATE TABLE orders (id int);", "U1__a.sql": "DROP TABLE orders;"},
        {"1.sql": "-- migrate:up\nCREATE TABLE orders (id int);\n-- migrate:down\nDROP TABLE orders;"},
        {"1.sql": "-- +goose Up\nCREATE TABLE orders (id int);\n-- +goose Down\nDROP TABLE orders;"},
        {"1/up.sql": "CREATE TABLE orders (z int)", "2/up.sql": "ALTER TABLE orders RENAME COLUMN z TO id"},
        {"m/1_a/up.sql": "CREATE TABLE orders (id int);", "m/1_a/down.sql": "DROP TABLE orders;"},
    ],
)  # fmt: skip
def test_steps_back_are_not_taken(crawl: Crawl, files: dict[str, str]) -> None:
    assert columns_of(crawl(crawl_sql, files)) == {"id": "integer"}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("CREATE TABLE `orders` (`id` int(11) unsigned AUTO_INCREMENT COMMENT 'n', KEY k (`id`)) ENGINE=X", "integer"),
        ("CREATE TABLE dbo.[orders] ([id] DATETIME2(7) NOT NULL)\nGO\nSELECT 1", "timestamp"),
        ("CREATE TABLE orders (id VARCHAR2(10 CHAR))", "string"),
        ("CREATE TABLE orders (id bit(1))", "boolean"),
        ("CREATE TABLE orders (id enum('x', 'y'))", "string"),
        ("CREATE TABLE orders (id TEXT) STRICT", "string"),
        ("CREATE TABLE orders (id double precision, PRIMARY KEY (id))", "number"),
        ("CREATE EXTERNAL TABLE orders (id bigint)", "integer"),
    ],
)  # fmt: skip
def test_dialects(crawl: Crawl, statement: str, expected: str) -> None:
    found = crawl(crawl_sql, {"a.sql": f"SELECT 'it''s; ok';\n{statement};"})
    assert columns_of(found) == {"id": expected}


def test_keys_that_stand_beside_their_columns(crawl: Crawl) -> None:
    statement = "CREATE TABLE [orders] ([id] INT, CONSTRAINT [PK] PRIMARY KEY CLUSTERED ([id] ASC))"
    assert [check[:2] for check in checks_of(crawl(crawl_sql, {"a.sql": statement}))] == [("PRIMARY KEY", "id")] * 2


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM orders",
        "CREATE TABLE orders AS SELECT 1 AS id",
        "CREATE TABLE {{ target }} (id int)",
        "{{ config(materialized='table') }}\nselect * from x",
        "CREATE TEMP TABLE orders (id int)",
        "CREATE VIEW orders AS SELECT 1",
        "-- CREATE TABLE orders (id int);",
        "/* CREATE TABLE orders (id int); */",
        "SELECT 'CREATE TABLE orders (id int);'",
        "CREATE FUNCTION f() AS $$ BEGIN; CREATE TABLE orders (id int); END $$",
        "CREATE TABLE orders (",
    ],
)
def test_what_makes_no_table(crawl: Crawl, text: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        found = crawl(crawl_sql, {"a.sql": text})
    assert "descriptions" not in found
    assert "assertions" not in found
    assert not caplog.records


def test_copied_rows_are_not_read(crawl: Crawl) -> None:
    rows = "COPY a (id) FROM stdin;\n1\tit's; CREATE TABLE b (id int);\n\\.\n"
    dump = f"CREATE TABLE a (id int);\n{rows}\nCREATE TABLE orders (id int);\n"
    found = crawl(crawl_sql, {"dump.sql": dump})
    assert {row.reference: row.line for row in found["descriptions"]} == {"a": 1, "orders": 6}


@pytest.mark.parametrize("folders", [("a", "b"), ("a", "a")])
def test_a_name_that_several_files_declare_is_bound_to_nothing(crawl: Crawl, folders: tuple[str, str]) -> None:
    one, other = folders
    files = {f"{one}/x.sql": "CREATE TABLE orders (id int);", f"{other}/y.sql": "CREATE TABLE Orders (id text);"}
    found = crawl(crawl_sql, files)
    assert {row.reference for row in (*found["descriptions"], *found["assertions"])} == {None}


def test_an_index_on_some_rows_only_is_no_check_of_all(crawl: Crawl) -> None:
    text = "CREATE TABLE orders (id int);CREATE UNIQUE INDEX i ON orders (id) WHERE id > 5;"
    assert checks_of(crawl(crawl_sql, {"a.sql": text})) == []
