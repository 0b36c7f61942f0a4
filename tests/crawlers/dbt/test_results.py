"""Results that dbt left in the tree, brought to the tests that they are of."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers.dbt import crawl as crawler

Crawl = Callable[..., dict[str, list[Any]]]
RUN_AT = "2026-01-05T09:00:00Z"
SCHEMA = """\
models:
  - name: orders
    columns:
      - {name: id, tests: [unique, not_null]}
      - {name: state, tests: [accepted_values: {values: [a]}, {unique: {name: mine}}]}
sources:
  - name: raw
    freshness: {warn_after: {count: 1, period: day}}
    tables: [{name: x, tests: [dbt_utils.at_least_one: {column_name: id}]}]
"""


def run_results(**statuses: str) -> str:
    results = [{"unique_id": name, "status": status} for name, status in statuses.items()]
    return json.dumps({"metadata": {"generated_at": RUN_AT}, "results": results})


def outcomes(crawl: Crawl, **artifacts: str) -> list[tuple[Any, ...]]:
    files = {f"target/{name}.json": text for name, text in artifacts.items()}
    files |= {"dbt_project.yml": "name: shop\n", "models/s.yml": SCHEMA}
    files |= {"tests/old.sql": "select * from {{ ref('orders') }}"}
    rows = crawl(crawler, files)["assertions"]
    return [(row.type, row.column, row.last_result) for row in rows if row.is_run]


def test_tests_are_known_by_their_names(crawl: Crawl) -> None:
    statuses = {
        "test.shop.unique_orders_id.0123456789": "pass",
        "test.shop.not_null_orders_id.0123456789": "skipped",
        "test.shop.accepted_values_orders_state__a.0123456789": "warn",
        "test.shop.mine": "fail",
        "test.shop.source_dbt_utils_at_least_one_raw_x_id.0123456789": "error",
        "test.shop.old": "pass",
        "model.shop.orders": "success",
    }
    assert outcomes(crawl, run_results=run_results(**statuses)) == [
        ("unique", "id", "passed"),
        ("accepted_values", "state", "failed"),
        ("unique", "state", "failed"),
        ("dbt_utils.at_least_one", "id", "error"),
        ("singular", None, "passed"),
    ]


def test_tests_with_shortened_names_are_known_by_the_manifest(crawl: Crawl) -> None:
    test = {
        "test_metadata": {"name": "accepted_values", "namespace": None},
        "attached_node": "model.shop.orders",
        "column_name": "state",
    }
    manifest = json.dumps({"nodes": {"test.shop.accepted_0f.1": test, "test.shop.other.2": None}})
    results = run_results(**{"test.shop.accepted_0f.1": "fail", "test.shop.other.2": "pass"})
    assert outcomes(crawl, run_results=results, manifest=manifest) == [("accepted_values", "state", "failed")]


def test_two_tests_that_cannot_be_told_apart_have_no_result(crawl: Crawl) -> None:
    statuses = dict.fromkeys(("test.shop.unique_orders_id__a.1", "test.shop.unique_orders_id__b.2"), "pass")
    assert outcomes(crawl, run_results=run_results(**statuses)) == []


def test_how_fresh_sources_were(crawl: Crawl) -> None:
    sources = run_results(**{"source.shop.raw.x": "warn"})
    assert outcomes(crawl, sources=sources) == [("freshness", None, "failed")]


def test_the_date_of_a_result(crawl: Crawl) -> None:
    files = {"dbt_project.yml": "name: shop\n", "models/s.yml": SCHEMA}
    files["target/run_results.json"] = run_results(**{"test.shop.mine": "pass"})
    (row,) = [row for row in crawl(crawler, files)["assertions"] if row.is_run]
    assert row.last_run_at == RUN_AT


def test_columns_of_the_warehouse(crawl: Crawl) -> None:
    columns = {"ID": {"name": "ID", "type": "BIGINT", "comment": None}, "day": {"name": "day", "type": "date"}}
    catalog = {"nodes": {"model.shop.orders": {"columns": columns}, "model.far.x": {"columns": columns}, "odd": 1}}
    files = {
        "dbt_project.yml": "name: shop\n",
        "models/orders.sql": "select 1",
        "target/catalog.json": json.dumps(catalog),
    }
    rows = crawl(crawler, files)["descriptions"]
    assert [(row.reference, row.column, row.text, row.declared_type) for row in rows] == [
        ("dbt://shop/orders", "ID", None, "integer"),
        ("dbt://shop/orders", "day", None, "date"),
    ]
    assert {row.path for row in rows} == {"target/catalog.json"}


@pytest.mark.parametrize("text", ["{", "[]", '{"results": 1, "nodes": 1}', '{"results": [1, {"unique_id": 1}]}'])
def test_broken_artifacts_cost_only_themselves(crawl: Crawl, text: str) -> None:
    assert outcomes(crawl, run_results=text, manifest=text, sources=text, catalog=text) == []


def test_results_that_git_ignores_count_at_the_work_tree(make_repo: Any, crawl_root: Any) -> None:
    root: Path = make_repo({"dbt_project.yml": "name: shop\n", "models/s.yml": SCHEMA, ".gitignore": "target/\n"})
    (root / "target").mkdir()
    (root / "target/run_results.json").write_text(run_results(**{"test.shop.mine": "pass"}))
    assert [row.is_run for row in crawl_root(crawler, root)["assertions"]].count(True) == 1
    assert not any(row.is_run for row in crawl_root(crawler, root, "HEAD")["assertions"])
