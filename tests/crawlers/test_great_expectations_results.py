"""Validation results of both generations: which checks have run, when, and how it went."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.great_expectations import crawl
from debt_pipelines.model.data_rows import Assertion, Source
from debt_pipelines.project.project import open_project
from tests.crawlers.shapes import variants

CONFIG = "gx/great_expectations.yml"
STORE = "gx/uncommitted/validations"
NOT_NULL: dict[str, Any] = {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "id"}}
BETWEEN: dict[str, Any] = {
    "type": "expect_column_values_to_be_between",
    "kwargs": {"column": "id", "min_value": 1.0, "max_value": {"$PARAMETER": "high"}},
}
ORDERS: dict[str, Any] = {"name": "orders", "expectations": [NOT_NULL, BETWEEN]}
RAN_BETWEEN = BETWEEN | {"kwargs": {"column": "id", "min_value": 1, "max_value": 9, "batch_id": "a-b"}}


def outcome(check: dict[str, Any], success: Any, **more: Any) -> dict[str, Any]:
    return {"expectation_config": check, "success": success, "exception_info": {"raised_exception": False}, **more}


def result(*outcomes: dict[str, Any], at: str | None = "2024-05-01T10:00:00+00:00", **more: Any) -> dict[str, Any]:
    batch = {"datasource_name": "files", "data_asset_name": more.pop("asset", "orders")}
    meta = {"run_id": {"run_name": None, "run_time": at}, "active_batch_definition": batch}
    return {"suite_name": "orders", "results": list(outcomes), "meta": meta, **more}


def write(root: Path, files: dict[str, Any]) -> Path:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return root


def crawled(root: Path, results: dict[str, Any], **more: Any) -> list[Assertion]:
    files = {CONFIG: "{}", "gx/expectations/orders.json": ORDERS, **more}
    write(root, files | {f"{STORE}/{path}.json": data for path, data in results.items()})
    return [row for row in crawl(open_project(root), Settings()) if isinstance(row, Assertion)]


def told(row: Assertion) -> tuple[bool | None, str | None, str | None, int | None]:
    return row.is_run, row.last_result, row.last_run_at, row.n_failures_in_row


def test_a_result_speaks_of_the_same_check_whatever_a_parameter_was(tmp_path: Path) -> None:
    ran = result(outcome(RAN_BETWEEN, success=False), outcome(NOT_NULL, success=True))
    first, second = crawled(tmp_path, {"orders/a": ran})
    assert told(first) == (True, "passed", "2024-05-01T10:00:00+00:00", 0)
    assert told(second) == (True, "failed", "2024-05-01T10:00:00+00:00", 1)


def test_failures_count_since_the_last_run_that_passed(tmp_path: Path) -> None:
    days = {1: False, 2: True, 3: False, 5: False, 4: False}
    runs = {str(day): result(outcome(NOT_NULL, word), at=f"2024050{day}T100000.5Z") for day, word in days.items()}
    first, second = crawled(tmp_path, runs)
    assert told(first) == (True, "failed", "2024-05-05T10:00:00+00:00", 3)
    assert told(second) == (None, None, None, None)


@pytest.mark.parametrize(
    "raised",
    [{"raised_exception": True}, {"MetricConfigurationID(a)": {"raised_exception": True, "exception_message": "x"}}],
)
def test_a_check_that_raised_has_not_failed_but_erred(tmp_path: Path, raised: dict[str, Any]) -> None:
    ran = result(outcome(NOT_NULL, success=False, exception_info=raised))
    assert crawled(tmp_path, {"a": ran})[0].last_result == "error"


def test_the_old_generation(tmp_path: Path) -> None:
    check = {"expectation_type": NOT_NULL["type"], "kwargs": {"column": "id", "mostly": 1.0, "result_format": "BASIC"}}
    meta = {"expectation_suite_name": "orders", "run_id": "daily", "validation_time": "20200102T030405.678Z"}
    ran = {"meta": meta, "results": [outcome(check, success=True)], "success": True}
    assert told(crawled(tmp_path, {"orders/daily/x/y": ran})[0]) == (True, "passed", "2020-01-02T03:04:05+00:00", 0)


def test_a_changed_check_has_no_result_yet(tmp_path: Path) -> None:
    looser = NOT_NULL | {"kwargs": {"column": "id", "mostly": 0.5}}
    assert told(crawled(tmp_path, {"a": result(outcome(looser, success=True))})[0]) == (None, None, None, None)


def test_a_suite_without_results_beside_one_that_has_them_is_not_run(tmp_path: Path) -> None:
    other = {"name": "other", "expectations": [NOT_NULL]}
    suites = {"gx/expectations/other.json": other, "b/gx/expectations/far.json": other, f"b/{CONFIG}": "{}"}
    rows = crawled(tmp_path, {"a": result(outcome(NOT_NULL, success=True))}, **suites)
    assert {row.path: row.is_run for row in rows if row.position == 0} == {
        "gx/expectations/orders.json": True,
        "gx/expectations/other.json": False,
        "b/gx/expectations/far.json": None,
    }


def test_one_exported_result_does_not_say_that_others_never_ran(tmp_path: Path) -> None:
    other = {"name": "other", "expectations": [NOT_NULL]}
    run = {"ValidationResultIdentifier::x": {"validation_result": result(outcome(NOT_NULL, success=True))}}
    exported = {"reports/checkpoint.json": {"run_results": run}, "gx/expectations/other.json": other}
    rows = crawled(tmp_path, {}, **exported)
    assert {row.suite: row.is_run for row in rows if row.position == 0} == {"orders": True, "other": None}


def test_results_of_one_suite_on_two_datasets_are_told_apart(tmp_path: Path) -> None:
    words = {"orders_a": True, "orders_b": False}
    runs = {asset: result(outcome(NOT_NULL, word), asset=asset) for asset, word in words.items()}
    rows = crawled(tmp_path, runs)
    found = {row.reference: row.last_result for row in rows if row.position == 0}
    assert found == {"orders_a": "passed", "orders_b": "failed"}
    assert {row.reference_source for row in rows} == {"declared"}


def test_a_checkpoint_binds_before_a_result_does(tmp_path: Path) -> None:
    request = {"datasource_name": "files", "data_asset_name": "sales"}
    bound = {"expectation_suite_name": "orders", "batch_request": request}
    ran = result(outcome(NOT_NULL, success=True), asset="a_sample")
    (row, _) = crawled(tmp_path, {"a": ran}, **{"gx/checkpoints/daily.json": bound})
    assert (row.reference, row.is_run) == ("sales", True)


def test_what_was_made_in_memory_is_no_dataset(tmp_path: Path) -> None:
    ran = result(outcome(NOT_NULL, success=True), asset="#ephemeral_pandas_asset")
    assert crawled(tmp_path, {"a": ran})[0].reference_source == "name"


def test_two_batches_of_one_run_are_one_run(tmp_path: Path) -> None:
    runs = {str(n): result(outcome(NOT_NULL, success=n == 1)) for n in range(3)}
    assert told(crawled(tmp_path, runs)[0]) == (True, "failed", "2024-05-01T10:00:00+00:00", 1)


def test_broken_and_foreign_results_cost_only_themselves(tmp_path: Path) -> None:
    text = json.dumps(result(outcome(NOT_NULL, success=True)))
    crawled(tmp_path, {"cut": text[:-3], "good": text, "deep": '"results" "expectation_config"' + "[" * 9})
    write(tmp_path, {f"{STORE}/none.json": {"results": [], "expectation_config": 1}})
    sources = {row.path: row.status for row in crawl(open_project(tmp_path), Settings()) if isinstance(row, Source)}
    assert {path: word for path, word in sources.items() if "validations" in path} == {
        f"{STORE}/cut.json": "error",
        f"{STORE}/deep.json": "error",
        f"{STORE}/good.json": "read",
    }


def test_no_shape_of_a_result_is_an_error_of_ours(tmp_path: Path) -> None:
    good = result(outcome(NOT_NULL, success=True))
    shapes = [*variants(good), *variants({"run_results": {"x": {"validation_result": good}}})]
    rows = crawled(tmp_path, {str(n): shape for n, shape in enumerate(shapes)})
    assert len({row.position for row in rows}) == 2
