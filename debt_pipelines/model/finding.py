"""Findings and outcomes: what the rules said about this project."""

from __future__ import annotations

import hashlib
from typing import Literal

from debt_pipelines.model.rule import Family, Frozen, Severity

FindingStatus = Literal["new", "known", "accepted", "ignored"]
OutcomeStatus = Literal["passed", "failed", "not_applicable", "no_evidence", "error"]
EvidenceValue = str | int | float | bool | None
OPEN_STATUSES: frozenset[FindingStatus] = frozenset({"new", "known"})
"""The statuses of debt still to be paid: neither accepted nor ignored."""
ASSUMED = "assumed"
"""The basis of an exposure that nothing is known of."""


class Subject(Frozen):
    """What a finding is about."""

    kind: str
    id: str


class Finding(Frozen):
    """One piece of debt: a rule that failed on a subject, with its evidence, place, effort and weight.

    `exposure` is runs per week x (1 + jobs downstream), empty when the number of runs is unknown; `impact` is
    frequency x severity points; `priority` is impact per hour of effort. `weekly_hours` is what it is estimated to cost
    a week, `payback_weeks` how long its effort takes to come back; both are empty where the runs are unknown.
    `exemption` is why it is accepted or ignored, by whom and until when. `is_on_new_object` says whether its dataset or
    column came after the baseline; empty where that cannot be told.
    """

    id: str
    code: str
    slug: str
    family: Family
    severity: Severity
    subject: Subject
    dataset: str | None
    column: str | None
    message: str
    evidence: dict[str, EvidenceValue]
    path: str
    line: int | None
    owner: str | None
    effort_minutes: float
    exposure: float | None
    impact: float
    priority: float
    status: FindingStatus
    first_seen: str | None
    outcome: Literal["failed"] = "failed"
    is_advice: bool
    is_tier_1: bool
    exposure_basis: str = ASSUMED
    weekly_hours: float | None = None
    cost_basis: str | None = None
    payback_weeks: float | None = None
    exemption: str | None = None
    is_on_new_object: bool | None = None


class RuleOutcome(Frozen):
    """How one rule ended: how many rows it judged, and how many it could not judge."""

    code: str
    status: OutcomeStatus
    n_evaluated: int = 0
    n_failed: int = 0
    n_not_applicable: int = 0
    n_no_evidence: int = 0
    n_subsumed: int = 0
    error: str | None = None


def is_open(finding: Finding) -> bool:
    """Whether a finding counts as debt still to be paid: neither accepted nor ignored."""
    return finding.status in OPEN_STATUSES


def fingerprint(code: str, subject: Subject, evidence_key: str = "") -> str:
    """The identity of a finding over time, 16 hex digits: never lines, counts or words of the message."""
    text = "\x1f".join((code, subject.kind, subject.id, evidence_key))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
