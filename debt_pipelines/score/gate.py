"""The gate: apart from the score, it closes only on what is new and bad enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from debt_pipelines.config.settings import GateSettings
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.scorecard import Gate, GateReason


def judge_gate(
    findings: Iterable[Finding], settings: GateSettings, *, baseline: str | None, replacement_minutes: float
) -> Gate:
    """The verdict on the new findings; advice never closes the gate. Without a baseline every finding is new."""
    gating = [finding for finding in findings if finding.status == "new" and not finding.is_advice]
    by_severity = [finding for finding in gating if finding.severity in settings.severities]
    tier_1 = [
        finding
        for finding in gating
        if finding.is_tier_1 and finding.severity in settings.tier_1_severities and finding not in by_severity
    ]
    reasons = [
        *_reason("compliance", "compliance", [finding for finding in gating if finding.family == "CMP"]),
        *_reason("severity", " or ".join(settings.severities), by_severity),
        *_reason("tier_1", " or ".join(settings.tier_1_severities), tier_1, where=" on tier 1"),
        *_ratio_reason(gating, settings, baseline, replacement_minutes),
    ]
    return Gate(passed=not reasons, baseline=baseline, reasons=tuple(reasons))


def _reason(condition: str, words: str, findings: Sequence[Finding], *, where: str = "") -> list[GateReason]:
    if not findings:
        return []
    noun = "finding" if len(findings) == 1 else "findings"
    message = f"{len(findings)} new {words} {noun}{where}"
    return [GateReason(condition=condition, message=message, findings=tuple(finding.id for finding in findings))]


def _ratio_reason(
    gating: list[Finding], settings: GateSettings, baseline: str | None, replacement_minutes: float
) -> list[GateReason]:
    if baseline is None or not replacement_minutes:
        return []
    ratio = sum(finding.effort_minutes for finding in gating) / replacement_minutes
    if ratio <= settings.max_new_debt_ratio:
        return []
    message = f"new debt ratio {ratio:.1%} is over {settings.max_new_debt_ratio:.1%}"
    return [GateReason(condition="new_debt_ratio", message=message, findings=tuple(finding.id for finding in gating))]
