"""The trend as a picture: hours of open debt over time, one dot a run, drawn without a word in it.

The shapes stretch with the page, so the words stand beside them as text, in the size of all other text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.model.trend import RunFigures
from debt_pipelines.reports.trend_words import CAUSES, minutes_by

WIDTH, HEIGHT = 1000.0, 200.0
_EDGE = 12.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of the change since the run before, in minutes; `share` is that of the largest."""

    name: str
    minutes: float
    share: float


@dataclass(frozen=True, slots=True)
class TrendPicture:
    """The runs, oldest first; the picture of them where there are two or more; the causes of the last change."""

    runs: tuple[RunFigures, ...]
    svg: Markup | None
    top_minutes: float
    causes: tuple[Cause, ...]


def trend_picture(scorecard: Scorecard) -> TrendPicture | None:
    """What is known of the trend; None where no run is on record."""
    runs = scorecard.history
    if not runs and scorecard.trend is None:
        return None
    top = max((max(run.open_minutes, run.accepted_minutes) for run in runs), default=0.0)
    svg = _svg(runs, top) if len(runs) > 1 else None
    return TrendPicture(runs, svg, top, _causes(scorecard))


def _causes(scorecard: Scorecard) -> tuple[Cause, ...]:
    if scorecard.trend is None:
        return ()
    minutes = {cause: minutes_by(scorecard.trend, cause) for cause in CAUSES}
    largest = max(map(abs, minutes.values())) or 1.0
    return tuple(Cause(name, value, abs(value) / largest) for name, value in minutes.items())


def _svg(runs: Sequence[RunFigures], top: float) -> Markup:
    across = _across([run.moment for run in runs])
    opened = [(x, _down(run.open_minutes, top)) for x, run in zip(across, runs, strict=True)]
    accepted = [(x, _down(run.accepted_minutes, top)) for x, run in zip(across, runs, strict=True)]
    area = f"{_line(opened)}L{opened[-1][0]:.1f} {HEIGHT:g}L{opened[0][0]:.1f} {HEIGHT:g}z"
    shapes = [f'<path class="area" d="{area}"/>', f'<path class="open" d="{_line(opened)}"/>']
    if any(run.accepted_minutes for run in runs):
        shapes.append(f'<path class="accepted" d="{_line(accepted)}"/>')
    dots = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in opened)
    shapes.append(f'<path class="dots" d="{dots}"/>')
    frame = f'class="chart" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="none" aria-hidden="true"'
    return Markup(f"<svg {frame}>{''.join(shapes)}</svg>")  # noqa: S704 - numbers only


def _across(moments: Sequence[str]) -> list[float]:
    """Where each run stands from left to right, by time; evenly where time does not tell them apart."""
    try:
        times = [datetime.fromisoformat(moment).timestamp() for moment in moments]
    except ValueError:
        times = []
    if not times or times != sorted(times) or times[0] == times[-1]:
        times = [float(number) for number in range(len(moments))]
    return [_EDGE + (WIDTH - 2 * _EDGE) * (time - times[0]) / (times[-1] - times[0]) for time in times]


def _down(minutes: float, top: float) -> float:
    return HEIGHT - (HEIGHT - _EDGE) * minutes / top if top else HEIGHT


def _line(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
