"""Suites of both generations, what binds them to data, and input that is broken in every way."""

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

CONFIG, SUITE = "gx/great_expectations.yml", "gx/expectations/orders_suite.json"
OLD_CHECKS: dict[str, dict[str, Any]] = {
    "expect_column_values_to_not_be_null": {"column": "id", "mostly": 0.9},
    "expect_column_pair_values_to_be_equal": {"column_A": "paid", "column_B": "due"},
    "expect_table_row_count_to_be_between": {"min_value": 0},
}
OLD_SUITE: dict[str, Any] = {
    "data_asset_type": None,
    "expectation_suite_name": "orders.warning",
    "expectations": [{"expectation_type": name, "kwargs": kwargs} for name, kwargs in OLD_CHECKS.items()],
    "meta": {},
}
NEW_SUITE: dict[str, Any] = {
    "name": "orders_suite",
    "expectations": [{"type": "expect_column_to_exist", "kwargs": {"column": "id"}, "severity": "warning"}],
}


def write(root: Path, files: dict[str, Any]) -> Path:
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content, indent=1)
        file.write_text(text, encoding="utf-8")
    return root


def crawled(root: Path) -> tuple[list[Source], list[Assertion]]:
    rows = list(crawl(open_project(root), Settings()))
    assertions = [row for row in rows if isinstance(row, Assertion)]
    return [row for row in rows if isinstance(row, Source)], assertions


def references(root: Path) -> set[tuple[str | None, str]]:
    return {(row.reference, row.reference_source) for row in crawled(root)[1]}


def test_a_suite_of_the_old_generation(tmp_path: Path) -> None:
    path = "great_expectations/expectations/orders/warning.json"
    sources, assertions = crawled(write(tmp_path, {path: OLD_SUITE}))
    assert [(row.path, row.kind, row.status) for row in sources] == [(path, "suite", "read")]
    assert [(row.position, row.column, row.kind, row.strength, row.line) for row in assertions] == [
        (0, "id", "nullness", 0.9, 5),
        (1, "paid", "relation", 1.0, 12),
        (1, "due", "relation", 1.0, 12),
        (2, None, "volume", 0.0, 19),
    ]
    assert assertions[3].vacuous_reason
    assert {row.suite for row in assertions} == {"orders.warning"}
    assert references(tmp_path) == {("orders", "name")}


def test_a_suite_of_the_new_generation_with_tabs(tmp_path: Path) -> None:
    write(tmp_path, {SUITE: json.dumps(NEW_SUITE, indent="\t")})
    (row,) = crawled(tmp_path)[1]
    assert (row.type, row.column, row.strength, row.line) == ("expect_column_to_exist", "id", 0.2, 4)
    assert (row.reference, row.reference_source) == ("orders", "name")


def test_suites_are_known_by_content_outside_their_folder(tmp_path: Path) -> None:
    other = {"name": "not ours", "expectations": [{"type": "hope"}]}
    write(tmp_path, {"checks/orders.json": NEW_SUITE, "checks/other.json": other, "a.json": {"name": "x"}})
    sources, assertions = crawled(tmp_path)
    assert [row.path for row in sources] == ["checks/orders.json"]
    assert len(assertions) == 1


def test_what_is_not_committed_or_no_suite_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"gx/uncommitted/expectations/orders.json": OLD_SUITE})
    write(tmp_path, {"gx/expectations/.ge_store_backend_id": "store_backend_id = 1"})
    write(tmp_path, {"gx/expectations/schema.json": {"type": "object"}})
    (source,) = crawled(tmp_path)[0]
    assert (source.path, source.status) == ("gx/expectations/schema.json", "skipped")
    assert source.error == "not an expectation suite"


@pytest.mark.parametrize(
    ("suite", "reference"),
    [
        ("orders", "orders"),
        ("orders_suite", "orders"),
        ("image_info_ge_suite", "image_info"),
        ("orders.critical", "orders"),
        ("orders_expectations", "orders"),
        ("gx_orders_validation_suite", "orders"),
        ("suite", "suite"),
    ],
)
def test_the_name_of_the_data_in_the_name_of_a_suite(tmp_path: Path, suite: str, reference: str) -> None:
    write(tmp_path, {"gx/expectations/a.json": NEW_SUITE | {"name": suite}})
    assert references(tmp_path) == {(reference, "name")}


FLUENT = """\
fluent_datasources:
  files:
    type: pandas_filesystem
    base_directory: ../data
    assets:
      orders:
        batching_regex: orders_(?P<year>\\d{4})\\.csv
      one:
        batch_definitions:
          whole: {partitioner: {regex: "^orders_2023.csv$"}}
          never: {partitioner: null}
      absent: {type: csv, batching_regex: gone\\.csv}
      risky: {batching_regex: (a+)+$}
  warehouse:
    assets:
      orders: {type: table, table_name: orders, schema_name: sales}
"""


def checkpoint(source: str, asset: str) -> dict[str, Any]:
    request = {"datasource_name": source, "data_asset_name": asset}
    return {"validations": [{"batch_request": request, "expectation_suite_name": "orders_suite"}]}


@pytest.mark.parametrize(
    ("source", "asset", "expected"),
    [
        ("files", "orders", {"data/orders_2023.csv", "data/orders_2024.csv"}),
        ("files", "one", {"data/orders_2023.csv"}),
        ("files", "absent", {"data/gone.csv"}),
        ("files", "risky", {"risky"}),
        ("warehouse", "orders", {"sales.orders"}),
        ("nowhere", "orders", {"orders"}),
    ],
)
def test_fluent_data_sources_bind(tmp_path: Path, source: str, asset: str, expected: set[str]) -> None:
    write(tmp_path, {"data/orders_2023.csv.dvc": "", "data/orders_2024.csv": "id", "data/orders.txt": ""})
    daily = "gx/checkpoints/daily.yml"
    write(tmp_path, {CONFIG: FLUENT, SUITE: NEW_SUITE, daily: checkpoint(source, asset)})
    assert references(tmp_path) == {(reference, "declared") for reference in expected}
    assert {row.path for row in crawled(tmp_path)[0]} == {CONFIG, SUITE, daily}


BLOCK = """\
datasources:
  images:
    data_connectors:
      configured:
        base_directory: ../data
        default_regex: {group_names: [data_asset_name], pattern: (.*)}
        assets:
          image_info.csv: {base_directory: raw/}
      inferred:
        base_directory: ../data
        default_regex: {group_names: [data_asset_name], pattern: '(.*)\\.parquet'}
"""


@pytest.mark.parametrize(
    ("connector", "asset", "expected"),
    [
        ("configured", "image_info.csv", "data/raw/image_info.csv"),
        ("inferred", "boxes", "data/boxes.parquet"),
        ("unknown", "boxes", "boxes"),
    ],
)
def test_data_connectors_bind(tmp_path: Path, connector: str, asset: str, expected: str) -> None:
    request = {"datasource_name": "images", "data_connector_name": connector, "data_asset_name": asset}
    run = {"expectation_suite_name": "orders_suite", "batch_request": request}
    write(tmp_path, {CONFIG: BLOCK, SUITE: NEW_SUITE, "gx/checkpoints/a.yml": run})
    assert references(tmp_path) == {(expected, "declared")}


@pytest.mark.parametrize("written", ["../data/orders.csv", "/srv/shop/data/orders.csv", "data/orders.csv"])
def test_batches_and_runtime_parameters_name_a_path(tmp_path: Path, written: str) -> None:
    batch = {"batch_kwargs": {"path": written}, "expectation_suite_names": ["orders_suite"]}
    request = {"runtime_parameters": {"path": written}, "data_asset_name": "x"}
    run = {"validations": [{"batch_request": request, "expectation_suite_name": "orders_suite"}]}
    write(tmp_path, {"gx/checkpoints/old.yml": {"batches": [batch]}, "gx/checkpoints/run.yml": run})
    write(tmp_path, {SUITE: NEW_SUITE, "data/orders.csv": "id"})
    assert references(tmp_path) == {("data/orders.csv", "declared")}


def test_a_validation_definition_binds_by_its_batch_definition(tmp_path: Path) -> None:
    names = {"datasource": "files", "asset": "one", "batch_definition": "whole"}
    data = {key: {"name": name} for key, name in names.items()}
    definition = {"name": "daily", "data": data, "suite": {"name": "orders_suite", "id": None}}
    run = {"name": "daily", "validation_definitions": [{"name": "daily"}]}
    write(tmp_path, {CONFIG: FLUENT, SUITE: NEW_SUITE, "gx/checkpoints/daily.json": run})
    write(tmp_path, {"gx/validation_definitions/daily.json": definition})
    assert references(tmp_path) == {("data/orders_2023.csv", "declared")}


def test_a_suite_is_bound_by_the_name_of_its_file_too(tmp_path: Path) -> None:
    request = {"data_asset_name": "sales.orders"}
    run = {"expectation_suite_name": "sales.orders_suite", "batch_request": request}
    suite = NEW_SUITE | {"name": "other"}
    write(tmp_path, {"gx/expectations/sales/orders_suite.json": suite, "gx/checkpoints/a.yml": run})
    assert references(tmp_path) == {("sales.orders", "declared")}


def test_projects_in_one_repository_do_not_bind_each_other(tmp_path: Path) -> None:
    for root in ("one", "two"):
        write(tmp_path / root, {CONFIG: FLUENT, SUITE: NEW_SUITE})
    write(tmp_path, {"two/gx/checkpoints/daily.yml": checkpoint("files", "absent")})
    bound = {(row.path.split("/")[0], row.reference) for row in crawled(tmp_path)[1]}
    assert bound == {("one", "orders"), ("two", "two/data/gone.csv")}


def test_a_folder_of_model_checkpoints_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"models/checkpoints/trainer_state.json": {"epoch": 1}, "expectations/a.json": NEW_SUITE})
    assert [row.path for row in crawled(tmp_path)[0]] == ["expectations/a.json"]


@pytest.mark.parametrize(
    ("text", "error", "line"),
    [
        ("", "an empty file is not valid JSON", 1),
        (json.dumps(NEW_SUITE, indent=1)[:-12], "not valid JSON: Unterminated string starting at", 9),
        ('{"name": "a",\n "expectations": 3}', "`expectations` is not a list", 2),
        ('{"name": "a", "expectations": [\n\n3]}', "expectation 1 is not an object", 3),
        ('{"name": "a", "expectations": [\n{"kwargs": {}}]}', "expectation 1 has no type", 2),
        ('{"name": "a", "expectations": [{"type": "a", "kwargs": 3}]}', "expectation 1 has no kwargs", 1),
        ("[" * 100_000, "too deeply nested", None),
        ("[" * 200 + "]" * 200, "too deeply nested", 1),
    ],
)
def test_a_broken_suite_says_what_and_where(tmp_path: Path, text: str, error: str, line: int | None) -> None:
    write(tmp_path, {"gx/expectations/bad.json": text, "gx/expectations/good.json": NEW_SUITE})
    sources, assertions = crawled(tmp_path)
    assert [(row.status, row.error, row.line) for row in sources] == [
        ("error", error, line),
        ("read", None, None),
    ]
    assert [row.path for row in assertions] == ["gx/expectations/good.json"]


def test_the_other_expectations_of_a_broken_suite_are_kept(tmp_path: Path) -> None:
    broken = NEW_SUITE | {"expectations": [None, *NEW_SUITE["expectations"]]}
    write(tmp_path, {"gx/expectations/a.json": broken})
    sources, assertions = crawled(tmp_path)
    assert [row.status for row in sources] == ["error"]
    assert [row.position for row in assertions] == [1]


def test_binary_and_broken_configuration(tmp_path: Path) -> None:
    write(tmp_path, {CONFIG: "stores:\n  - a\n b: c\n", "gx/expectations/good.json": NEW_SUITE})
    write(tmp_path, {"gx/checkpoints/a.yml": "- 1\n", "gx/checkpoints/b.json": '{\n"a": '})
    (tmp_path / "gx/expectations/bad.json").write_bytes(b"{\n\xff\xfe\x00")
    sources, assertions = crawled(tmp_path)
    errors = {row.path: (row.error, row.line) for row in sources if row.status == "error"}
    assert errors["gx/expectations/bad.json"] == ("not UTF-8 text", 2)
    assert errors["gx/checkpoints/a.yml"] == ("not a mapping", 1)
    assert errors["gx/checkpoints/b.json"] == ("not valid JSON: Expecting value", 2)
    assert errors[CONFIG][1] == 3
    assert len(assertions) == 1


def test_no_shape_at_any_level_is_an_error_of_ours(tmp_path: Path) -> None:
    import yaml

    definition = {"data": {"datasource": {"name": "files"}, "asset": {"name": "one"}}, "suite": {"name": "a"}}
    batches = {"batches": [{"batch_kwargs": {"path": "x"}, "expectation_suite_names": ["a"]}]}
    good: dict[str, Any] = {
        "expectations/a.json": OLD_SUITE,
        "great_expectations.yml": yaml.safe_load(FLUENT) | yaml.safe_load(BLOCK),
        "checkpoints/a.json": checkpoint("files", "one") | batches,
        "checkpoints/b.json": checkpoint("images", "image_info.csv"),
        "validation_definitions/a.json": definition,
    }
    n_projects = 0
    for path, document in good.items():
        for variant in variants(document):
            n_projects += 1
            write(tmp_path / f"p{n_projects}", {**good, path: variant})
    sources, _assertions = crawled(tmp_path)
    paths = [row.path for row in sources]
    assert len(paths) == len(set(paths)) == n_projects * len(good)
