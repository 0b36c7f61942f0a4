"""What is told of the assets of Dagster: what runs them, who hears of failures, and how often they fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.facts.asset_rhythm import leading_assets
from debt_pipelines.facts.cron import days_between
from debt_pipelines.model.data_rows import Assertion, AutomatedCommand, Sighting
from debt_pipelines.model.orchestration_rows import Automation, DagsterAsset
from debt_pipelines.model.pipeline_rows import Flow
from debt_pipelines.model.run_rows import DagsterRun
from debt_pipelines.model.schema import Row

Facts = Callable[..., list[dict[str, Any]]]
Catalog = Callable[..., dict[str, Any]]
ORDERS, STOCK = "dagster://shop/orders", "dagster://shop/stock"


def asset(key: str, *, is_made: bool = True, deps: tuple[str, ...] = ()) -> list[Row]:
    path = f"dagster://shop/{key}"
    job = f"asset.shop.{key}"
    flows = [("out", path), *(("dep", f"dagster://shop/{dep}") for dep in deps)]
    return [
        DagsterAsset(asset=path, key=key, location="shop", job=job if is_made else None, path="shop/assets.py"),
        Sighting(path=path, crawler="dagster_assets", source_path="shop/assets.py"),
        *(
            Flow(job=job, kind="dagster_asset", name=key, direction=way, target=target, path="a.py")  # type: ignore[arg-type]
            for way, target in flows
        ),
    ]


def automation(kind: Any, path: str | None = None, **values: Any) -> Automation:
    return Automation(**{"location": "shop", "kind": kind, "name": "x", "asset": path, "path": "a.py", **values})


def of_orders(facts: Facts, *rows: Row) -> dict[str, Any]:
    found = {row["key"]: row for row in facts("asset_facts", *asset("orders"), *rows)}
    return found["orders"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((), (False, True)),
        ((automation("schedule", ORDERS),), (True, True)),
        ((automation("condition", ORDERS),), (True, True)),
        ((automation("schedule", STOCK),), (False, True)),
        ((automation("schedule", ORDERS, is_running=False),), (False, True)),
        ((automation("schedule", is_target_known=False),), (False, None)),
        ((automation("schedule", is_target_known=False, location="other"),), (False, True)),
        ((automation("unknown", is_target_known=False),), (False, None)),
        ((automation("alert"),), (False, True)),
        ((AutomatedCommand(tool="settings", job="ci", command="x", path="."),), (True, True)),
        ((AutomatedCommand(tool="github", job="ci", command="dg launch --job nightly", path="x"),), (False, None)),
    ],
)
def test_what_runs_it(facts: Facts, rows: tuple[Row, ...], expected: tuple[bool, bool | None]) -> None:
    row = of_orders(facts, *rows)
    assert (row["is_automated"], row["is_automation_known"]) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((), (False, True)),
        ((automation("alert"),), (True, True)),
        ((automation("alert", ORDERS),), (True, True)),
        ((automation("alert", STOCK),), (False, True)),
        ((automation("alert", is_running=False),), (False, True)),
        ((automation("alert", location=None),), (True, True)),
        ((automation("alert", is_target_known=False, location=None),), (False, None)),
        ((automation("unknown", is_target_known=False),), (False, True)),
    ],
)
def test_who_hears_of_failures(facts: Facts, rows: tuple[Row, ...], expected: tuple[bool, bool | None]) -> None:
    row = of_orders(facts, automation("schedule", ORDERS), *rows)
    assert (row["is_alerted"], row["is_alert_known"]) == expected


def test_one_asset_speaks_for_its_location(facts: Facts) -> None:
    rows = [*asset("orders"), *asset("stock"), *asset("by_hand"), *asset("outside", is_made=False)]
    runs = [automation("schedule", path) for path in (ORDERS, STOCK, "dagster://shop/outside")]
    found = facts("asset_facts", *rows, *runs, automation("alert", ORDERS))
    assert {row["key"]: row["n_automated_assets"] for row in found if row["is_alert_head"]} == {"stock": 2}


def runs(*failed: bool, key: str = "orders", month: int = 3) -> list[DagsterRun]:
    return [
        DagsterRun(
            run=f"{month}-{n}", kind="asset", reference=key, is_failed=is_failed,
            ended_at=f"2026-{month:02}-{n + 1:02}T06:00:00+00:00",
        )
        for n, is_failed in enumerate(failed)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("failed", "expected"),
    [
        ((False,) * 6, (6, True, None)),
        ((True, *(False,) * 5), (6, True, None)),
        ((True, True, *(False,) * 4), (6, True, "2 of 6 runs in 30 days")),
        ((True, True, *(False,) * 8), (10, True, None)),
        ((True, True), (2, None, "2 of 2 runs in 30 days")),
    ],
)
def test_how_often_it_fails(facts: Facts, failed: tuple[bool, ...], expected: tuple[int, bool | None, str]) -> None:
    row = of_orders(facts, *runs(*failed))
    assert (row["n_runs"], row["is_run_known"], row["failing"]) == expected


def test_only_the_last_month_counts(facts: Facts) -> None:
    row = of_orders(facts, *runs(*(True,) * 6, month=1), *runs(*(False,) * 5, month=5))
    assert (row["n_runs"], row["n_failed_runs"]) == (5, 0)


def test_a_table_that_dagster_runs_is_judged_too(facts: Facts) -> None:
    table = Sighting(path="data/stock.csv", crawler="tables", kind="table", source_path="data/stock.csv")
    [row] = facts("asset_facts", table, *runs(*(True,) * 5, key="stock"))
    assert (row["dataset"], row["is_made"], row["failing"]) == ("file:data/stock.csv", False, "5 of 5 runs in 30 days")


@pytest.mark.parametrize(
    ("cron", "days"),
    [
        ("0 2 * * *", 1),
        ("*/5 * * * *", 1),
        ("@weekly", 7),
        ("0 0 * * 1", 7),
        ("0 7 * * 1-5", 1.4),
        ("0 0 1 * *", 30),
        ("0 0 1,15 * *", 15),
        ("0 0 */2 * *", 2),
        ("0 0 1 1 *", None),
        ("0 0 * * MON-FRI", None),
        ("nonsense", None),
        ("0 0 */\u00b2 * *", None),
        ("0 0 \u00b2-\u00b3 * *", 30),
        (f"0 0 */{'9' * 5000} * *", None),
    ],
)
def test_days_between_runs(cron: str, days: float | None) -> None:
    assert days_between(cron) == days


def test_the_first_asset_of_a_rhythm_leads(catalog: Catalog) -> None:
    nightly = {"name": "nightly", "cron": "0 2 * * *"}
    rows = [*asset("orders"), *asset("stock"), *asset("report", deps=("orders",)), *asset("yearly")]
    schedules = [automation("schedule", f"dagster://shop/{key}", **nightly) for key in ("orders", "stock", "report")]
    yearly = automation("schedule", "dagster://shop/yearly", cron="0 0 1 1 *")
    assert leading_assets(catalog(*rows, *schedules, yearly)) == {ORDERS: 1.0}


def test_a_schedule_owes_freshness_until_a_policy_is_declared(facts: Facts) -> None:
    rows = [*asset("orders"), automation("schedule", ORDERS, cron="0 2 * * *")]
    policy = Assertion(
        reference="orders", reference_source="declared", suite="FreshnessPolicy", position=0, tool="dagster",
        type="FreshnessPolicy", column=None, kind="freshness", strength=1.0, path="a.py",
    )  # fmt: skip
    [without], [with_one] = facts("dataset_facts", *rows), facts("dataset_facts", *rows, policy)
    assert (without["owes_freshness"], without["has_freshness_check"], without["update_interval_days"]) == (
        True,
        False,
        1,
    )
    assert (with_one["owes_freshness"], with_one["has_freshness_check"]) == (True, True)
