"""The gate: apart from the score, it closes only on what is new and bad enough, or on what somebody must decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from debt_pipelines.config.settings import GateSettings
from debt_pipelines.model.finding import Finding, is_open
from debt_pipelines.model.scorecard import Gate, GateReason

EXPIRED_ACCEPTANCE = "OPS108"
_FIX_OR_ACCEPT = "fix it, or accept it with a reason and a date: `debt accept FINDING`"


@dataclass(frozen=True, slots=True)
class EvidenceBefore:
    """How much of what the same rules ask could be judged earlier, and when that was."""

    confidence: float
    when: str


def judge_gate(
    findings: Iterable[Finding],
    settings: GateSettings,
    *,
    baseline: str | None,
    replacement_minutes: float,
    confidence: float | None = None,
    before: EvidenceBefore | None = None,
    owed_by_new: Collection[str] = (),
) -> Gate:
    """The verdict on the new findings; without a baseline every finding is new.

    Advice never closes the gate, but for the rules `owed_by_new`, at a dataset or column that the baseline has not.

    An acceptance past its day of review closes it whether it is new or not. `confidence` is the share of what the
    rules ask that could be judged, `before` what it was earlier.
    """
    unpaid = [finding for finding in findings if is_open(finding)]
    listed = [finding for finding in unpaid if not finding.is_advice]
    gating = [finding for finding in listed if finding.status == "new"]
    expired = [finding for finding in listed if finding.code == EXPIRED_ACCEPTANCE]
    compliance = [finding for finding in gating if finding.family == "CMP"]
    by_severity = [finding for finding in gating if finding.severity in settings.severities]
    tier_1 = [
        finding
        for finding in gating
        if finding.is_tier_1 and finding.severity in settings.tier_1_severities and finding not in by_severity
    ]
    reasons = [
        *_reason("compliance", "compliance", compliance if settings.compliance else []),
        *_reason("severity", " or ".join(settings.severities), by_severity),
        *_reason("tier_1", " or ".join(settings.tier_1_severities), tier_1, where=" on tier 1"),
        *_ratio_reason(gating, settings, baseline, replacement_minutes),
        *_objects_reason(
            [finding for finding in unpaid if finding.code in owed_by_new] if settings.new_objects else []
        ),
        *_expiry_reason(expired if settings.expired_acceptances else []),
        *_evidence_reason(settings.max_evidence_loss, confidence, before),
    ]
    return Gate(passed=not reasons, baseline=baseline, reasons=tuple(reasons))


def gate_description(settings: GateSettings) -> str:
    """When the gate of these settings closes, as a Markdown list."""
    both = [severity for severity in settings.tier_1_severities if severity not in settings.severities]
    ratio, loss = settings.max_new_debt_ratio, settings.max_evidence_loss
    conditions = {
        "new compliance debt": settings.compliance,
        f"new {' or '.join(settings.severities)} debt": bool(settings.severities),
        f"new {' or '.join(both)} debt of tier-1 datasets": bool(both),
        f"new debt over {ratio or 0:.1%} of what it would cost to build everything anew, given a baseline": ratio
        is not None,
        "new datasets or columns without a description, an owner or a check, given a baseline": settings.new_objects,
        "accepted debt past its day of review": settings.expired_acceptances,
        f"over {loss or 0:.1%} less of what the rules ask that could be judged than before": loss is not None,
    }
    listed = [f"- {words}" for words, is_asked in conditions.items() if is_asked]
    return "\n".join(["Closes on", "", *listed]) if listed else "Never closes: every condition is switched off."


def _reason(condition: str, words: str, findings: Sequence[Finding], *, where: str = "") -> list[GateReason]:
    if not findings:
        return []
    message = f"{_count(findings, f'new {words} finding')}{where}"
    return [_of(condition, message, _FIX_OR_ACCEPT, findings)]


def _ratio_reason(
    gating: list[Finding], settings: GateSettings, baseline: str | None, replacement_minutes: float
) -> list[GateReason]:
    if baseline is None or not replacement_minutes or settings.max_new_debt_ratio is None:
        return []
    ratio = sum(finding.effort_minutes for finding in gating) / replacement_minutes
    if ratio <= settings.max_new_debt_ratio:
        return []
    message = f"new debt ratio {ratio:.1%} is over {settings.max_new_debt_ratio:.1%}"
    return [_of("new_debt_ratio", message, "fix some of what is new, the cheapest first", gating)]


def _objects_reason(owing: list[Finding]) -> list[GateReason]:
    listed = [finding for finding in owing if finding.status == "new" and finding.is_on_new_object]
    if not listed:
        return []
    objects = {(finding.dataset, finding.column) for finding in listed}
    noun = "dataset or column lacks" if len(objects) == 1 else "datasets or columns lack"
    message = f"{len(objects)} new {noun} a description, an owner or a check"
    return [_of("new_objects", message, "add what is missing (`debt fix` prepares it), or accept it", listed)]


def _expiry_reason(findings: list[Finding]) -> list[GateReason]:
    if not findings:
        return []
    action = "fix the debt, or look at it again and give the entry of the ledger a new day of review"
    return [_of("expired_acceptance", _count(findings, "expired acceptance"), action, findings)]


def _evidence_reason(
    allowed: float | None, confidence: float | None, before: EvidenceBefore | None
) -> list[GateReason]:
    if allowed is None or before is None:
        return []
    now = confidence or 0.0
    # Shares are rounded to four digits before they are kept.
    if before.confidence - now <= allowed + 5e-5:
        return []
    message = f"{now:.1%} of what the rules ask could be judged, {before.confidence:.1%} {before.when}"
    return [_of("evidence", message, "see what could not be read: `debt scan`, under not judged", [])]


def _of(condition: str, message: str, action: str, findings: Sequence[Finding]) -> GateReason:
    identifiers = tuple(finding.id for finding in findings)
    return GateReason(condition=condition, message=message, action=action, findings=identifiers)


def _count(findings: Sequence[Finding], noun: str) -> str:
    return f"{len(findings)} {noun if len(findings) == 1 else f'{noun}s'}"
