"""Avro schema files: columns, types, texts, and what may not be null."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from debt_pipelines.crawlers.avro_schema import crawl as crawl_schemas
from tests.crawlers.shapes import variants

Crawl = Callable[..., dict[str, list[Any]]]
SCHEMA: dict[str, Any] = {
    "type": "record",
    "name": "Order",
    "doc": "One row an order",
    "fields": [
        {"name": "id", "type": "long", "doc": "Number"},
        {"name": "state", "type": ["null", {"type": "enum", "name": "State", "symbols": ["NEW", "OLD"]}]},
        {"name": "placed", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
    ],
}


def test_what_a_schema_says(crawl: Crawl) -> None:
    found = crawl(crawl_schemas, {"schemas/orders.avsc": json.dumps(SCHEMA, indent=1)})
    assert [(row.column, row.text, row.declared_type, row.line) for row in found["descriptions"]] == [
        (None, "One row an order", None, 4),
        ("id", "Number", "integer", 9),
        ("state", None, "string", 11),
        ("placed", None, "timestamp[UTC]", 25),
        ("price", None, "decimal(9,2)", 32),
    ]
    assert [(row.type, row.column, row.kind) for row in found["assertions"]] == [
        ("columns", None, "type"),
        ("not null", "id", "nullness"),
        ("enum", "state", "domain"),
        ("not null", "placed", "nullness"),
        ("not null", "price", "nullness"),
    ]
    assert {(row.reference, row.reference_source) for row in found["assertions"]} == {("orders", "name")}


def test_data_beside_it_is_what_it_means(crawl: Crawl) -> None:
    found = crawl(crawl_schemas, {"a/orders.avsc": json.dumps(SCHEMA), "a/orders.avro": b"x", "orders.csv": "x"})
    assert {(row.reference, row.reference_source) for row in found["assertions"]} == {("a/orders.avro", "declared")}


def test_what_is_no_record_says_nothing(crawl: Crawl) -> None:
    found = crawl(crawl_schemas, {"a.avsc": '{"type": "enum", "name": "E", "symbols": ["A"]}', "b.avsc": '"string"'})
    assert [row.status for row in found["sources"]] == ["read", "read"]
    assert set(found) == {"sources"}


def test_a_broken_schema_is_told(crawl: Crawl) -> None:
    found = crawl(
        crawl_schemas, {"a.avsc": "{", "b.avsc": '{"type": "record", "name": "R", "fields": [{"name": "a"}]}'}
    )
    assert {(row.path, row.status) for row in found["sources"] if row.kind == "suite"} == {
        ("a.avsc", "error"),
        ("b.avsc", "error"),
    }


def test_any_shape_is_survived(crawl: Crawl) -> None:
    for variant in variants(SCHEMA):
        assert crawl(crawl_schemas, {"a.avsc": json.dumps(variant)})["sources"]
