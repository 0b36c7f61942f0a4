"""Frictionless packages: what they declare of tables and columns, and packages that are broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.datapackage import crawl
from debt_pipelines.model.data_rows import Assertion, Description, Owner, Sighting, Source
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import open_project
from tests.crawlers.shapes import variants

YAML = """\
name: shop
description: All orders of the shop
contributors:
  - {title: Ann, role: author}
  - {title: Bob, role: maintainer}
  - {name: Cleo, roles: [maintainer]}
  - {title: Dan, role: contributor}
resources:
  - name: orders
    path: raw/orders.csv
    schema:
      primaryKey: [id, day]
      fields:
        - name: id
          type: integer
          description: Number of the order
          constraints: {required: true, unique: false, minimum: 1}
        - name: day
          type: datetime
        - {name: state, type: string, constraints: {enum: [new, paid], pattern: .*}}
        - {name: extra, type: geopoint, description: " "}
      foreignKeys:
        - fields: state
          reference: {resource: states, fields: id}
"""


def crawled(root: Path, files: dict[str, Any]) -> list[Row]:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content if isinstance(content, str) else json.dumps(content, indent=1))
    return list(crawl(open_project(root), Settings()))


def of(kind: type[Any], rows: list[Row]) -> list[Any]:
    return [row for row in rows if isinstance(row, kind)]


def test_a_package_in_yaml(tmp_path: Path) -> None:
    rows = crawled(tmp_path, {"data/datapackage.yaml": YAML})
    (sighting,) = of(Sighting, rows)
    assert (sighting.path, sighting.kind, sighting.format) == ("data/raw/orders.csv", "table", "csv")
    assert (sighting.is_schema_declared, sighting.primary_key) == (True, "id,day")
    assert (sighting.source_path, sighting.line) == ("data/datapackage.yaml", 10)
    assert [(row.column, row.text, row.declared_type, row.line) for row in of(Description, rows)] == [
        (None, "All orders of the shop", None, 2),
        ("id", "Number of the order", "integer", 16),
        ("day", None, "timestamp", 18),
        ("state", None, "string", 20),
        ("extra", None, None, 21),
    ]
    assert {row.reference for row in of(Description, rows)} == {"data/raw/orders.csv"}
    assert [(row.pattern, row.owner, row.line) for row in of(Owner, rows)] == [("data/raw/orders.csv", "Bob, Cleo", 5)]
    assert [row.status for row in of(Source, rows)] == ["read"]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ({"type": "datetime"}, "timestamp"),
        ({"type": "date", "format": "default"}, "date"),
        ({"type": "date", "format": "%d/%m/%Y"}, None),
        ({"type": "number", "decimalChar": ","}, None),
        ({"type": "string", "format": "email"}, "string"),
        ({"type": "year"}, "integer"),
        ({"type": "duration"}, None),
        ({"type": "array"}, None),
        ({"type": "geopoint"}, None),
        ({}, None),
    ],
)
def test_declared_types(tmp_path: Path, field: dict[str, str], expected: str | None) -> None:
    schema = {"fields": [{"name": "a", "description": "A.", **field}]}
    rows = crawled(tmp_path, {"datapackage.json": {"resources": [{"path": "a.csv", "schema": schema}]}})
    assert [row.declared_type for row in of(Description, rows)] == [expected]


def test_constraints_and_keys_are_checks(tmp_path: Path) -> None:
    checks = of(Assertion, crawled(tmp_path, {"data/datapackage.yaml": YAML}))
    assert [(row.position, row.type, row.column, row.kind, row.strength, row.line) for row in checks] == [
        (0, "required", "id", "nullness", 1.0, 17),
        (1, "minimum", "id", "range", 1.0, 17),
        (2, "enum", "state", "domain", 1.0, 20),
        (3, "pattern", "state", "pattern", 0.0, 20),
        (4, "primaryKey", "id", "uniqueness", 1.0, 12),
        (5, "primaryKey", "id", "nullness", 1.0, 12),
        (6, "primaryKey", "day", "uniqueness", 1.0, 12),
        (7, "primaryKey", "day", "nullness", 1.0, 12),
        (8, "fields", "state", "relation", 1.0, 23),
    ]
    assert checks[3].vacuous_reason == "the pattern `.*` matches every text"
    identity = {(row.suite, row.tool, row.reference, row.reference_source) for row in checks}
    assert identity == {("orders", "frictionless", "data/raw/orders.csv", "declared")}


def test_what_version_two_adds(tmp_path: Path) -> None:
    fields: list[Any] = [
        {"name": "a", "categories": [{"value": "x", "label": "X"}, {"value": "y"}]},
        {"name": "b", "constraints": {"exclusiveMaximum": 5}},
    ]
    schema = {
        "$schema": "https://x.org/schema",
        "fieldsMatch": "subset",
        "fields": fields,
        "uniqueKeys": [["a", "b"], 3],
    }
    rows = crawled(tmp_path, {"datapackage.json": {"resources": [{"path": "a.csv", "schema": schema}]}})
    assert [(row.type, row.column, row.kind, row.limits) for row in of(Assertion, rows)] == [
        ("categories", "a", "domain", '{"values": ["x", "y"]}'),
        ("exclusiveMaximum", "b", "range", '{"max": 5, "strict_max": true}'),
        ("uniqueKeys", "a", "uniqueness", "{}"),
        ("uniqueKeys", "b", "uniqueness", "{}"),
    ]
    assert {row.tool for row in of(Description, rows)} == {"frictionless"}


@pytest.mark.parametrize("match", ["exact", ["equal"], None])
def test_all_columns_are_declared_unless_it_says_not(tmp_path: Path, match: Any) -> None:
    schema = {"fields": [{"name": "a"}]} | ({"fieldsMatch": match} if match else {})
    rows = crawled(tmp_path, {"datapackage.json": {"resources": [{"path": "a.csv", "schema": schema}]}})
    assert [row.tool for row in of(Description, rows)] == ["datapackage"]


def test_resources_with_words_of_their_own(tmp_path: Path) -> None:
    resources = [{"path": "a.csv", "title": "Table a"}, {"path": ["b-1.csv", "b-2.csv"]}]
    rows = crawled(tmp_path, {"datapackage.json": {"description": "Both", "resources": resources}})
    assert [row.path for row in of(Sighting, rows)] == ["a.csv", "b-1.csv", "b-2.csv"]
    assert [(row.reference, row.text) for row in of(Description, rows)] == [("a.csv", "Table a")]


def test_data_elsewhere_is_passed_over(tmp_path: Path) -> None:
    paths = ("https://example.org/a.csv", "../../b.csv", "/c.csv", ["s3://bucket/d.csv"])
    resources = [{"data": [1]}, *({"path": path} for path in paths)]
    rows = crawled(tmp_path, {"datapackage.json": {"resources": resources}})
    assert [type(row) for row in rows] == [Source]


def test_a_package_apart_from_its_data(tmp_path: Path) -> None:
    package = {"resources": [{"path": "a.csv"}, {"path": "gone.csv"}]}
    rows = crawled(tmp_path, {"datapackage.json": package, "data/a.csv": "x", "data/b.csv": ""})
    assert [row.path for row in of(Sighting, rows)] == ["data/a.csv", "gone.csv"]


def test_a_resource_file_and_a_schema_file(tmp_path: Path) -> None:
    resource = {"name": "a", "path": "a.csv", "schema": "a.schema.json", "maintainers": [{"name": "Ann"}]}
    schema = {"fields": [{"name": "x", "description": "The x"}]}
    rows = crawled(tmp_path, {"a.resource.json": resource, "a.schema.json": schema})
    (sighting,) = of(Sighting, rows)
    assert sighting.is_schema_declared
    (column,) = of(Description, rows)
    assert (column.column, column.path, column.line) == ("x", "a.schema.json", 5)
    assert [row.owner for row in of(Owner, rows)] == ["Ann"]
    assert [row.path for row in of(Source, rows)] == ["a.resource.json", "a.schema.json"]


@pytest.mark.parametrize(
    ("text", "error", "line"),
    [
        ("", "an empty file is not valid JSON", 1),
        ('{"resources": [\n{"path": "a.csv"}', "not valid JSON: Expecting ',' delimiter", 2),
        ("[]", "a mapping is expected at the top", 1),
        ('{\n"resources": {}}', "`resources` is not a list", 2),
        ('{"resources": [\n{"path": "a.csv"},\n3]}', "resource 2 is not a mapping", 3),
    ],
)
def test_a_broken_package_says_what_and_where(tmp_path: Path, text: str, error: str, line: int) -> None:
    rows = crawled(tmp_path, {"a/datapackage.json": text, "b/datapackage.json": {"resources": []}})
    assert [(row.status, row.error, row.line) for row in of(Source, rows)] == [
        ("error", error, line),
        ("read", None, None),
    ]


def test_binary_files_and_a_broken_schema_file(tmp_path: Path) -> None:
    package = {"resources": [{"path": "a.csv", "schema": "a.json"}]}
    (tmp_path / "b.resource.json").write_bytes(b"\n\n\xff\x00")
    rows = crawled(tmp_path, {"datapackage.json": package, "a.json": "{"})
    assert [(row.path, row.status, row.line) for row in of(Source, rows)] == [
        ("b.resource.json", "error", 3),
        ("datapackage.json", "read", None),
        ("a.json", "error", 1),
    ]
    assert [row.path for row in of(Sighting, rows)] == ["a.csv"]


def test_no_shape_at_any_level_is_an_error_of_ours(tmp_path: Path) -> None:
    import yaml

    files = {f"p{n}/datapackage.json": package for n, package in enumerate(variants(yaml.safe_load(YAML)))}
    sources = of(Source, crawled(tmp_path, files))
    assert sorted(row.path for row in sources) == sorted(files)
