"""Judgements become findings and outcomes: the message, the evidence, the effort, and what is told only once.

A failed parent rule silences its children on its subject, and a parent about a dataset on everything in it, so that
minutes are never counted twice.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.model.finding import EvidenceValue, Finding, OutcomeStatus, RuleOutcome, Subject, fingerprint
from debt_pipelines.model.rule import SEVERITIES, Rule
from debt_pipelines.model.weights import impact, priority
from debt_pipelines.rules.engine import Judgement

Fact = dict[str, Any]
_COMMIT = re.compile(r"\b[0-9a-f]{40}([0-9a-f]{24})?\b")
_SHORT_COMMIT = 10


def findings_of(
    judgements: Iterable[Judgement], facts: Frames, datasets: Mapping[str, Fact]
) -> tuple[list[Finding], list[RuleOutcome]]:
    """All findings in backlog order, and one outcome a rule; `datasets` gives owner and tier by identifier."""
    listed = list(judgements)
    rows = {judgement.rule.code: _failed_rows(judgement, facts) for judgement in listed}
    told = {
        judgement.rule.code: {_mark(judgement.rule, row) for row in rows[judgement.rule.code]} for judgement in listed
    }
    findings: dict[str, Finding] = {}
    outcomes: list[RuleOutcome] = []
    for judgement in listed:
        rule = judgement.rule
        silenced = set[str]().union(*(told.get(parent, set()) for parent in rule.subsumed_by))
        kept = [row for row in rows[rule.code] if not silenced & {_mark(rule, row), f"dataset:{row.get('dataset')}"}]
        for row in kept:
            finding = _finding(rule, row, datasets)
            findings.setdefault(finding.id, finding)
        outcomes.append(_outcome(judgement, len(kept)))
    return sorted(findings.values(), key=backlog_key), outcomes


def backlog_key(finding: Finding) -> tuple[Any, ...]:
    """Backlog order: compliance first, then critical, then priority, then the smaller effort."""
    return (
        finding.family != "CMP",
        finding.severity != "critical",
        -finding.priority,
        SEVERITIES.index(finding.severity),
        finding.effort_minutes,
        finding.code,
        finding.subject.id,
        finding.id,
    )


def disabled_outcomes(rules: Iterable[Rule]) -> list[RuleOutcome]:
    """Outcomes of the rules that the settings switch off."""
    return [RuleOutcome(code=rule.code, status="not_applicable") for rule in rules if not rule.is_enabled]


def _failed_rows(judgement: Judgement, facts: Frames) -> list[Fact]:
    if not judgement.failed:
        return []
    frame = facts[judgement.rule.table]
    wanted = _columns(judgement.rule)
    return records(frame[[name for name in frame.columns if name in wanted]].loc[list(judgement.failed)])


def _columns(rule: Rule) -> set[str]:
    """The fact columns that a finding of a rule is made of."""
    return {
        *("dataset", "column", rule.path, rule.line),
        *rule.subject, *rule.evidence, *rule.evidence_key,
        *(step.when for step in rule.severity_when),
        *filter(None, (rule.effort.unit,)),
        *(name for _text, name, _form, _conversion in Formatter().parse(rule.message) if name),
    }  # fmt: skip


def _mark(rule: Rule, row: Fact) -> str:
    """What a row is about, for subsumption."""
    return f"{rule.subject_kind}:{_subject_id(rule, row)}"


def _subject_id(rule: Rule, row: Fact) -> str:
    return "#".join(str(row[name]) for name in rule.subject if row[name] is not None)


def _finding(rule: Rule, row: Fact, datasets: Mapping[str, Fact]) -> Finding:
    subject = Subject(kind=rule.subject_kind, id=_subject_id(rule, row))
    severity = next((step.severity for step in rule.severity_when if row[step.when]), rule.severity)
    effort = _effort(rule, row)
    weight = impact(severity, None)
    dataset = datasets.get(row.get("dataset") or "", {})
    key = "\x1f".join(str(row[name]) for name in rule.evidence_key)
    return Finding(
        id=fingerprint(rule.code, subject, key),
        code=rule.code,
        slug=rule.slug,
        family=rule.family,
        severity=severity,
        subject=subject,
        dataset=row.get("dataset"),
        column=row.get("column"),
        message=_message(rule, row),
        evidence=_evidence(rule, row),
        path=row[rule.path],
        line=row[rule.line],
        owner=dataset.get("owner"),
        effort_minutes=effort,
        exposure=None,
        impact=weight,
        priority=priority(weight, effort),
        status="new",
        first_seen=None,
        is_advice=not rule.gates,
        is_tier_1=dataset.get("tier") == 1,
    )


def _effort(rule: Rule, row: Fact) -> float:
    units = float(row[rule.effort.unit] or 0) if rule.effort.unit else 0.0
    return rule.effort.base_minutes + rule.effort.per_unit_minutes * units


def _message(rule: Rule, row: Fact) -> str:
    words = defaultdict(str, {name: "" if value is None else str(value) for name, value in row.items()})
    words["dataset"] = words["dataset"].removeprefix("file:")
    return _COMMIT.sub(lambda commit: commit[0][:_SHORT_COMMIT], rule.message.format_map(words))


def _evidence(rule: Rule, row: Fact) -> dict[str, EvidenceValue]:
    return {name: row[name] for name in rule.evidence if row[name] is not None}


def _outcome(judgement: Judgement, n_kept: int) -> RuleOutcome:
    n_subsumed = len(judgement.failed) - n_kept
    return RuleOutcome(
        code=judgement.rule.code,
        status=_status(judgement, n_kept, n_subsumed),
        n_evaluated=judgement.n_evaluated,
        n_failed=n_kept,
        n_not_applicable=judgement.n_not_applicable,
        n_no_evidence=judgement.n_no_evidence,
        n_subsumed=n_subsumed,
        error=judgement.error,
    )


def _status(judgement: Judgement, n_kept: int, n_subsumed: int) -> OutcomeStatus:
    """Where a parent speaks for every judged row, the rule itself has nothing left to pass."""
    if judgement.error is not None:
        return "error"
    if judgement.n_evaluated > n_subsumed:
        return "failed" if n_kept else "passed"
    return "no_evidence" if judgement.n_no_evidence else "not_applicable"
