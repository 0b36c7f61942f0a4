"""Soda: SodaCL checks and contracts of both versions, and the tables that they name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.soda import crawl as crawl_soda
from tests.crawlers.shapes import variants

Crawl = Callable[..., dict[str, list[Any]]]


def checks_of(found: dict[str, list[Any]]) -> list[tuple[Any, ...]]:
    return [
        (row.type, row.column, row.kind, row.limits and json.loads(row.limits)) for row in found.get("assertions", ())
    ]


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("row_count > 0", ("row_count", None, "volume", {"min": 0, "strict_min": True})),
        ("row_count between 10 and 20", ("row_count", None, "volume", {"min": 10, "max": 20})),
        ("row_count between (10 and 20]", ("row_count", None, "volume", {"min": 10, "max": 20, "strict_min": True})),
        ("row_count not between 1 and 2", ("row_count", None, "volume", None)),
        ("missing_count(id) = 0", ("missing_count", "id", "nullness", {"min": 0, "max": 0})),
        ("missing_percent(id) < 5 %", ("missing_percent", "id", "nullness", {"mostly": 0.95})),
        ("avg(price) between -1.5 and 3", ("avg", "price", "distribution", {"min": -1.5, "max": 3})),
        ("min(price) >= 0", ("min", "price", "range", {"min": 0})),
        ("avg_length(name) > 2", ("avg_length", "name", "range", {"min": 2, "strict_min": True})),
        ("percentile(price, 0.9) < 50", ("percentile", "price", "distribution", {"max": 50, "strict_max": True})),
        ("freshness(placed) < 1d", ("freshness", "placed", "freshness", {"max_age": "1d"})),
        ("freshness using placed with NOW < 1d6h", ("freshness", "placed", "freshness", {"max_age": "1d6h"})),
        ("row_count same as other", ("row_count same as", None, "volume", None)),
        ("anomaly detection for row_count", ("anomaly row_count", None, "volume", None)),
        ("change avg last 7 for avg(price) < 5", ("change avg", "price", "distribution", None)),
        ("my_metric < 5", ("my_metric", None, "custom", {"max": 5, "strict_max": True})),
        ("row_count > ${least}", ("row_count", None, "volume", None)),
        ('duplicate_count("my id") = 0', ("duplicate_count", "my id", "uniqueness", {"min": 0, "max": 0})),
    ],
)
def test_a_check_in_one_line(crawl: Crawl, check: str, expected: tuple[Any, ...]) -> None:
    text = f"checks for orders:\n  - {json.dumps(check)}\n"
    assert checks_of(crawl(crawl_soda, {"checks.yml": text})) == [expected]


def test_a_check_with_more_below_it(crawl: Crawl) -> None:
    text = """\
checks for orders [daily]:
  - invalid_percent(state) < 2:
      valid values: [new, old]
  - invalid_count(phone) = 0:
      valid regex: ^x
  - invalid_count(price) = 0:
      valid min: 1
  - missing_count(id):
      warn: when > 0
      fail: when between 5 and 10
  - duplicate_percent(id):
      warn: when >= 10
  - values in (a, b) must exist in other (c, d)
  - failed rows:
      fail condition: a < b
"""
    found = crawl(crawl_soda, {"x/checks.yml": text})
    assert checks_of(found) == [
        ("invalid_percent", "state", "domain", {"mostly": 0.98, "values": ["new", "old"]}),
        ("invalid_count", "phone", "pattern", {"min": 0, "max": 0, "pattern": "^x"}),
        ("invalid_count", "price", "range", {"min": 0, "max": 0, "least": 1}),
        ("missing_count", "id", "nullness", None),
        ("duplicate_percent", "id", "uniqueness", {"mostly": 0.9}),
        ("reference", "a", "relation", None),
        ("reference", "b", "relation", None),
        ("failed rows", None, "custom", None),
    ]
    assert [row.severity for row in found["assertions"]][3:5] == ["error", "warning"]
    assert {row.reference for row in found["assertions"]} == {"orders"}
    assert [row.position for row in found["assertions"]] == [0, 1, 2, 3, 4, 5, 5, 6]
    assert [row.line for row in found["assertions"]] == [2, 4, 6, 8, 11, 13, 13, 14]


@pytest.mark.parametrize(
    "check",
    ["row_count >= 0", "missing_percent(a) <= 100", "duplicate_count(a) >= 0", "invalid_percent(a) between 0 and 100"],
)
def test_what_cannot_fail(crawl: Crawl, check: str) -> None:
    (row,) = crawl(crawl_soda, {"checks.yml": f"checks for orders:\n  - {check}\n"})["assertions"]
    assert row.strength == 0
    assert row.vacuous_reason


@pytest.mark.parametrize("check", ["row_count > 0", "missing_percent(a) < 100", "min(a) >= 0", "row_count = 0"])
def test_what_can_fail(crawl: Crawl, check: str) -> None:
    (row,) = crawl(crawl_soda, {"checks.yml": f"checks for orders:\n  - {check}\n"})["assertions"]
    assert row.strength > 0
    assert row.vacuous_reason is None


def test_the_schema_check(crawl: Crawl) -> None:
    text = """\
checks for orders:
  - schema:
      warn:
        when required column missing: [id]
      fail:
        when wrong column type: {price: numeric}
        when forbidden column present: [pii*]
"""
    found = crawl(crawl_soda, {"checks.yml": text})["assertions"]
    assert [(row.kind, row.column, row.severity, row.declared_type, row.line) for row in found] == [
        ("type", "price", "error", "decimal", 6),
        ("presence", None, "error", None, 7),
        ("presence", "id", "warning", None, 4),
    ]


def test_how_a_table_is_bound(crawl: Crawl) -> None:
    files = {"a/checks.yml": "checks for public.orders:\n  - row_count > 0\n"}
    (row,) = crawl(crawl_soda, files)["assertions"]
    assert (row.reference, row.reference_source) == ("orders", "name")
    files["soda/configuration.yml"] = "data_source shop:\n  type: postgres\n"
    (row,) = crawl(crawl_soda, files)["assertions"]
    assert (row.reference, row.reference_source) == ("orders", "declared")
    (row,) = crawl(crawl_soda, {"a/checks.yml": "checks for ${table}:\n  - row_count > 0\n"})["assertions"]
    assert row.reference is None


def test_sections_for_many_tables(crawl: Crawl) -> None:
    text = """\
for each dataset D:
  datasets: [customers, raw_%, exclude raw_b]
  checks: [row_count > 0]
for each dataset E:
  datasets: [dim_%]
  checks: [row_count > 0]
"""
    found = crawl(crawl_soda, {"checks.yml": text, "data/raw_a.csv": "x", "data/raw_b.csv": "x", "raw_c.py": "x"})
    assert [row.reference for row in found["assertions"]] == ["customers", "raw_a"]
    assert [(row.part, row.status) for row in found["sources"]] == [(None, "read"), ("for each dataset E", "skipped")]


CONTRACT = """\
dataset: shop_postgres/db/public/orders
columns:
  - name: id
    data_type: integer
    checks:
      - missing:
      - duplicate:
          threshold: {metric: percent, must_be_less_than: 1}
  - name: state
    checks:
      - invalid:
          valid_values: [new, old]
          threshold: {level: warn, must_be_less_than: 5}
      - aggregate:
          function: maxLength
          threshold: {must_be_between: {greater_than_or_equal: 1, less_than: 9}}
checks:
  - schema:
      allow_other_column_order: true
  - row_count:
  - freshness:
      column: placed
      threshold: {unit: hour, must_be_less_than: 6}
  - failed_rows:
      expression: a < b
"""


def test_a_contract(crawl: Crawl) -> None:
    found = crawl(crawl_soda, {"orders.yml": CONTRACT})
    assert {(row.reference, row.reference_source) for row in found["assertions"]} == {("orders", "declared")}
    assert [(row.column, row.declared_type) for row in found["descriptions"]] == [("id", "integer"), ("state", None)]
    assert checks_of(found) == [
        ("columns", None, "type", {"columns": {"id": "integer", "state": None}}),
        ("row_count", None, "volume", {"min": 0, "strict_min": True}),
        ("freshness", "placed", "freshness", {"max": 6, "strict_max": True, "unit": "hour"}),
        ("failed_rows", None, "custom", {}),
        ("missing", "id", "nullness", {"min": 0, "max": 0}),
        ("duplicate", "id", "uniqueness", {"mostly": 0.99}),
        ("invalid", "state", "domain", {"max": 5, "strict_max": True, "values": ["new", "old"]}),
        ("aggregate", "state", "range", {"min": 1, "max": 9, "strict_max": True}),
    ]
    assert [row.severity for row in found["assertions"] if row.type == "invalid"] == ["warning"]


def test_a_contract_of_version_three(crawl: Crawl) -> None:
    text = """\
dataset: orders
columns:
  - name: id
    checks:
      - type: no_missing_values
  - name: size
    checks: [{type: invalid_count, valid_values: [S, M], must_be_less_than: 10}]
checks:
  - type: rows_exist
"""
    assert checks_of(crawl(crawl_soda, {"a.contract.yml": text})) == [
        ("rows_exist", None, "volume", {"min": 0, "strict_min": True}),
        ("no_missing_values", "id", "nullness", {"min": 0, "max": 0}),
        ("invalid_count", "size", "domain", {"max": 10, "strict_max": True, "values": ["S", "M"]}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "dataset: cifar\ncolumns:\n  - a\n  - b\n",
        "dataset: cifar\ncolumns:\n  - name: a\n    role: label\n",
        "checks:\n  - name: lint\n",
        "jobs:\n  checks for x:\n    - row_count > 0\n",
        "paychecks for x:\n  - row_count > 0\n",
    ],
)
def test_other_files_are_none(crawl: Crawl, text: str) -> None:
    assert crawl(crawl_soda, {"checks.yml": text}) == {}


def test_a_broken_file_of_checks_is_told(crawl: Crawl) -> None:
    found = crawl(crawl_soda, {"checks.yml": "checks for orders: ["})
    assert [(row.kind, row.status) for row in found["sources"]] == [("suite", "error"), ("description", "skipped")]


def test_any_shape_is_survived(crawl: Crawl) -> None:
    import yaml

    whole = {**yaml.safe_load(CONTRACT), "checks for a": ["row_count > 0", {"schema": {"fail": {"x": 1}}}]}
    whole["for each dataset D"] = {"datasets": ["a%"], "checks": ["row_count > 0"]}
    for variant in variants(whole):
        found = crawl(crawl_soda, {"checks.yml": yaml.safe_dump(variant)})
        assert all(row.strength > 0 for row in found.get("assertions", ()))
