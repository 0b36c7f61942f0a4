"""Data contracts: both standards, their checks, and the files of the project that they mean."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings, SourceSettings
from debt_pipelines.crawlers.data_contracts import crawl as crawl_contracts
from debt_pipelines.model.data_rows import Assertion
from debt_pipelines.project.project import open_project
from tests.crawlers.shapes import variants

Crawl = Callable[..., dict[str, list[Any]]]

ODCS = """\
apiVersion: v3.1.0
kind: DataContract
name: sales
team:
  name: Checkout
servers:
  - {server: files, type: local, path: data/orders.csv, format: csv}
schema:
  - name: orders
    description: One row an order
    properties:
      - name: number
        physicalName: order_id
        logicalType: integer
        primaryKey: true
        description: Number of the order
      - name: state
        logicalType: string
        required: true
        logicalTypeOptions: {maxLength: 3, pattern: .*}
        quality:
          - metric: invalidValues
            arguments: {validValues: [new, old]}
            mustBeLessThan: 5
            unit: percent
          - {type: text, description: It must be right}
      - name: placed
        logicalType: timestamp
        physicalType: TIMESTAMP WITH TIME ZONE
        relationships: [{to: days.day}]
    quality:
      - {metric: rowCount, mustBeBetween: [10, 20], severity: warning}
      - {type: sql, query: "SELECT COUNT(*) FROM {object}", mustBeGreaterThanOrEqualTo: 0}
      - {type: sql, query: "SELECT max(x) FROM orders", mustBe: 1}
slaProperties:
  - {property: freshness, value: 24, unit: h, element: orders.placed}
  - {property: retention, value: 1, unit: y}
  - {property: latency, value: 2, element: other.placed}
"""

SPECIFICATION = """\
dataContractSpecification: 1.2.1
id: urn:sales
info: {owner: Checkout team}
models:
  orders:
    additionalFields: true
    description: One row an order
    fields:
      order_id: {$ref: "#/definitions/order_id", unique: true}
      total: {type: decimal, precision: 10, scale: 2, minimum: 0}
      lines:
        type: array
        items: {type: struct, fields: {sku: {type: text, description: Article}}}
    quality:
      - type: custom
        engine: great-expectations
        implementation:
          type: expect_table_row_count_to_be_between
          kwargs: {min_value: 5}
definitions:
  order_id: {type: text, description: Number of the order, pattern: "^O-"}
servicelevels:
  freshness: {threshold: 25h, timestampField: orders.placed}
quality:
  type: SodaCL
  specification: |
    checks for orders:
      - duplicate_count(order_id) = 0
"""


def checks_of(found: dict[str, list[Any]]) -> list[tuple[Any, ...]]:
    return [(row.type, row.column, row.kind, row.limits and json.loads(row.limits)) for row in found["assertions"]]


def test_the_open_standard(crawl: Crawl) -> None:
    found = crawl(crawl_contracts, {"contracts/sales.yaml": ODCS, "data/orders.csv": "order_id,state,placed\n"})
    (sighting,) = found["sightings"]
    assert (sighting.path, sighting.is_schema_declared, sighting.primary_key) == ("data/orders.csv", True, "order_id")
    assert {(row.reference, row.reference_source) for row in found["assertions"]} == {("data/orders.csv", "declared")}
    assert [(row.column, row.text, row.declared_type, row.line) for row in found["descriptions"]] == [
        (None, "One row an order", None, 10),
        ("order_id", "Number of the order", "integer", 16),
        ("state", None, "string", 17),
        ("placed", None, "timestamp[UTC]", 27),
    ]
    (owner,) = found["owners"]
    assert (owner.pattern, owner.is_reference, owner.owner, owner.line) == ("data/orders.csv", True, "Checkout", 5)
    types = {"order_id": "integer", "state": "string", "placed": "timestamp[UTC]"}
    assert checks_of(found) == [
        ("columns", None, "type", {"columns": types}),
        ("required", "state", "nullness", {}),
        ("maxLength", "state", "range", {"max": 3}),
        ("pattern", "state", "pattern", {"pattern": ".*"}),
        ("invalidValues", "state", "domain", {"mostly": 0.95, "values": ["new", "old"]}),
        ("relationship", "placed", "relation", None),
        ("primaryKey", "order_id", "uniqueness", {}),
        ("primaryKey", "order_id", "nullness", {}),
        ("rowCount", None, "volume", {"max": 20, "min": 10}),
        ("sql", None, "volume", {"min": 0}),
        ("sql", None, "custom", {"max": 1, "min": 1}),
        ("freshness", "placed", "freshness", {"max": 24, "unit": "h"}),
    ]
    vacuous = {row.type: row.vacuous_reason for row in found["assertions"] if row.strength == 0}
    assert set(vacuous) == {"pattern", "sql"}
    assert "nothing it measures is below 0" in vacuous["sql"]
    assert [row.severity for row in found["assertions"] if row.type == "rowCount"] == ["warning"]
    assert [row.status for row in found["sources"]] == ["read"]


def test_version_two_of_the_open_standard(crawl: Crawl) -> None:
    contract = """\
kind: DataContract
apiVersion: v2.2.2
datasetName: sales
dataset:
  - table: orders
    physicalName: orders_1
    columns:
      - {column: id, logicalType: string, isPrimary: true, isNullable: false, description: Number}
      - column: state
        quality: [{code: nullCheck, severity: error}, {code: uniqueCheck}, {code: somethingElse}]
    quality: [{code: countCheck}]
stakeholders:
  - {username: Ann, role: Owner}
  - {username: Bob, role: Owner, dateOut: 2024-01-01}
"""
    found = crawl(crawl_contracts, {"sales.yaml": contract})
    assert {(row.reference, row.reference_source) for row in found["assertions"]} == {("orders_1", "name")}
    assert "sightings" not in found
    assert [row.owner for row in found["owners"]] == ["Ann"]
    assert [(kind, column) for _type, column, kind, _limits in checks_of(found)] == [
        ("type", None),
        ("nullness", "id"),
        ("nullness", "state"),
        ("uniqueness", "state"),
        ("custom", "state"),
        ("uniqueness", "id"),
        ("nullness", "id"),
        ("volume", None),
    ]


def test_the_specification(crawl: Crawl) -> None:
    found = crawl(crawl_contracts, {"datacontract.yaml": SPECIFICATION})
    assert [(row.column, row.text, row.declared_type) for row in found["descriptions"][1:]] == [
        ("order_id", "Number of the order", "string"),
        ("total", None, "decimal(10,2)"),
        ("lines", None, None),
        ("lines[].sku", "Article", "string"),
    ]
    assert checks_of(found)[1:] == [
        ("unique", "order_id", "uniqueness", {}),
        ("pattern", "order_id", "pattern", {"pattern": "^O-"}),
        ("minimum", "total", "range", {"min": 0}),
        ("expect_table_row_count_to_be_between", None, "volume", {"min": 5}),
        ("duplicate_count", "order_id", "uniqueness", {"max": 0, "min": 0}),
        ("freshness", "placed", "freshness", {"max_age": "25h"}),
    ]
    assert found["assertions"][0].type == "column_types"
    assert {row.owner for row in found["owners"]} == {"Checkout team"}
    assert [row.line for row in found["assertions"] if row.type == "duplicate_count"] == [28]


@pytest.mark.parametrize(
    ("written", "files", "expected"),
    [
        ("data/orders.csv", ["data/orders.csv"], "data/orders.csv"),
        ("./orders.csv", ["contracts/orders.csv"], "contracts/orders.csv"),
        ("../data/orders.csv", ["data/orders.csv.dvc"], "data/orders.csv"),
        ("data/{model}/*.json", ["data/orders/1.json"], "data/orders/1.json"),
        ("data/{model}/*.json", ["data/orders/1.json", "data/orders/2.json"], "data/orders/*.json"),
        ("data/orders", ["data/orders/part-0.parquet"], "data/orders"),
        ("data/gone.csv", ["data/orders.csv"], None),
        ("s3://bucket/orders.csv", ["orders.csv"], None),
        ("/srv/orders.csv", ["srv/orders.csv"], None),
    ],
)
def test_files_that_a_server_means(crawl: Crawl, written: str, files: list[str], expected: str | None) -> None:
    contract = {
        "dataContractSpecification": "1.2.1",
        "servers": {"own": {"type": "local", "path": written}},
        "models": {"orders": {"fields": {"id": {"type": "int"}}}},
    }
    found = crawl(crawl_contracts, {"contracts/a.odcs.yaml": json.dumps(contract), **dict.fromkeys(files, "x")})
    (check,) = found["assertions"]
    bound = (expected, "declared") if expected else ("orders", "name")
    assert (check.reference, check.reference_source) == bound


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("s3://bucket/raw/orders.csv", "s3://bucket/raw/orders.csv"),
        ("s3://bucket/raw/{model}.csv", "s3://bucket/raw/orders.csv"),
        ("s3://user:secret@bucket/raw/orders.csv", "s3://bucket/raw/orders.csv"),
        ("s3://bucket/sales/orders/2024.parquet", "s3://bucket/sales/orders/2024.parquet"),
        ("s3://bucket/days/*.csv", "s3://bucket/days"),
        ("s3://elsewhere/raw/orders.csv", None),
        ("file://data/here.csv", "data/here.csv"),
        ("file:///data/here.csv", None),
    ],
)
def test_addresses_that_the_project_reads_too(make_folder: Callable[..., Path], location: str, expected: str) -> None:
    contract = {
        "dataContractSpecification": "1.2.1",
        "servers": {"own": {"type": "s3", "location": location}},
        "models": {"orders": {"fields": {"id": {"type": "int"}}}},
    }
    root = make_folder(
        {
            "a.odcs.yaml": json.dumps(contract),
            "data/here.csv": "id\n1\n",
            "data/bought.csv.dvc": "deps: [{path: s3://bucket/raw/orders.csv}]\nouts: [{path: bought.csv}]\n",
            "dvc.yaml": "stages: {a: {cmd: b, deps: [s3://bucket/days]}}\n",
        }
    )
    sources = {"sales": SourceSettings(url="s3://bucket/sales/*.parquet")}
    rows = [*crawl_contracts(open_project(root), Settings(sources=sources))]
    assert {row.reference for row in rows if isinstance(row, Assertion)} == {expected or "orders"}


def test_one_path_for_several_tables_means_that_of_its_name(crawl: Crawl) -> None:
    contract = {
        "dataContractSpecification": "1.2.1",
        "servers": {"own": {"type": "local", "path": "orders.csv"}},
        "models": {name: {"fields": {"id": {"type": "int"}}} for name in ("orders", "lines")},
    }
    found = crawl(crawl_contracts, {"a.odcs.yaml": json.dumps(contract), "orders.csv": "id\n"})
    assert {row.reference: row.reference_source for row in found["assertions"]} == {
        "orders.csv": "declared",
        "lines": "name",
    }


def test_checks_of_a_tool_that_is_not_known_are_checks(crawl: Crawl) -> None:
    contract = """\
kind: DataContract
schema:
  - name: orders
    quality:
      - {type: custom, engine: montecarlo, implementation: "x: ["}
      - {type: custom, engine: soda, implementation: {type: row_count, must_be_greater_than: 5}}
      - {type: custom, engine: soda, implementation: "type: duplicate_percent\\ncolumns: [a, b]\\nmust_be_less_than: 1"}
"""
    assert checks_of(crawl(crawl_contracts, {"a.yaml": contract})) == [
        ("montecarlo", None, "custom", None),
        ("row_count", None, "volume", {"min": 5, "strict_min": True}),
        ("duplicate_percent", "a", "uniqueness", {"mostly": 0.99}),
        ("duplicate_percent", "b", "uniqueness", {"mostly": 0.99}),
    ]


def test_a_broken_contract_leaves_checks_and_descriptions_open(crawl: Crawl) -> None:
    found = crawl(
        crawl_contracts, {"a.yaml": "kind: DataContract\nschema: [", "b.yaml": "kind: DataContract\nschema: x\n"}
    )
    assert {(row.path, row.kind, row.status) for row in found["sources"]} == {
        ("a.yaml", "suite", "error"),
        ("a.yaml", "description", "skipped"),
        ("b.yaml", "suite", "error"),
        ("b.yaml", "description", "skipped"),
    }
    assert "assertions" not in found


@pytest.mark.parametrize("text", ["kind: Deployment\n", "a: 1\nb:\n  kind: DataContract\n", "# kind: DataContract\n"])
def test_other_files_are_none(crawl: Crawl, text: str) -> None:
    assert crawl(crawl_contracts, {"a.yaml": text}) == {}


@pytest.mark.parametrize("whole", [ODCS, SPECIFICATION])
def test_any_shape_is_survived(crawl: Crawl, whole: str) -> None:
    import yaml

    for variant in variants(json.loads(json.dumps(yaml.safe_load(whole), default=str))):
        found = crawl(crawl_contracts, {"a.odcs.yaml": json.dumps(variant), "data/orders.csv": "order_id\n"})
        assert all(row.strength > 0 or row.vacuous_reason for row in found.get("assertions", ()))
