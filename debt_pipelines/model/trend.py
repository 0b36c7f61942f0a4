"""What becomes of debt over time: the change between two scans by its causes, the trend of many, a forecast."""

from __future__ import annotations

from debt_pipelines.model.rule import Frozen


class Trend(Frozen):
    """How the minutes of open debt changed since the run before; the five causes add up to the change.

    `introduced` is never below zero and `fixed` never above. `rule_set` is what other rules, or another version of this
    tool, see differently; `evidence` is what a rule can judge now and could not before, or the other way round.
    """

    since: str
    revision: str | None
    change_minutes: float
    introduced_minutes: float
    fixed_minutes: float
    accepted_minutes: float
    rule_set_minutes: float
    evidence_minutes: float


class RunFigures(Frozen):
    """The figures of one run, to draw how they changed; `moment` is that of the commit, else that of the scan."""

    moment: str
    revision: str | None
    open_minutes: float
    accepted_minutes: float
    n_findings: int
    letter: str | None


class HistoryRun(Frozen):
    """One state of the project as the last scan of it saw it; `trend` is empty for the first."""

    moment: str
    revision: str | None
    generated_at: str
    rulebook: str
    open_minutes: float
    accepted_minutes: float
    n_findings: int
    letter: str | None
    trend: Trend | None


class Forecast(Frozen):
    """The backlog that the present rate leads to, and the range that nine in ten such forecasts hold."""

    in_days: int
    at: str
    hours: float
    low_hours: float
    high_hours: float


class History(Frozen):
    """The trend of a project.

    `paid_minutes` is what was fixed in the runs shown, `introduced_minutes` what came. `hours_per_week` is the present
    rate; where there is none, `forecast_basis` says why.
    """

    project: str
    since: str | None
    runs: tuple[HistoryRun, ...]
    paid_minutes: float
    introduced_minutes: float
    hours_per_week: float | None
    forecasts: tuple[Forecast, ...]
    forecast_basis: str
