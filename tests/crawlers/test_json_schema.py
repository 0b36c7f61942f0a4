"""JSON Schema: which schemas describe data of the project, and what they say of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.json_schema import crawl as crawl_schemas
from tests.crawlers.shapes import variants

Crawl = Callable[..., dict[str, list[Any]]]
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "description": "All orders",
    "type": "array",
    "items": {"$ref": "#/$defs/order"},
    "$defs": {
        "order": {
            "type": "object",
            "required": ["id", "state"],
            "additionalProperties": False,
            "properties": {
                "id": {"type": "integer", "minimum": 1, "description": "Number"},
                "state": {"type": ["string", "null"], "enum": ["new", None]},
                "placed": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
                "address": {"type": "object", "properties": {"city": {"type": "string", "minLength": 0}}},
                "tags": {"type": "array", "items": {"type": "object", "properties": {"name": {"const": "x"}}}},
            },
        }
    },
}


def test_what_a_schema_says(crawl: Crawl) -> None:
    found = crawl(crawl_schemas, {"data/orders.schema.json": json.dumps(SCHEMA), "data/orders.csv": "id\n"})
    assert {(row.reference, row.reference_source) for row in found["assertions"]} == {("data/orders.csv", "declared")}
    assert [(row.column, row.text, row.declared_type) for row in found["descriptions"]] == [
        (None, "All orders", None),
        ("id", "Number", "integer"),
        ("state", None, "string"),
        ("placed", None, "timestamp"),
        ("address", None, None),
        ("address.city", None, "string"),
        ("tags", None, None),
        ("tags[].name", None, None),
    ]
    checks = [(row.type, row.column, row.kind, json.loads(row.limits)) for row in found["assertions"]]
    assert checks[0][0] == "columns"
    assert checks[1:] == [
        ("required", "id", "nullness", {}),
        ("minimum", "id", "range", {"min": 1}),
        ("required", "state", "presence", {}),
        ("enum", "state", "domain", {"values": ["new", None]}),
        ("minLength", "address.city", "range", {"min": 0}),
        ("const", "tags[].name", "domain", {"values": ["x"]}),
    ]
    assert [row.type for row in found["assertions"] if row.strength == 0] == ["minLength"]


def test_other_properties_are_allowed_unless_it_says_not(crawl: Crawl) -> None:
    schema = {"properties": {"id": {"type": "integer"}}}
    found = crawl(crawl_schemas, {"a.schema.json": json.dumps(schema), "a.parquet": b"x"})
    assert [row.type for row in found["assertions"]] == ["column_types"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.schema.json": "S", "a.jsonl": "x"}, ["a.jsonl"]),
        ({"a.schema.json": "S", "a.json": "[]", "a.csv": "x"}, ["a.csv", "a.json"]),
        ({"schemas/s.json": "S", "data/o.json": '{"$schema": "../schemas/s.json"}'}, ["data/o.json"]),
        ({"a.schema.json": "S"}, []),
        ({"a.schema.json": "S", "b.csv": "x", "x/a.csv": "x", "a.py": "x"}, []),
        ({"schema.json": "S", "o.json": '{"$schema": "https://x.org/schema.json"}'}, []),
        ({"package.schema.json": "S", "o.json": '{"$schema": "./gone.schema.json"}'}, []),
    ],
)
def test_which_data_a_schema_is_about(crawl: Crawl, files: dict[str, str], expected: list[str]) -> None:
    texts = {path: json.dumps(SCHEMA) if text == "S" else text for path, text in files.items()}
    found = crawl(crawl_schemas, texts)
    assert sorted({row.reference for row in found.get("assertions", ())}) == expected
    assert bool(found) == bool(expected)


def test_a_broken_schema_is_told(crawl: Crawl) -> None:
    found = crawl(crawl_schemas, {"a.schema.json": "{", "a.csv": "x"})
    assert {row.status for row in found["sources"]} == {"error", "skipped"}


def test_any_shape_is_survived(crawl: Crawl) -> None:
    for variant in variants(SCHEMA):
        found = crawl(crawl_schemas, {"a.schema.json": json.dumps(variant), "a.csv": "x"})
        assert all(row.reference == "a.csv" for row in found.get("assertions", ()))
