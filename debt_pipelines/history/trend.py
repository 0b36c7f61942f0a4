"""The trend of a project from its runs, with the causes of each change."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from debt_pipelines.history.forecast import outlook
from debt_pipelines.history.run import Run
from debt_pipelines.history.split import split_change
from debt_pipelines.history.store import Store
from debt_pipelines.model.trend import History, HistoryRun, Trend


def history_of(store: Store, project: str, *, since: str | None = None) -> History:
    """The runs of a project since a day (ISO 8601), all by default, and where they lead."""
    runs = store.runs(project)
    first = next((number for number, run in enumerate(runs) if since is None or run.moment[:10] >= since), len(runs))
    shown = _shown(store, runs, first)
    trends = [run.trend for run in shown if run.trend]
    ahead = outlook(shown)
    return History(
        project=project,
        since=since,
        runs=shown,
        paid_minutes=fsum(-trend.fixed_minutes for trend in trends),
        introduced_minutes=fsum(trend.introduced_minutes for trend in trends),
        hours_per_week=ahead.hours_per_week,
        forecasts=ahead.forecasts,
        forecast_basis=ahead.basis,
    )


def _shown(store: Store, runs: Sequence[Run], first: int) -> tuple[HistoryRun, ...]:
    before = runs[first - 1] if 0 < first < len(runs) else None
    earlier = store.findings(before) if before else []
    shown = []
    for run in runs[first:]:
        findings = store.findings(run)
        shown.append(_entry(run, split_change(before, run, earlier, findings) if before else None))
        before, earlier = run, findings
    return tuple(shown)


def _entry(run: Run, trend: Trend | None) -> HistoryRun:
    figures = run.figures
    return HistoryRun(
        moment=run.moment,
        revision=run.revision,
        generated_at=run.generated_at,
        rulebook=run.rulebook,
        open_minutes=figures["open_minutes"],
        accepted_minutes=figures["accepted_minutes"],
        n_findings=figures["n_findings"],
        letter=figures["letter"],
        trend=trend,
    )
