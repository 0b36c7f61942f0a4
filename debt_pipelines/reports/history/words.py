"""What the trend says in words, and its rows: the same in every format for people."""

from __future__ import annotations

from collections.abc import Sequence

from debt_pipelines.model.trend import Forecast, History, HistoryRun
from debt_pipelines.reports.printable import printable
from debt_pipelines.reports.trend_words import CAUSES, minutes_by, signed
from debt_pipelines.reports.wording import UNKNOWN, count, duration

HEAD = ("date", "state", "backlog", "", "finds", "fixed", "new", "accepted", "rules", "evidence")
"""The heads of the columns: the one without a head is the letter."""
_N_REVISION = 7
_BARS = "▁▂▃▄▅▆▇█"


def row(run: HistoryRun) -> tuple[str, ...]:
    """The cells of one run, one for each of HEAD."""
    trend = run.trend
    changes = [signed(minutes_by(trend, cause)) if trend else "" for cause in CAUSES]
    state = printable(run.revision)[:_N_REVISION] if run.revision else ""
    backlog = duration(run.open_minutes)
    return run.moment[:10], state, backlog, run.letter or UNKNOWN, f"{run.n_findings:,}", *changes


def facts(history: History) -> list[tuple[str, str]]:
    """What is to be said above the runs: a label and words each."""
    if not history.runs:
        return []
    first, last = history.runs[0], history.runs[-1]
    was = f", was {duration(first.open_minutes)}" if len(history.runs) > 1 else ""
    told = [("backlog", f"{duration(last.open_minutes)} in {count(last.n_findings, 'finding')}{was}")]
    if any(run.trend for run in history.runs):
        came = duration(history.introduced_minutes)
        told.append(("paid down", f"{duration(history.paid_minutes)}, while {came} came in"))
    if history.hours_per_week is None:
        return [*told, ("forecast", history.forecast_basis)]
    told.append(("rate", f"{signed(history.hours_per_week * 60)} a week, without what rules and evidence changed"))
    told += [(f"in {ahead.in_days} days", _range(ahead)) for ahead in history.forecasts]
    return [*told, ("how", history.forecast_basis)]


def sparkline(minutes: Sequence[float]) -> str:
    """One bar a run, from nothing to the most there was."""
    most = max(minutes, default=0)
    steps = len(_BARS) - 1
    return "".join(_BARS[round(value / most * steps) if most else 0] for value in minutes)


def _range(ahead: Forecast) -> str:
    low, high = duration(ahead.low_hours * 60), duration(ahead.high_hours * 60)
    return f"{duration(ahead.hours * 60)}, from {low} to {high} ({ahead.at})"
