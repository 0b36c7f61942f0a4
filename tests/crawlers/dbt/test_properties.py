"""Properties YAML of dbt: tables, columns, texts, tests, contracts, freshness and owners."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from debt_pipelines.crawlers.dbt import crawl as crawler

Crawl = Callable[..., dict[str, list[Any]]]
PROJECT = "name: shop\nmodel-paths: [models]\n"
MODELS = """\
models:
  - name: orders
    description: '{{ doc("orders") }}'
    meta: {owner: {name: Ann, email: ann@example.com}}
    columns:
      - name: id
        description: Number of the order
        data_type: bigint
        data_tests:
          - unique
          - not_null: {config: {severity: warn, where: "day > '2020-01-01'"}}
      - name: state
        tests:
          - accepted_values: {arguments: {values: [new, paid]}}
          - relationships: {to: ref('states'), field: id, enabled: false}
      - name: note
        description: ' '
    tests:
      - dbt_utils.unique_combination_of_columns:
          name: one_row_a_day
          combination_of_columns: [id, day]
      - dbt_expectations.expect_table_row_count_to_be_between: {min_value: 1}
      - {test_name: not_null, column_name: day}
"""


def crawled(crawl: Crawl, models: str, **files: str) -> dict[str, list[Any]]:
    return crawl(crawler, {"dbt_project.yml": PROJECT, "models/schema.yml": models, **files})


def checks(tables: dict[str, list[Any]]) -> list[tuple[Any, ...]]:
    return [(row.type, row.column, row.kind) for row in tables["assertions"]]


def test_tables_columns_and_texts(crawl: Crawl) -> None:
    tables = crawled(crawl, MODELS, **{"models/docs.md": "{% docs orders %}\nAll orders of the shop\n{% enddocs %}"})
    (sighting,) = tables["sightings"]
    assert (sighting.path, sighting.kind, sighting.storage) == ("dbt://shop/orders", "table", "warehouse")
    assert (sighting.source_path, sighting.line, sighting.is_present) == ("models/schema.yml", 2, False)
    assert sighting.is_schema_declared
    said = [(row.column, row.text, row.declared_type, row.line) for row in tables["descriptions"]]
    assert said == [
        (None, "All orders of the shop", None, 3),
        ("id", "Number of the order", "integer", 7),
        ("state", None, None, 12),
        ("note", None, None, 16),
    ]
    assert {row.reference for row in tables["descriptions"]} == {"dbt://shop/orders"}
    assert {(row.path, row.kind, row.status) for row in tables["sources"]} == {
        ("dbt_project.yml", "suite", "read"),
        ("models/schema.yml", "suite", "read"),
    }


def test_each_test_that_runs_is_a_check(crawl: Crawl) -> None:
    tables = crawled(crawl, MODELS)
    assert checks(tables) == [
        ("dbt_utils.unique_combination_of_columns", None, "uniqueness"),
        ("dbt_expectations.expect_table_row_count_to_be_between", None, "volume"),
        ("not_null", "day", "nullness"),
        ("unique", "id", "uniqueness"),
        ("not_null", "id", "nullness"),
        ("accepted_values", "state", "domain"),
    ]
    rows = tables["assertions"]
    assert [row.position for row in rows] == list(range(6))
    assert {(row.suite, row.reference, row.reference_source) for row in rows} == {
        ("orders", "dbt://shop/orders", "declared")
    }
    assert {row.strength for row in rows} == {1.0}
    assert [row.severity for row in rows] == ["error"] * 4 + ["warning", "error"]
    assert json.loads(rows[4].limits) == {"where": "day > '2020-01-01'"}
    assert json.loads(rows[5].limits) == {"values": ["new", "paid"]}
    assert [row.line for row in rows] == [19, 22, 23, 10, 11, 14]
    assert {(row.is_run, row.last_result) for row in rows} == {(None, None)}


def test_who_owns_a_table(crawl: Crawl) -> None:
    grouped = """\
groups: [{name: finance, owner: {email: finance@example.com}}]
models:
  - {name: a, config: {meta: {owner: [Ann, Bob]}}}
  - {name: b, group: finance}
  - {name: c, config: {group: nobody}}
sources:
  - {name: raw, meta: {owner: Cleo}, tables: [{name: x}, {name: y, meta: {owner: Dan}}]}
"""
    owners = crawled(crawl, grouped)["owners"]
    assert {(row.pattern, row.owner) for row in owners} == {
        ("dbt://shop/a", "Ann, Bob"),
        ("dbt://shop/b", "finance@example.com"),
        ("dbt://shop/source.raw.x", "Cleo"),
        ("dbt://shop/source.raw.y", "Dan"),
    }
    assert all(row.is_reference for row in owners)


def test_a_group_of_a_folder_owns_its_models(crawl: Crawl) -> None:
    files = {
        "dbt_project.yml": "name: shop\nmodels: {shop: {marts: {+group: finance}}}\n",
        "models/marts/a.sql": "select 1",
        "models/b.sql": "select 1",
        "models/x.yml": "groups: [{name: finance, owner: {name: Fin}}]\nmodels: [{name: a}, {name: b}]\n",
    }
    assert [(row.pattern, row.owner) for row in crawl(crawler, files)["owners"]] == [("dbt://shop/a", "Fin")]


SOURCES = """\
sources:
  - name: raw
    loaded_at_field: at
    freshness: {warn_after: {count: 12, period: hour}}
    tables:
      - name: orders
        freshness: {error_after: {count: 2, period: day}}
        columns: [{name: id, tests: [unique]}]
      - {name: states, freshness: null}
      - {name: days}
  - {name: gone, tables: [{name: x}], config: {enabled: false}}
  - {name: other, overrides: package, tables: [{name: x}]}
"""


def test_sources_and_how_fresh_they_must_be(crawl: Crawl) -> None:
    tables = crawled(crawl, SOURCES)
    assert [row.path for row in tables["sightings"]] == [
        "dbt://shop/source.raw.orders",
        "dbt://shop/source.raw.states",
        "dbt://shop/source.raw.days",
        "dbt://package/source.other.x",
    ]
    assert {row.import_kind for row in tables["sightings"]} == {"database"}
    assert [(row.suite, row.type, row.kind, row.severity, row.limits) for row in tables["assertions"]] == [
        ("raw.orders", "unique", "uniqueness", "error", None),
        ("raw.orders", "freshness", "freshness", "error", '{"error_after": "2 day"}'),
        ("raw.days", "freshness", "freshness", "warning", '{"warn_after": "12 hour"}'),
    ]


CONTRACT = """\
models:
  - name: orders
    config: {contract: {enforced: true}}
    constraints:
      - {type: primary_key, columns: [id, day]}
    columns:
      - {name: id, data_type: int, constraints: [{type: not_null}, {type: check, expression: id > 0}]}
  - name: loose
    columns:
      - {name: id, constraints: [{type: not_null}]}
"""


def test_an_enforced_contract_is_checked_and_another_is_not(crawl: Crawl) -> None:
    tables = crawled(crawl, CONTRACT)
    assert checks(tables) == [
        ("contract", None, "presence"),
        ("data_type", "id", "type"),
        ("not_null", "id", "nullness"),
        ("check", "id", "custom"),
        ("primary_key", None, "uniqueness"),
        ("primary_key", "id", "nullness"),
        ("primary_key", "day", "nullness"),
    ]
    assert len({row.position for row in tables["assertions"]}) == 5
    assert [row.is_schema_declared for row in tables["sightings"]] == [True, False]


VERSIONS = """\
models:
  - name: orders
    latest_version: 2
    description: All orders of the shop
    columns: [{name: id, tests: [unique]}, {name: day}]
    versions:
      - v: 1
      - v: 2
        columns: [{include: all, exclude: [day]}, {name: state, tests: [not_null]}]
"""


def test_versions_of_a_model_are_tables_of_their_own(crawl: Crawl) -> None:
    code = {f"models/orders_v{n}.sql": "select 1" for n in (1, 2)}
    tables = crawled(crawl, VERSIONS, **code, **{"tests/t.sql": "select * from {{ ref('orders') }}"})
    assert [row.path for row in tables["sightings"]] == ["dbt://shop/orders.v1", "dbt://shop/orders.v2"]
    columns = [(row.reference[-2:], row.column) for row in tables["descriptions"]]
    assert columns == [
        ("v1", None), ("v1", "id"), ("v1", "day"), ("v2", None), ("v2", "id"), ("v2", "state"),
    ]  # fmt: skip
    assert [(row.reference, row.type) for row in tables["assertions"]] == [
        ("dbt://shop/orders.v1", "unique"),
        ("dbt://shop/orders.v2", "unique"),
        ("dbt://shop/orders.v2", "not_null"),
        ("dbt://shop/orders.v2", "singular"),
    ]


def test_a_seed_is_its_file(crawl: Crawl) -> None:
    seeds = "seeds:\n  - {name: states, columns: [{name: id, tests: [unique]}]}\n  - {name: gone}\n"
    files = {"dbt_project.yml": "name: shop\n", "seeds/geo/states.csv": "id\n1\n", "seeds/s.yml": seeds}
    tables = crawl(crawler, files)
    assert [row.path for row in tables["sightings"]] == ["dbt://shop/gone"]
    assert {row.reference for row in (*tables["descriptions"], *tables["assertions"])} == {"seeds/geo/states.csv"}


def test_unit_tests_are_tests_of_code(crawl: Crawl) -> None:
    tables = crawled(crawl, "unit_tests: [{name: a, model: orders}, {name: b, model: orders}]\n")
    assert [(row.path, row.tool, row.n_tests) for row in tables["code_tests"]] == [("models/schema.yml", "dbt", 2)]
    assert not tables["assertions"]


def test_broken_and_odd_files_cost_only_themselves(crawl: Crawl) -> None:
    odd = "models: [1, {name: [a]}, {name: b, columns: x, tests: {unique: 1}}, {name: c, tests: [1, {}, null]}]\n"
    tables = crawled(crawl, "models: [\n", **{"models/odd.yml": odd, "models/list.yml": "- 1\n"})
    assert [row.path for row in tables["sightings"]] == ["dbt://shop/b", "dbt://shop/c"]
    assert not tables["assertions"]
    problems = [(row.path, row.kind, row.status) for row in tables["sources"] if row.status != "read"]
    assert problems == [("models/schema.yml", "suite", "error"), ("models/schema.yml", "description", "skipped")]
