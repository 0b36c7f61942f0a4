"""The findings as SARIF 2.1.0, for code scanning and editors.

Fingerprints are those of the findings, which survive moved lines. Accepted and ignored findings are there with the
reason as a suppression. Paths are relative to the repository, so that nothing of the machine is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from debt_pipelines.model.finding import Finding, is_open
from debt_pipelines.model.rule import SEVERITIES
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.project.locations import scheme_of
from debt_pipelines.reports.not_judged import not_judged
from debt_pipelines.reports.printable import one_line, printable, printable_json
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.repository_path import file_in_repository, main_file
from debt_pipelines.reports.sarif_rules import descriptor, level
from debt_pipelines.reports.wording import utc

SCHEMA_URL = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_SUPPRESSIONS = {"accepted": "external", "ignored": "inSource"}
Part = dict[str, Any]


def render(scorecard: Scorecard, options: RenderOptions) -> str:
    """One run with all rules and all findings, the gravest first; on one line, because it grows large."""
    log = {"$schema": SCHEMA_URL, "version": "2.1.0", "runs": [_run(scorecard)]}
    return printable_json(json.dumps(log, ensure_ascii=False, separators=(",", ":"))) + "\n"


def _run(scorecard: Scorecard) -> Part:
    rules = sorted(scorecard.rules, key=lambda rule: rule.code)
    index_of = {rule.code: number for number, rule in enumerate(rules)}
    return {
        "tool": {
            "driver": {
                "name": "debt-pipelines",
                "version": printable(scorecard.versions.debt_pipelines),
                "rules": [descriptor(rule) for rule in rules],
            }
        },
        "automationDetails": {"id": f"debt-pipelines/{printable(scorecard.project.name)}/"},
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(scorecard)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(scorecard, finding, index_of) for finding in sorted(scorecard.findings, key=_gravest)],
        "properties": {"revision": scorecard.revision, "rulebook": scorecard.versions.rulebook},
    }


def _gravest(finding: Finding) -> tuple[object, ...]:
    return SEVERITIES.index(finding.severity), finding.code, finding.path, finding.line or 0, finding.id


def _result(scorecard: Scorecard, finding: Finding, index_of: Mapping[str, int]) -> Part:
    found: Part = {"ruleId": printable(finding.code)}
    if finding.code in index_of:
        found["ruleIndex"] = index_of[finding.code]
    found |= {
        "level": level(finding.severity, is_advice=finding.is_advice),
        "message": {"text": _unlinked(one_line(finding.message))},
        "locations": [_location(scorecard, finding)],
        # code scanning reads the first one, by that name only
        "partialFingerprints": {"primaryLocationLineHash": f"{finding.id}:1", "findingId/v1": finding.id},
    }
    if scorecard.gate.baseline is not None:
        found["baselineState"] = "new" if finding.status == "new" else "unchanged"
    if not is_open(finding):
        reason = {"justification": one_line(finding.exemption)} if finding.exemption else {}
        found["suppressions"] = [{"kind": _SUPPRESSIONS[finding.status], "status": "accepted", **reason}]
    return found | {"properties": _properties(finding)}


def _unlinked(text: str) -> str:
    """A message in which nothing is an embedded link."""
    return text.replace("](", "] (")


def _location(scorecard: Scorecard, finding: Finding) -> Part:
    path = finding.path or main_file(scorecard)
    place: Part = {"artifactLocation": _artifact(scorecard, path)}
    if finding.path and finding.line is not None and finding.line > 0:
        place["region"] = {"startLine": finding.line}
    subject = {"fullyQualifiedName": printable(finding.subject.id), "kind": printable(finding.subject.kind)}
    return {"physicalLocation": place, "logicalLocations": [subject]}


def _artifact(scorecard: Scorecard, path: str) -> Part:
    """Where a file is; what lies outside the repository has an address of its own."""
    if scheme_of(path) is not None:
        return {"uri": quote(path, safe="/:")}
    return {"uri": quote(file_in_repository(scorecard.project, path)) or ".", "uriBaseId": _ROOT}


def _properties(finding: Finding) -> Part:
    known = {
        "family": finding.family,
        "severity": finding.severity,
        "status": finding.status,
        "effortMinutes": finding.effort_minutes,
        "impact": finding.impact,
        "priority": finding.priority,
        "weeklyHours": finding.weekly_hours,
        "owner": None if finding.owner is None else one_line(finding.owner),
        "firstSeen": finding.first_seen,
        "isAdvice": finding.is_advice,
        "evidence": {
            printable(name): one_line(value) if isinstance(value, str) else value
            for name, value in finding.evidence.items()
        },
    }
    return {name: value for name, value in known.items() if value is not None}


def _invocation(scorecard: Scorecard) -> Part:
    """How the scan went; what could not be judged or read is told, not left out."""
    return {
        "executionSuccessful": True,
        "endTimeUtc": utc(scorecard.generated_at),
        "toolExecutionNotifications": list(_notifications(scorecard)),
    }


def _notifications(scorecard: Scorecard) -> Iterator[Part]:
    gaps = not_judged(scorecard)
    for rule in gaps.rules_in_error:
        text = f"{rule.code} {rule.slug} broke: {rule.error or 'error'}"
        yield {"level": "error", "message": {"text": one_line(text)}}
    for rule in gaps.rules_without_evidence:
        text = f"{rule.code} {rule.slug}: no evidence"
        yield {"level": "note", "message": {"text": one_line(text)}}
    for source in gaps.unreadable_sources:
        place: Part = {"artifactLocation": _artifact(scorecard, source.path)}
        if source.line is not None and source.line > 0:
            place["region"] = {"startLine": source.line}
        text = f"cannot be read: {source.error or 'error'}"
        yield {
            "level": "warning",
            "message": {"text": _unlinked(one_line(text))},
            "locations": [{"physicalLocation": place}],
        }
