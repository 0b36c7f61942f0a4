"""Suites of both generations become asset checks: in real materializations, with severity, blocking and figures."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import dagster as dg
import pandas as pd
import pytest

from debt_pipelines.gx_checks import SuiteError, gx_asset_checks

NEW: dict[str, Any] = {
    "name": "orders",
    "expectations": [
        {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "id"}, "severity": "warning"},
        {"type": "expect_column_values_to_be_between", "kwargs": {"column": "amount", "min_value": 0}},
        {"type": "expect_table_row_count_to_equal", "kwargs": {"value": 3}},
        {
            "type": "expect_column_pair_values_a_to_be_greater_than_b",
            "kwargs": {"column_A": "id", "column_B": "amount", "ignore_row_if": "either_value_is_missing"},
        },
    ],
}
OLD: dict[str, Any] = {
    "expectation_suite_name": "orders.warning",
    "data_asset_type": "Dataset",
    "expectations": [
        {
            "expectation_type": "expect_column_values_to_not_be_null",
            "kwargs": {"column": "amount", "mostly": 0.6, "result_format": "COMPLETE"},
            "meta": {},
        },
        {"expectation_type": "expect_column_values_to_be_in_set", "kwargs": {"column": "id", "value_set": [1]}},
    ],
}


@dg.asset
def orders() -> pd.DataFrame:
    return pd.DataFrame({"id": [1, 2, 2], "amount": [1.0, None, -3.0]})


@dg.asset(deps=[orders])
def published() -> None:
    pass


def run(checks: dg.AssetChecksDefinition) -> dg.ExecuteInProcessResult:
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    with dg.DagsterInstance.ephemeral() as instance:
        job = dg.Definitions(assets=[orders, published], asset_checks=[checks]).resolve_implicit_global_asset_job_def()
        return job.execute_in_process(instance=instance, run_config=quiet, raise_on_error=False)


def evaluations(result: dg.ExecuteInProcessResult) -> dict[str, dg.AssetCheckEvaluation]:
    return {evaluation.check_name: evaluation for evaluation in result.get_asset_check_evaluations()}


def verdicts(result: dg.ExecuteInProcessResult) -> dict[str, str]:
    return {
        name: "passed" if found.passed else found.severity.value.lower() for name, found in evaluations(result).items()
    }


def file_of(folder: Path, suite: dict[str, Any]) -> Path:
    path = folder / "suite.json"
    path.write_text(json.dumps(suite), "utf-8")
    return path


def test_one_check_a_column_with_the_gravest_severity_that_failed(tmp_path: Path) -> None:
    result = run(gx_asset_checks(file_of(tmp_path, NEW), orders))
    assert result.success
    assert verdicts(result) == {"orders_id": "warn", "orders_amount": "error", "orders_table": "error"}
    found = evaluations(result)["orders_id"]
    assert found.metadata["unexpected_values"].value == 2
    assert found.metadata["rows"].value == 3
    assert found.description is not None
    assert "`expect_column_values_to_be_unique` id: 2 unexpected of 3" in found.description


def test_a_suite_of_the_first_generation(tmp_path: Path) -> None:
    result = run(gx_asset_checks(file_of(tmp_path, OLD), "orders"))
    assert verdicts(result) == {"orders_warning_amount": "passed", "orders_warning_id": "error"}
    assert evaluations(result)["orders_warning_amount"].metadata["unexpected_values"].value == 1


def test_one_check_a_suite_shows_each_column() -> None:
    result = run(gx_asset_checks(NEW, orders, per="suite"))
    (found,) = evaluations(result).values()
    table: Any = found.metadata["columns"].value
    rows = {record.data["column"]: record.data for record in table.records}
    assert {column: (row["expectations"], row["failed"]) for column, row in rows.items()} == {
        "id": (2, 2),
        "amount": (2, 2),
        "(table)": (1, 0),
    }
    assert found.metadata["success_percent"].value == 25


def test_one_check_an_expectation() -> None:
    checks = gx_asset_checks(
        {**NEW, "expectations": [*NEW["expectations"], *NEW["expectations"]]}, orders, per="expectation"
    )
    names = {key.name for key in checks.check_keys}
    assert len(names) == 8
    assert {"orders_id_expect_column_values_to_be_unique", "orders_id_expect_column_values_to_be_unique_2"} <= names


@pytest.mark.parametrize(
    ("blocking", "severity", "is_published"),
    [(True, None, False), (True, "warning", True), (False, None, True)],
)
def test_a_blocking_check_stops_what_is_downstream(blocking: bool, severity: Any, is_published: bool) -> None:
    result = run(gx_asset_checks(NEW, orders, blocking=blocking, severity=severity))
    assert result.success is is_published
    assert bool(result.asset_materializations_for_node("published")) is is_published


def test_an_object_of_great_expectations() -> None:
    import great_expectations as gx

    unique = gx.expectations.ExpectColumnValuesToBeUnique(column="amount", severity="info")
    between = gx.expectations.ExpectColumnValuesToBeBetween(column="id", min_value={"$PARAMETER": "least"})
    suite = gx.ExpectationSuite(name="typed", expectations=[unique, between])
    given = run(gx_asset_checks(suite, orders, parameters={"least": 2}))
    assert verdicts(given) == {"typed_amount": "passed", "typed_id": "error"}
    missing = evaluations(run(gx_asset_checks(suite, orders)))["typed_id"]
    assert missing.metadata["broken_expectations"].value == 1
    assert "the suite parameter `least` is not given" in str(missing.description)


def test_what_cannot_run_fails_and_says_why() -> None:
    suite = {
        "name": "broken",
        "expectations": [
            {"type": "expect_column_values_to_be_lucky", "kwargs": {"column": "id"}},
            {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "nowhere"}},
            {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "id"}},
        ],
    }
    result = run(gx_asset_checks(suite, orders, per="expectation"))
    assert list(verdicts(result).values()) == ["error", "error", "passed"]
    assert sum(found.metadata["broken_expectations"].value for found in evaluations(result).values()) == 2


@pytest.mark.parametrize("content", [RuntimeError("no data today"), "no table"])
def test_data_that_cannot_be_read_fail_every_check(content: object) -> None:
    def read() -> object:
        if isinstance(content, Exception):
            raise content
        return content

    result = run(gx_asset_checks(NEW, orders, read=read))
    assert set(verdicts(result).values()) == {"error"}
    assert "could not be validated" in str(evaluations(result)["orders_id"].description)


def test_polars_and_arrow_tables_are_read() -> None:
    import polars as pl

    frame = pl.DataFrame({"id": [1, 2, 3], "amount": [0.5, 1.0, 2.0]})
    for read in (frame.clone, frame.to_arrow):
        result = run(gx_asset_checks(NEW, orders, read=read))
        assert set(verdicts(result).values()) == {"passed"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            '{"name": "a", "expectations": [\n{"kwargs": {}}, {"type": "expect_x"}]}',
            r"suite\.json:2: expectation 1 has no type",
        ),
        ('{"name": "a"}', "no suite"),
        ("{", r"suite\.json:1: not valid JSON"),
    ],
)
def test_a_file_that_is_no_suite_is_refused(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "suite.json"
    path.write_text(content, "utf-8")
    with pytest.raises(SuiteError, match=words):
        gx_asset_checks(path, orders)
    with pytest.raises(SuiteError, match="No such file"):
        gx_asset_checks(tmp_path / "nowhere.json", orders)


def test_content_that_is_no_suite_is_refused() -> None:
    with pytest.raises(SuiteError, match="needs a name and expectations"):
        gx_asset_checks({"expectations": []}, orders)
    with pytest.raises(SuiteError, match="no type or no kwargs"):
        gx_asset_checks({"name": "a", "expectations": [*NEW["expectations"], {}]}, orders)


def test_nothing_heavy_is_imported_before_a_check_runs() -> None:
    program = (
        "import sys\nfrom debt_pipelines.gx_checks import gx_asset_checks\n"
        "gx_asset_checks({'name': 'a', 'expectations': [{'type': 'expect_x', 'kwargs': {}}]}, 'orders')\n"
        "print(*sorted({'great_expectations', 'pandas', 'dvc', 'networkx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


PARTS = dg.StaticPartitionsDefinition(["first", "second"])
TWO_ROWS = {"name": "s", "expectations": [{"type": "expect_table_row_count_to_equal", "kwargs": {"value": 2}}]}


@dg.asset(partitions_def=PARTS)
def parted(context: dg.AssetExecutionContext) -> pd.DataFrame:
    return pd.DataFrame({"id": range(2 if context.partition_key == "first" else 3)})


@pytest.mark.parametrize(("part", "n_rows", "passed"), [("first", 2, True), ("second", 3, False)])
def test_a_partitioned_asset_is_checked_a_partition_at_a_time(
    part: str, n_rows: int, passed: bool, tmp_path: Path
) -> None:
    with pytest.warns(dg.PreviewWarning):
        checks = gx_asset_checks(TWO_ROWS, parted)
    with dg.DagsterInstance.ephemeral(str(tmp_path)) as instance:
        job = dg.Definitions(assets=[parted], asset_checks=[checks]).resolve_implicit_global_asset_job_def()
        result = job.execute_in_process(instance=instance, partition_key=part, raise_on_error=False)
    assert result.success
    (found,) = result.get_asset_check_evaluations()
    assert (found.passed, found.partition, found.metadata["rows"].value) == (passed, part, n_rows)


class Warehouse:
    """Stands for a database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / f"{name}.csv")


def test_a_table_that_only_a_resource_can_read_waits_for_what_it_depends_on(tmp_path: Path) -> None:
    @dg.asset
    def file_of_orders() -> None:
        pd.DataFrame({"id": [1, 2]}).to_csv(tmp_path / "orders.csv", index=False)

    @dg.asset
    def customers() -> None:
        pass

    checks = gx_asset_checks(
        TWO_ROWS,
        file_of_orders,
        name="rows",
        read=lambda context: context.resources.warehouse.table("orders"),
        resources={"warehouse"},
        additional_deps=[customers],
    )
    (spec,) = checks.check_specs
    assert spec.name == "rows_table"
    assert [dep.asset_key for dep in spec.additional_deps] == [customers.key]
    definitions = dg.Definitions(
        assets=[file_of_orders, customers],
        asset_checks=[checks],
        resources={"warehouse": dg.ResourceDefinition.hardcoded_resource(Warehouse(tmp_path))},
    )
    result = definitions.resolve_implicit_global_asset_job_def().execute_in_process()
    assert verdicts(result) == {"rows_table": "passed"}
    order = [event.step_key for event in result.all_events if event.is_step_success]
    assert order[-1] == "file_of_orders_gx_rows"


def test_two_suites_of_one_name_live_beside_each_other() -> None:
    both = [gx_asset_checks(TWO_ROWS, orders), gx_asset_checks(TWO_ROWS, orders, name="again")]
    names = {
        key.name for key in dg.Definitions(assets=[orders], asset_checks=both).resolve_asset_graph().asset_check_keys
    }
    assert names == {"s_table", "again_table"}
