"""What debt costs a week: the published formula, told once a place, with its range and the team's share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from debt_pipelines.catalog.frames import frame_of
from debt_pipelines.config.settings import CostSettings, FamilyCost, Settings
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.history_rows import Contributor
from debt_pipelines.model.scores import Capacity, Payback
from debt_pipelines.score.costs import capacity_of, payback_of, weekly_cost_of, weekly_hours, weighed
from debt_pipelines.score.exposure import Exposure
from tests.score.making import finding

NOW = datetime(2026, 1, 5, tzinfo=UTC)


def costly(hours: float | None, dataset: str = "file:a.csv", code: str = "REP107", **changes: Any) -> Finding:
    values = {"dataset": dataset, "weekly_hours": hours, "id": f"{code}{dataset}{hours}"} | changes
    return finding(code).model_copy(update=values)


def test_a_finding_is_weighed_by_hand() -> None:
    costs = CostSettings(REP=FamilyCost(chance=0.1, hours=2))
    found = weighed(finding(severity="high", effort_minutes=30), Exposure(7.0, "seen"), costs)
    assert (found.exposure, found.exposure_basis, found.impact, found.priority) == (7, "seen", 36, 72)
    assert (found.weekly_hours, found.cost_basis, found.payback_weeks) == (1.4, "7 x 0.1 x 2 h", 0.4)


def test_unknown_runs_cost_what_nobody_knows() -> None:
    found = weighed(finding(severity="high"), Exposure(None, "assumed"), CostSettings())
    assert (found.exposure, found.impact, found.weekly_hours, found.payback_weeks) == (None, 18, None, None)
    assert weekly_hours([found]) is None
    assert weekly_cost_of([found], None).share is None


def test_a_run_suffers_once_from_one_family() -> None:
    assert weekly_hours([costly(1.0), costly(3.0), costly(None)]) == 3
    assert weekly_hours([costly(1.0), costly(3.0, "file:b.csv"), costly(0.5, code="SCH101")]) == 4.5


def test_hours_of_a_few_do_not_speak_for_all() -> None:
    assert weekly_hours([costly(1.0), costly(None)]) == 1
    assert weekly_hours([costly(1.0), costly(None), costly(None)]) is None
    assert weekly_hours([]) is None


def test_the_week_of_the_team() -> None:
    cost = weekly_cost_of([costly(10.0), costly(None, "file:c.csv")], Capacity(hours_per_week=80, basis="said"))
    assert (cost.hours, cost.low, cost.high, cost.n_findings, cost.share) == (10, 5, 20, 1, 0.125)


def test_payback_counts_what_is_really_saved() -> None:
    dear, same = costly(3.0, effort_minutes=60), costly(2.0, effort_minutes=60)
    assert payback_of([dear], [dear, same]) == Payback(n_findings=1, hours=1, weekly_hours=1, weeks=1)
    assert payback_of([same], [dear, same]) == Payback(n_findings=1, hours=1, weekly_hours=0, weeks=None)
    assert payback_of([], [dear]) is None


@pytest.mark.parametrize(
    ("settings", "hours", "basis"),
    [
        (Settings(), 40, "assumed: 40 h x 1 active person"),
        (Settings(capacity_hours_per_week=12), 12, "from the settings"),
    ],
)
def test_capacity(settings: Settings, hours: float, basis: str) -> None:
    people = [("Ada", False, "2026-01-01"), ("Bob", False, "2025-01-01"), ("ci", True, "2026-01-01")]
    rows = [
        Contributor(
            name=name, email="", is_bot=is_bot, n_commits=1,
            first_commit_at=f"{day}T00:00:00+00:00", last_commit_at=f"{day}T00:00:00+00:00",
        )
        for name, is_bot, day in people
    ]  # fmt: skip
    found = capacity_of({"contributors": frame_of("contributors", rows)}, settings, NOW)
    assert found == Capacity(hours_per_week=hours, basis=basis)
    assert capacity_of({"contributors": frame_of("contributors", [])}, Settings(), NOW) is None
