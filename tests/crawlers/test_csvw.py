"""CSV on the Web: columns, types, keys and texts of the tables that a metadata file describes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.csvw import crawl as crawl_csvw

Crawl = Callable[..., dict[str, list[Any]]]
CONTEXT = "http://www.w3.org/ns/csvw"
ORDERS: dict[str, Any] = {
    "@context": [CONTEXT, {"@language": "en"}],
    "url": "orders.csv",
    "dc:title": "Orders",
    "dc:description": {"@value": "All orders of the shop", "@language": "en"},
    "tableSchema": {
        "primaryKey": ["id"],
        "columns": [
            {"name": "id", "titles": "Order ID", "datatype": "integer", "required": True, "dc:description": "The key"},
            {"name": "day", "titles": ["Day", "Date"], "datatype": {"base": "date", "format": "dd.MM.yyyy"}},
            {"name": "amount", "datatype": {"base": "decimal", "minimum": 0}, "rdfs:comment": ["In", "euros"]},
            {"name": "code", "titles": {"en": "Code"}, "datatype": {"format": "[A-Z]+"}},
            {"name": "made", "virtual": True, "propertyUrl": "schema:made"},
        ],
    },
}


def test_a_table(crawl: Crawl) -> None:
    found = crawl(crawl_csvw, {"data/orders.csv-metadata.json": json.dumps(ORDERS, indent=1)})
    assert [(row.column, row.text, row.declared_type) for row in found["descriptions"]] == [
        (None, "All orders of the shop", None),
        ("Order ID", "The key", "integer"),
        ("Day", None, None),
        ("amount", "In euros", "decimal"),
        ("Code", None, None),
    ]
    assert {row.reference for row in found["descriptions"]} == {"data/orders.csv"}
    assert [(row.column, row.type, row.kind, row.limits) for row in found["assertions"]] == [
        ("Order ID", "required", "nullness", '{"required": true}'),
        ("amount", "minimum", "range", '{"minimum": 0}'),
        ("Code", "format", "pattern", '{"format": "[A-Z]+"}'),
        ("Order ID", "primaryKey", "uniqueness", '{"primaryKey": true}'),
        ("Order ID", "primaryKey", "nullness", '{"primaryKey": true}'),
    ]
    (seen,) = found["sightings"]
    assert (seen.path, seen.kind, seen.primary_key, seen.is_schema_declared) == (
        "data/orders.csv",
        "table",
        "Order ID",
        True,
    )
    assert [(row.status, row.kind) for row in found["sources"]] == [("read", "description")]


def test_several_tables_in_one_file(crawl: Crawl) -> None:
    tables = [ORDERS, ORDERS | {"url": "../other/b.csv"}, ORDERS | {"url": "https://example.com/c.csv"}, "broken"]
    found = crawl(crawl_csvw, {"data/csv-metadata.json": json.dumps({"@context": CONTEXT, "tables": tables})})
    assert {row.path for row in found["sightings"]} == {"data/orders.csv", "other/b.csv"}


def test_the_table_that_the_name_of_the_file_means(crawl: Crawl) -> None:
    table = {key: value for key, value in ORDERS.items() if key != "url"}
    assert crawl(crawl_csvw, {"a/b.csv-metadata.json": json.dumps(table)})["sightings"][0].path == "a/b.csv"
    assert "sightings" not in crawl(crawl_csvw, {"a/b.csv-metadata.json": "{}", "c-metadata.json": json.dumps(table)})


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("model-metadata.json", '{"url": "a.csv", "columns": []}'),
        ("a-metadata.json", json.dumps({"@context": CONTEXT, "url": 3, "tableSchema": [1], "tables": {"a": 1}})),
        ("orders.json", json.dumps(ORDERS)),
    ],
)
def test_what_says_nothing(crawl: Crawl, path: str, text: str) -> None:
    assert crawl(crawl_csvw, {path: text}).keys() <= {"sources"}


def test_a_broken_file(crawl: Crawl) -> None:
    (source,) = crawl(crawl_csvw, {"a-metadata.json": f'{{"@context": "{CONTEXT}",\n,'})["sources"]
    assert (source.status, source.line) == ("error", 2)
