"""What to fix first: rules in backlog order, each with what fixing it gains and when that pays back."""

from __future__ import annotations

from dataclasses import dataclass

from debt_pipelines.model.finding import Finding, is_open
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.model.weights import hours_together, payback
from debt_pipelines.reports.finding_groups import FindingGroup, open_groups

MAX_FIXES = 10
N_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Fix:
    """The open findings of one rule; `gain` is their share of the impact of all that is open.

    `weekly_minutes` is what fixing them saves a week; it and `payback_weeks` are empty where no loss is known.
    """

    group: FindingGroup
    gain: float
    weekly_minutes: float | None
    payback_weeks: float | None

    @property
    def examples(self) -> tuple[Finding, ...]:
        """The first of its findings."""
        return self.group.findings[:N_EXAMPLES]


@dataclass(frozen=True, slots=True)
class FixFirst:
    """The first fixes, their share of gain and of effort, and how many rules follow."""

    fixes: tuple[Fix, ...]
    n_more: int
    gain: float
    effort: float


def fix_first(scorecard: Scorecard, *, limit: int) -> FixFirst:
    """The fixes to begin with, at most `limit`."""
    groups = open_groups(scorecard)
    findings = [finding for finding in scorecard.findings if is_open(finding)]
    impact = sum(finding.impact for finding in findings)
    fixes = tuple(_fix(group, findings, impact) for group in groups[: min(limit, MAX_FIXES)])
    minutes = sum(group.minutes for group in groups)
    return FixFirst(
        fixes=fixes,
        n_more=len(groups) - len(fixes),
        gain=sum(fix.gain for fix in fixes),
        effort=sum(fix.group.minutes for fix in fixes) / minutes if minutes else 0.0,
    )


def _fix(group: FindingGroup, findings: list[Finding], impact: float) -> Fix:
    mine = sum(finding.impact for finding in group.findings)
    like = [
        finding for finding in findings if finding.family == group.findings[0].family
    ]  # costs add up across families
    saved = hours_together(like) - hours_together(finding for finding in like if finding.code != group.code)
    is_known = any(finding.weekly_hours is not None for finding in group.findings) and saved > 0
    return Fix(
        group=group,
        gain=mine / impact if impact else 0.0,
        weekly_minutes=saved * 60 if is_known else None,
        payback_weeks=payback(group.minutes, saved) if is_known else None,
    )
