"""Where the backlog goes at the present rate: a straight line through the runs, and the range around it.

The line is drawn through what the team did, paid, added or accepted: what other rules or other evidence changed is no
rate, so earlier runs are told as today's rules would have it. The range is the 90 % prediction interval of the line.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean

from debt_pipelines.model.trend import Forecast, HistoryRun

MIN_RUNS = 5
MIN_DAYS = 14
HORIZONS = ((30, MIN_DAYS), (90, 45))
"""How many days ahead is told, and how many days of runs that takes."""
_QUANTILE = 0.95
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outlook:
    """The present rate and where it leads; without a rate, `basis` says what is missing."""

    hours_per_week: float | None
    forecasts: tuple[Forecast, ...]
    basis: str


def outlook(runs: Sequence[HistoryRun]) -> Outlook:
    """The outlook from the runs of a project, oldest first."""
    moments = [datetime.fromisoformat(run.moment) for run in runs]
    days = [(moment - moments[0]) / _DAY for moment in moments]
    if len(runs) < MIN_RUNS or days[-1] < MIN_DAYS:
        had = f"{len(runs)} {'run' if len(runs) == 1 else 'runs'} over {days[-1] if days else 0:.0f} days"
        return Outlook(None, (), f"not enough runs: {MIN_RUNS} over {MIN_DAYS} days are needed, there are {had}")
    line = _Line.through(days, [minutes / 60 for minutes in own_minutes(runs)])
    forecasts = tuple(_forecast(line, days[-1], moments[-1], ahead) for ahead, needed in HORIZONS if days[-1] >= needed)
    basis = f"linear regression on {len(runs)} runs over {days[-1]:.0f} days, 90 % prediction interval"
    return Outlook(round(line.slope * 7, 2), forecasts, basis)


def own_minutes(runs: Sequence[HistoryRun]) -> list[float]:
    """The open minutes of each run, less what only rules and evidence changed since."""
    minutes = [runs[-1].open_minutes]
    for run in reversed(runs[1:]):
        trend = run.trend
        own = trend.introduced_minutes + trend.fixed_minutes + trend.accepted_minutes if trend else 0.0
        minutes.append(minutes[-1] - own)
    return minutes[::-1]


@dataclass(frozen=True, slots=True)
class _Line:
    """A least-squares line; `spread` is the standard error of what lies around it."""

    slope: float
    center: tuple[float, float]
    n: int
    square_sum: float
    spread: float

    @classmethod
    def through(cls, xs: Sequence[float], ys: Sequence[float]) -> _Line:
        x_mean, y_mean = fmean(xs), fmean(ys)
        square_sum = math.fsum((x - x_mean) ** 2 for x in xs)
        slope = math.fsum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True)) / square_sum
        residuals = (y - y_mean - slope * (x - x_mean) for x, y in zip(xs, ys, strict=True))
        spread = math.sqrt(math.fsum(residual**2 for residual in residuals) / (len(xs) - 2))
        return cls(slope, (x_mean, y_mean), len(xs), square_sum, spread)

    def at(self, x: float) -> tuple[float, float]:
        """The value there, and how far a single one may lie from it."""
        from scipy.special import stdtrit

        distance = x - self.center[0]
        error = self.spread * math.sqrt(1 + 1 / self.n + distance**2 / self.square_sum)
        return self.center[1] + self.slope * distance, float(stdtrit(self.n - 2, _QUANTILE)) * error


def _forecast(line: _Line, last: float, moment: datetime, ahead: int) -> Forecast:
    hours, range_ = line.at(last + ahead)
    low, expected, high = (round(max(0.0, value), 1) for value in (hours - range_, hours, hours + range_))
    day = (moment + ahead * _DAY).date().isoformat()
    return Forecast(in_days=ahead, at=day, hours=expected, low_hours=low, high_hours=high)
