"""A forecast needs enough runs over enough time; it goes by what the team did, and says how sure it is."""

from __future__ import annotations

import pytest

from debt_pipelines.history.forecast import outlook, own_minutes
from debt_pipelines.model.trend import HistoryRun, Trend
from tests.history.making import run


def shown(day: int, hours: float, change: float = 0, rule_set: float = 0) -> HistoryRun:
    """A run with so many hours of backlog, of which the team and the rules changed so many."""
    trend = Trend(
        since="2026-01-01T09:00:00+00:00",
        revision=None,
        change_minutes=(change + rule_set) * 60,
        introduced_minutes=max(change, 0) * 60,
        fixed_minutes=min(change, 0) * 60,
        accepted_minutes=0,
        rule_set_minutes=rule_set * 60,
        evidence_minutes=0,
    )
    made = run(day)
    return HistoryRun(
        moment=made.moment,
        revision=made.revision,
        generated_at=made.generated_at,
        rulebook="r",
        open_minutes=hours * 60,
        accepted_minutes=0,
        n_findings=1,
        letter=None,
        trend=trend,
    )


@pytest.mark.parametrize("days", [[], [0], [0, 5, 10, 20], [0, 1, 2, 3, 4], [0, 3, 6, 9, 13]])
def test_too_few_runs_give_no_forecast(days: list[int]) -> None:
    found = outlook([shown(day, 10) for day in days])
    assert (found.hours_per_week, found.forecasts) == (None, ())
    assert found.basis.startswith("not enough runs: 5 over 14 days are needed")


def test_a_straight_line_goes_on_without_a_range() -> None:
    found = outlook([shown(7 * week, 100 - 2 * week, -2) for week in range(9)])
    assert found.hours_per_week == -2.0
    first, second = found.forecasts
    assert (first.in_days, first.at) == (30, "2026-03-28")
    assert first.hours == first.low_hours == first.high_hours == pytest.approx(84 - 60 / 7, abs=0.1)
    assert second.in_days == 90
    assert second.hours == pytest.approx(84 - 180 / 7, abs=0.1)


def test_the_range_is_the_prediction_interval_of_the_line() -> None:
    hours = [50.0, 47.0, 48.0, 43.0, 42.0, 41.0]
    changes = [0.0, -3.0, 1.0, -5.0, -1.0, -1.0]
    found = outlook([shown(4 * n, *pair) for n, pair in enumerate(zip(hours, changes, strict=True))])
    (ahead,) = found.forecasts
    assert (ahead.hours, ahead.low_hours, ahead.high_hours) == (26.6, 19.5, 33.7)  # as scipy.stats.linregress has it


def test_a_backlog_never_falls_below_nothing() -> None:
    found = outlook([shown(7 * week, 20 - 4 * week, -4) for week in range(5)])
    assert found.forecasts[0].hours == found.forecasts[0].low_hours == 0


def test_what_only_the_rules_changed_is_no_rate() -> None:
    runs = [shown(0, 10), shown(7, 10), shown(14, 60, 0, 50), shown(21, 59, -1), shown(28, 58, -1)]
    assert own_minutes(runs) == [60 * 60, 60 * 60, 60 * 60, 59 * 60, 58 * 60]
    assert outlook(runs).hours_per_week == pytest.approx(-0.5)
