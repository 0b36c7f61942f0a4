"""One scan as the history keeps it: its figures, what its rules could judge, and its findings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from debt_pipelines.model.finding import Finding, FindingStatus, is_open
from debt_pipelines.model.rule import Rule
from debt_pipelines.model.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Run:
    """One state of a project under one rulebook; scanned again, it takes the place of the run before.

    `moment` is when the state came to be: the date of the commit, else of the scan (UTC, ISO 8601). `evidence` gives by
    rule code a hash of the rule (`rule`), and how many rows it could not judge (`unjudged`; empty where it broke).
    """

    id: str
    project: str
    revision: str | None
    committed_at: str | None
    generated_at: str
    moment: str
    rulebook: str
    versions: dict[str, Any]
    figures: dict[str, Any]
    evidence: dict[str, dict[str, Any]]

    @property
    def order(self) -> tuple[str, str, str]:
        """The place of the run among those of its project."""
        return self.moment, self.generated_at, self.id


@dataclass(frozen=True, slots=True)
class RunFinding:
    """One finding of a run.

    `first_seen` is when a scan saw it first, `renamed_from` the fingerprint it had before one of its files was renamed.
    """

    finding: str
    code: str
    subject: str
    status: FindingStatus
    minutes: float
    impact: float
    is_advice: bool
    first_seen: str | None = None
    renamed_from: str | None = None


def run_of(scorecard: Scorecard, rules: Iterable[Rule], *, project: str, committed_at: str | None) -> Run:
    """The run that a scorecard tells of; `committed_at` is the date of its revision."""
    generated_at = utc(scorecard.generated_at)
    revision = scorecard.revision
    state = "\x1f".join((project, revision or generated_at, scorecard.versions.rulebook))
    return Run(
        id=hashlib.sha256(state.encode()).hexdigest()[:16],
        project=project,
        revision=revision,
        committed_at=utc(committed_at) if committed_at else None,
        generated_at=generated_at,
        moment=utc(committed_at) if committed_at else generated_at,
        rulebook=scorecard.versions.rulebook,
        versions={"debt_pipelines": scorecard.versions.debt_pipelines},
        figures=_figures(scorecard),
        evidence=_evidence(scorecard, rules),
    )


def run_findings(findings: Iterable[Finding], renamed: Mapping[str, str] = MappingProxyType({})) -> list[RunFinding]:
    """The findings as the history keeps them; `renamed` gives the earlier fingerprint of some."""
    return [
        RunFinding(
            finding=finding.id,
            code=finding.code,
            subject=finding.subject.id,
            status=finding.status,
            minutes=finding.effort_minutes,
            impact=finding.impact,
            is_advice=finding.is_advice,
            first_seen=finding.first_seen,
            renamed_from=renamed.get(finding.id),
        )
        for finding in findings
    ]


def utc(moment: str) -> str:
    """A moment in UTC to the second, so that moments sort as texts."""
    parsed = datetime.fromisoformat(moment)
    zoned = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).replace(microsecond=0).isoformat()


def _figures(scorecard: Scorecard) -> dict[str, Any]:
    headline = scorecard.scorecard.headline
    accepted = [finding for finding in scorecard.findings if finding.status == "accepted"]
    return {
        "open_minutes": sum(finding.effort_minutes for finding in scorecard.findings if is_open(finding)),
        "accepted_minutes": sum(finding.effort_minutes for finding in accepted),
        "n_findings": headline.n_findings,
        "letter": headline.letter,
        "debt_ratio": headline.debt_ratio,
        "confidence": headline.confidence,
        "weekly_hours": headline.weekly_hours,
    }


def _evidence(scorecard: Scorecard, rules: Iterable[Rule]) -> dict[str, dict[str, Any]]:
    entries = {entry.code: entry for entry in scorecard.rules}
    return {
        rule.code: {
            "rule": _hash(rule),
            "unjudged": None if entries[rule.code].error else entries[rule.code].n_no_evidence,
        }
        for rule in rules
        if rule.is_enabled and rule.code in entries
    }


def _hash(rule: Rule) -> str:
    return hashlib.sha256(rule.model_dump_json(exclude={"notes", "title"}).encode()).hexdigest()[:8]
