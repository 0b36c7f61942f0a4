"""How much a finding weighs: impact = frequency x severity points; priority = impact per hour of effort.

And what it costs: hours a week = exposure x chance that a run suffers x hours lost; payback = effort / hours a week.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from debt_pipelines.model.finding import Finding
from debt_pipelines.model.rule import SEVERITY_POINTS, Severity

ASSUMED_FREQUENCY = 2.0
"""Frequency where the number of runs is unknown."""
COST_RANGE = (0.5, 2.0)
"""The range of a cost: an estimate may well be half or twice what is true."""
_MIN_EFFORT_MINUTES = 1.0


def frequency(exposure: float | None) -> float:
    """1 + min(4, log2(1 + exposure)), from 1 to 5; exposure is runs per week x (1 + jobs downstream)."""
    if exposure is None:
        return ASSUMED_FREQUENCY
    return 1 + min(4.0, math.log2(1 + exposure))


def impact(severity: Severity, exposure: float | None) -> float:
    """Frequency x severity points (critical 27, high 9, medium 3, low 1)."""
    return round(frequency(exposure) * SEVERITY_POINTS[severity], 3)


def priority(weight: float, effort_minutes: float) -> float:
    """Impact per hour of effort."""
    return round(weight / (max(effort_minutes, _MIN_EFFORT_MINUTES) / 60), 3)


def weekly_cost(exposure: float | None, chance: float, hours: float) -> float | None:
    """Hours lost a week; None where the number of runs is unknown."""
    return None if exposure is None else round(exposure * chance * hours, 4)


def payback(effort_minutes: float, weekly_hours: float | None) -> float | None:
    """Weeks until the effort has come back; None where nothing is known to be lost."""
    return round(effort_minutes / 60 / weekly_hours, 1) if weekly_hours else None


def hours_together(findings: Iterable[Finding]) -> float:
    """The hours that findings cost a week together, as far as their runs are known.

    Several findings of one family about one dataset, or one other subject, cost what the dearest of them costs: a run
    suffers only once.
    """
    dearest: dict[tuple[str, str], float] = {}
    for finding in findings:
        place = (finding.dataset or finding.subject.id, finding.family)
        dearest[place] = max(dearest.get(place, 0.0), finding.weekly_hours or 0.0)
    return round(sum(dearest[place] for place in sorted(dearest)), 4)
