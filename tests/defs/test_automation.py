"""The schedule ticks daily; the sensor asks for a scan when HEAD or a lock file changed, and only then."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime

import dagster as dg
import pytest

from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.target import Target


def tick(target: Target, cursor: str | None) -> dg.SensorResult | dg.SkipReason:
    """One evaluation of the sensor."""
    sensor = build_debt_defs(target).resolve_sensor_def(f"{target.prefix}_watch")
    with dg.build_sensor_context(cursor=cursor) as context:
        result = sensor(context)
    assert isinstance(result, dg.SensorResult | dg.SkipReason)
    return result


def requested(target: Target, cursor: str | None) -> str:
    """A tick that must ask for a run; gives the new cursor."""
    result = tick(target, cursor)
    assert isinstance(result, dg.SensorResult)
    assert result.run_requests
    assert result.run_requests[0].run_key == f"{target.prefix}:{result.cursor}"
    return str(result.cursor)


def test_first_tick_then_quiet_then_lock_then_commit(clean: Target) -> None:
    cursor = requested(clean, None)
    assert isinstance(tick(clean, cursor), dg.SkipReason)
    (clean.root / "report.txt").write_text("data alone is not what it watches")
    assert isinstance(tick(clean, cursor), dg.SkipReason)
    lock = clean.root / "dvc.lock"
    lock.write_text(lock.read_text() + "\n")
    after_lock = requested(clean, cursor)
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    subprocess.run(["git", "-C", clean.root, *identity, "commit", "-q", "--allow-empty", "-m", "Change"], check=True)
    requested(clean, after_lock)


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
