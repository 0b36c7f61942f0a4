"""Results of checks are read from a real Dagster instance, and come to the checks as code has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg
import pytest

from debt_pipelines.catalog.check_results import with_results
from debt_pipelines.catalog.frames import frames_of, records
from debt_pipelines.defs.dagster_check_results import check_results_of
from debt_pipelines.model.data_rows import Assertion
from debt_pipelines.model.run_rows import CheckResult
from debt_pipelines.model.tables import METADATA_TABLES

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def project(*, is_broken: bool) -> list[dg.AssetsDefinition | dg.AssetChecksDefinition]:
    @dg.asset(key=["mart", "orders"])
    def orders() -> None: ...

    @dg.asset(key=["scan", "findings"])
    def findings() -> None: ...

    @dg.asset_check(asset=orders)
    def has_rows() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=not is_broken, severity=dg.AssetCheckSeverity.WARN)

    @dg.asset_check(asset=orders)
    def is_new() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=True)

    @dg.asset_check(asset=findings)
    def of_a_scan() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=False)

    return [orders, findings, has_rows, is_new, of_a_scan]


@pytest.fixture(scope="module")
def results() -> Iterator[list[CheckResult]]:
    with dg.DagsterInstance.ephemeral() as instance:
        for is_broken in (False, True, True, True):
            dg.materialize(project(is_broken=is_broken), instance=instance)
        yield list(check_results_of(instance, LONG_AGO, {"scan"}, "dagster"))


def test_the_last_results_of_each_check(results: list[CheckResult]) -> None:
    assert [(row.reference, row.check, row.last_result, row.n_failures_in_row, row.severity) for row in results] == [
        ("mart/orders", "has_rows", "failed", 3, "warning"),
        ("mart/orders", "is_new", "passed", 0, "error"),
    ]


def test_they_come_to_the_checks_in_code(results: list[CheckResult]) -> None:
    written = Assertion(
        reference="orders",
        reference_source="declared",
        suite="has_rows",
        position=0,
        tool="dagster",
        type="has_rows",
        column=None,
        kind="custom",
        strength=1.0,
        path="checks.py",
        line=7,
    )
    frames = with_results(frames_of([written, *results], METADATA_TABLES))
    told = {(row["path"], row["type"]): row["n_failures_in_row"] for row in records(frames["assertions"])}
    assert told == {("checks.py", "has_rows"): 3, ("dagster", "is_new"): 0}
    assert [row["line"] for row in records(frames["assertions"])] == [7, None]
