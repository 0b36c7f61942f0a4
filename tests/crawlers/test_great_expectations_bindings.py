"""What binds suites to data: data sources of every generation, checkpoints, definitions, and the suite itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.crawlers.shapes import variants
from tests.crawlers.test_great_expectations import CONFIG, NEW_SUITE, OLD_SUITE, SUITE, crawled, references, write

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


def test_checkpoints_lie_where_the_configuration_says(tmp_path: Path) -> None:
    backend = {"class_name": "TupleFilesystemStoreBackend", "base_directory": "../runs"}
    stores = {"ours": {"class_name": "CheckpointStore", "store_backend": backend}}
    run = checkpoint("nowhere", "sales")
    write(tmp_path, {CONFIG: {"stores": stores}, SUITE: NEW_SUITE, "runs/daily.yml": run, "other/daily.yml": run})
    assert references(tmp_path) == {("sales", "declared")}
    assert {row.path for row in crawled(tmp_path)[0]} == {CONFIG, SUITE, "runs/daily.yml"}


def test_a_suite_may_name_its_dataset_itself(tmp_path: Path) -> None:
    suite = NEW_SUITE | {"meta": {"dataset": "data/orders.csv"}}
    assert references(write(tmp_path, {SUITE: suite})) == {("data/orders.csv", "declared")}
    other = suite | {"name": "other", "meta": {"dataset": 7}}
    assert references(write(tmp_path, {SUITE: other})) == {("other", "name")}


def test_projects_in_one_repository_do_not_bind_each_other(tmp_path: Path) -> None:
    for root in ("one", "two"):
        write(tmp_path / root, {CONFIG: FLUENT, SUITE: NEW_SUITE})
    write(tmp_path, {"two/gx/checkpoints/daily.yml": checkpoint("files", "absent")})
    bound = {(row.path.split("/")[0], row.reference) for row in crawled(tmp_path)[1]}
    assert bound == {("one", "orders"), ("two", "two/data/gone.csv")}


def test_a_folder_of_model_checkpoints_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"models/checkpoints/trainer_state.json": {"epoch": 1}, "expectations/a.json": NEW_SUITE})
    assert [row.path for row in crawled(tmp_path)[0]] == ["expectations/a.json"]


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
