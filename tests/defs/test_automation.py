"""The schedule ticks daily, the scorecard says how old it may become, and names are such that Dagster takes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.freshness import longest_gap
from debt_pipelines.defs.gate_status import scorecard_key
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import Wiring


def test_the_schedule_asks_for_a_scan_every_day(clean: Target) -> None:
    schedule = build_debt_defs(clean).resolve_schedule_def(f"{clean.prefix}_daily")
    with dg.build_schedule_context(scheduled_execution_time=datetime(2026, 1, 5, 6, tzinfo=UTC)) as context:
        data = schedule.evaluate_tick(context)
    assert data.run_requests is not None
    assert len(data.run_requests) == 1


@pytest.mark.parametrize("name", ["Shop", "My project!", "---"])
def test_prefixes_are_names_that_dagster_accepts(clean: Target, name: str) -> None:
    target = Target(clean.root, name, clean.settings, clean.state)
    assert build_debt_defs(target).resolve_job_def(f"{target.prefix}_scan")


@pytest.mark.parametrize(
    ("cron", "hours"),
    [
        ("0 6 * * *", 24),
        ("@daily", 24),
        ("0 6,18 * * *", 12),
        ("*/5 * * * *", 1 / 12),
        ("0 6 * * 1-5", 72),
        ("0 6 1 * *", 31 * 24),
    ],
)
def test_the_longest_time_between_two_scans(cron: str, hours: float) -> None:
    assert longest_gap(cron) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("wiring", "windows"),
    [
        (Wiring(), None),
        (Wiring(is_watched=True), None),
        (Wiring(is_scheduled=True), (49, 25)),
        (Wiring(is_scheduled=True, fresh_hours=30), (30, None)),
        (Wiring(fresh_hours=0.5), (0.5, None)),
    ],
)
def test_a_scorecard_may_become_as_old_as_its_schedule_or_the_team_says(
    clean: Target, wiring: Wiring, windows: tuple[float, float | None] | None
) -> None:
    graph = build_debt_defs(clean, wiring).resolve_asset_graph()
    policy = graph.get(scorecard_key(clean.prefix)).freshness_policy
    if windows is None:
        assert policy is None
    else:
        fail, warn = (timedelta(hours=hours) if hours else None for hours in windows)
        assert fail is not None
        assert policy == dg.FreshnessPolicy.time_window(fail_window=fail, warn_window=warn)


def test_a_schedule_that_is_none_is_refused(clean: Target) -> None:
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="61"):
        build_debt_defs(clean, Wiring(cron="61 * * * *", is_scheduled=True))
