"""Plans a sprint: the findings that remove most impact in the hours there are; compliance first, then critical.

Each of these three groups is a knapsack over what the groups before it left. Up to a size it is solved exactly, to the
minute; beyond that greedily by impact an hour, which misses the best by less than the bound that is told.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from debt_pipelines.model.finding import Finding, RuleOutcome, is_open
from debt_pipelines.model.rule import Rule
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.model.sprint import CategoryChange, Outlook, Sprint
from debt_pipelines.score.categories import category_scores, letter_of
from debt_pipelines.score.costs import payback_of

_MAX_CELLS = 3_000_000
"""Findings times minutes up to which the choice is exact: about a second."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Chosen findings; no other choice has more impact than `bound`."""

    findings: tuple[Finding, ...]
    bound: float


def plan_sprint(
    card: Scorecard, rules: Sequence[Rule], *, sprint_hours: float, capacity: float, owner: str | None
) -> Sprint:
    """The plan for a share of the hours of a sprint; advice is debt too. `card` has its findings in backlog order."""
    unpaid = [finding for finding in card.findings if is_open(finding)]
    offered = [finding for finding in unpaid if owner is None or finding.owner == owner]
    budget = round(sprint_hours * 60 * capacity, 2)
    left, bound, chosen = budget, 0.0, set[str]()
    for rank in range(3):
        choice = choose([finding for finding in offered if _rank(finding) == rank], left)
        left -= _minutes(choice.findings)
        bound += choice.bound
        chosen |= {finding.id for finding in choice.findings}
    planned = tuple(finding for finding in offered if finding.id in chosen)
    return Sprint(
        project=card.project.name,
        owner=owner,
        sprint_hours=sprint_hours,
        capacity=capacity,
        budget_minutes=budget,
        planned=planned,
        planned_minutes=_minutes(planned),
        too_large=tuple(finding for finding in offered if finding.effort_minutes > budget and _rank(finding) < 2),
        n_open=len(offered),
        impact=_impact(planned),
        impact_open=_impact(offered),
        impact_bound=round(bound, 3),
        outlook=outlook(card, rules, planned),
    )


def choose(findings: Sequence[Finding], budget: float) -> Choice:
    """The findings with most impact within a budget of minutes; exact where that is quick, else nearly so."""
    fitting = [finding for finding in findings if finding.effort_minutes <= budget]
    if _minutes(fitting) <= budget:
        return Choice(tuple(fitting), _impact(fitting))
    if len(fitting) * int(budget) <= _MAX_CELLS:
        return _exact(fitting, int(budget))
    return _greedy(fitting, budget)


def _exact(findings: Sequence[Finding], budget: int) -> Choice:
    """Dynamic programming over whole minutes, efforts rounded up; among equals the earlier in the backlog."""
    best = [0.0] * (budget + 1)
    taken: list[bytearray] = []
    for finding in reversed(findings):
        weight, marks = math.ceil(finding.effort_minutes), bytearray(budget + 1)
        for room in range(budget, weight - 1, -1):
            value = best[room - weight] + finding.impact
            if value >= best[room]:
                best[room], marks[room] = value, 1
        taken.append(marks)
    chosen: list[Finding] = []
    room = budget
    for finding, marks in zip(findings, reversed(taken), strict=True):
        if marks[room]:
            chosen.append(finding)
            room -= math.ceil(finding.effort_minutes)
    return Choice(tuple(chosen), _impact(chosen))


def _greedy(findings: Sequence[Finding], budget: float) -> Choice:
    """By impact an hour; the first that does not fit, taken in part, gives more than any whole choice can."""
    room, bound, chosen = budget, None, list[Finding]()
    for finding in sorted(findings, key=lambda entry: (-_density(entry), entry.id)):
        if finding.effort_minutes <= room:
            chosen.append(finding)
            room -= finding.effort_minutes
        elif bound is None:
            bound = _impact(chosen) + room * _density(finding)
    return Choice(tuple(chosen), _impact(chosen) if bound is None else bound)


def outlook(card: Scorecard, rules: Sequence[Rule], paid: Iterable[Finding]) -> Outlook:
    """The letter, the hours and the scores once some findings are paid; what they silenced still counts as failed."""
    ids = {finding.id for finding in paid}
    unpaid = [finding for finding in card.findings if is_open(finding)]
    left = [finding for finding in unpaid if finding.id not in ids]
    head = card.scorecard.headline
    replacement = head.replacement_minutes or 0.0
    ratio = _minutes(left) / replacement if replacement else None
    fixed = Counter(finding.code for finding in unpaid if finding.id in ids)
    remaining = [finding for finding in card.findings if finding.id not in ids]
    after = category_scores(rules, _outcomes(card, fixed), remaining, replacement_minutes=replacement)
    scores = {entry.family: entry.score for entry in after}
    return Outlook(
        letter_before=head.letter,
        letter_after=letter_of(ratio, head.confidence),
        debt_ratio_before=head.debt_ratio,
        debt_ratio_after=None if ratio is None else round(ratio, 4),
        backlog_hours_before=head.backlog_hours,
        backlog_hours_after=round(_minutes(left) / 60, 2),
        categories=tuple(
            CategoryChange(
                family=entry.family, title=entry.title, before=entry.score, after=scores.get(entry.family, entry.score)
            )
            for entry in card.scorecard.categories
        ),
        payback=payback_of([finding for finding in unpaid if finding.id in ids], unpaid),
    )


def _outcomes(card: Scorecard, fixed: Counter[str]) -> list[RuleOutcome]:
    return [
        RuleOutcome(
            code=rule.code,
            status=rule.outcome,
            n_evaluated=rule.n_evaluated,
            n_failed=max(rule.n_failed - fixed[rule.code], 0),
            n_not_applicable=rule.n_not_applicable,
            n_no_evidence=rule.n_no_evidence,
            n_subsumed=rule.n_subsumed,
            error=rule.error,
        )
        for rule in card.rules
    ]


def _rank(finding: Finding) -> int:
    return 0 if finding.family == "CMP" else 1 if finding.severity == "critical" else 2


def _density(finding: Finding) -> float:
    return finding.impact / max(finding.effort_minutes, 1e-6)


def _minutes(findings: Iterable[Finding]) -> float:
    return sum(finding.effort_minutes for finding in findings)


def _impact(findings: Iterable[Finding]) -> float:
    return round(sum(finding.impact for finding in findings), 3)
