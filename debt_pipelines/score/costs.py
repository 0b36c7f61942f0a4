"""What debt costs a week, what that is of the team's time, and when paying it off pays back.

Hours of backlog and hours a week are never added up. Every figure is an estimate: half of it to twice it is likely.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.config.settings import CostSettings, Settings
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.scores import Capacity, Payback, WeeklyCost
from debt_pipelines.model.weights import COST_RANGE, hours_together, impact, payback, priority, weekly_cost
from debt_pipelines.score.categories import MIN_EVIDENCE
from debt_pipelines.score.exposure import Exposure

CRITICAL_SHARE = 0.4
HOURS_PER_PERSON = 40.0
N_FIRST = 10
_ACTIVE = timedelta(days=90)


def weighed(finding: Finding, exposure: Exposure, costs: CostSettings) -> Finding:
    """The finding with all that follows from how often it bites."""
    cost = costs.of(finding.family)
    weight = impact(finding.severity, exposure.per_week)
    hours = weekly_cost(exposure.per_week, cost.chance, cost.hours)
    words = f"{exposure.per_week:g} x {cost.chance:.4g} x {cost.hours:g} h" if exposure.per_week is not None else None
    return finding.model_copy(
        update={
            "exposure": exposure.per_week,
            "exposure_basis": exposure.basis,
            "impact": weight,
            "priority": priority(weight, finding.effort_minutes),
            "weekly_hours": hours,
            "cost_basis": words,
            "payback_weeks": payback(finding.effort_minutes, hours),
        }
    )


def weekly_hours(findings: Iterable[Finding]) -> float | None:
    """The hours that findings cost a week together; None where the runs of less than half of them are known."""
    listed = list(findings)
    known = [finding for finding in listed if finding.weekly_hours is not None]
    return hours_together(known) if known and len(known) >= MIN_EVIDENCE * len(listed) else None


def weekly_cost_of(findings: Sequence[Finding], capacity: Capacity | None) -> WeeklyCost:
    """What open findings cost a week: the hours with their range, and their share of the team's week."""
    hours = weekly_hours(findings)
    return WeeklyCost(
        hours=hours,
        low=None if hours is None else round(hours * COST_RANGE[0], 4),
        high=None if hours is None else round(hours * COST_RANGE[1], 4),
        n_findings=sum(finding.weekly_hours is not None for finding in findings),
        capacity=capacity,
        share=None if hours is None or capacity is None else round(hours / capacity.hours_per_week, 4),
        first_items=payback_of(findings[:N_FIRST], findings),
    )


def payback_of(paid: Sequence[Finding], findings: Sequence[Finding]) -> Payback | None:
    """What paying some of the open findings saves a week, and when their effort has come back."""
    if weekly_hours(findings) is None or not paid:
        return None
    ids = {finding.id for finding in paid}
    saved = round(
        hours_together(findings) - hours_together(finding for finding in findings if finding.id not in ids), 4
    )
    minutes = sum(finding.effort_minutes for finding in paid)
    return Payback(
        n_findings=len(paid), hours=round(minutes / 60, 2), weekly_hours=saved, weeks=payback(minutes, saved)
    )


def capacity_of(frames: Frames, settings: Settings, now: datetime | None) -> Capacity | None:
    """The hours the team works a week: as the settings say, else 40 for each person who committed in 90 days."""
    if settings.capacity_hours_per_week is not None:
        return Capacity(hours_per_week=settings.capacity_hours_per_week, basis="from the settings")
    people = [row for row in records(frames["contributors"]) if not row["is_bot"] and _is_active(row, now)]
    if not people:
        return None
    noun = "person" if len(people) == 1 else "people"
    words = f"assumed: {HOURS_PER_PERSON:g} h x {len(people)} active {noun}"
    return Capacity(hours_per_week=HOURS_PER_PERSON * len(people), basis=words)


def _is_active(row: Mapping[str, str], now: datetime | None) -> bool:
    return now is not None and now - datetime.fromisoformat(row["last_commit_at"]) <= _ACTIVE
