"""Groups findings by rule, in backlog order: a lead fixes a cause, not thirty-one symptoms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from debt_pipelines.model.finding import Finding, FindingStatus, is_open
from debt_pipelines.model.rule import SEVERITIES, Severity
from debt_pipelines.model.scorecard import GateReason, Scorecard


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """All findings of one rule, in backlog order."""

    code: str
    slug: str
    title: str
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """The gravest severity in the group."""
        return min((finding.severity for finding in self.findings), key=SEVERITIES.index)

    @property
    def minutes(self) -> float:
        """Effort to fix all that is open in the group."""
        return sum(finding.effort_minutes for finding in self.findings if is_open(finding))

    @property
    def n_open(self) -> int:
        """Findings neither accepted nor ignored."""
        return sum(map(is_open, self.findings))

    @property
    def n_new(self) -> int:
        """Findings that the baseline does not know."""
        return sum(finding.status == "new" for finding in self.findings)

    @property
    def is_advice(self) -> bool:
        """Whether the rule only advises: it is scored but never closes the gate."""
        return all(finding.is_advice for finding in self.findings)


def open_groups(scorecard: Scorecard, status: FindingStatus | None = None) -> tuple[FindingGroup, ...]:
    """The open findings, or those of one status, by rule; a rule stands where its first stands in the backlog."""
    wanted = (finding for finding in scorecard.findings if status is None or finding.status == status)
    return _group(scorecard, filter(is_open, wanted))


def all_groups(scorecard: Scorecard) -> tuple[FindingGroup, ...]:
    """All findings by rule, also the accepted and ignored ones; rules with open findings come first."""
    groups = _group(scorecard, scorecard.findings)
    return tuple(sorted(groups, key=lambda group: group.n_open == 0))


def gate_reasons(scorecard: Scorecard) -> tuple[tuple[GateReason, tuple[str, ...]], ...]:
    """Why the gate is closed, each reason with the codes of the rules behind it."""
    codes = {finding.id: finding.code for finding in scorecard.findings}
    return tuple(
        (reason, tuple(dict.fromkeys(codes[id] for id in reason.findings if id in codes)))
        for reason in scorecard.gate.reasons
    )


def _group(scorecard: Scorecard, findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    titles = {rule.code: rule.title for rule in scorecard.rules}
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    return tuple(
        FindingGroup(code, members[0].slug, titles.get(code, ""), tuple(members)) for code, members in by_code.items()
    )
