"""Applies exemptions: one mechanism for every rule, after all have judged.

An entry of the ledger makes a finding `accepted` until its day of review, a comment with a reason makes it `ignored`.
Whatever does not hold any more, or has no reason, still counts as covering the finding, so that it is not told as idle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from debt_pipelines.model.finding import Finding, FindingStatus

Exemption = dict[str, Any]
_STATUSES: dict[str, FindingStatus] = {"acceptance": "accepted", "suppression": "ignored"}


@dataclass(slots=True)
class Exempted:
    """The findings with their status, and how many of them each exemption covers, in the order given."""

    findings: list[Finding] = field(default_factory=list)
    n_covered: list[int] = field(default_factory=list)


def exempt(findings: Iterable[Finding], exemptions: Sequence[Exemption], *, today: str) -> Exempted:
    """Give each finding that an exemption holds for its status; the ledger comes before comments."""
    listed = list(findings)
    by_code: dict[str, list[tuple[int, Exemption, Callable[[Finding], bool]]]] = {}
    for number, exemption in enumerate(_followed(listed, exemptions)):
        by_code.setdefault(exemption["code"], []).append((number, exemption, _covering(exemption)))
    done = Exempted(n_covered=[0] * len(exemptions))
    for finding in listed:
        told = [(number, row) for number, row, covers in by_code.get(finding.code, []) if covers(finding)]
        for number, _ in told:
            done.n_covered[number] += 1
        holding = sorted((row for _, row in told if _holds(row, today)), key=lambda row: row["kind"] != "acceptance")
        done.findings.append(_with(finding, holding[0]) if holding else finding)
    return done


def _followed(findings: Sequence[Finding], exemptions: Sequence[Exemption]) -> list[Exemption]:
    """The exemptions with the fingerprint that a finding has now, where only the name of a file in it is another one.

    Each takes one finding that no entry names.
    """
    named = {exemption["finding"] for exemption in exemptions}
    free: dict[tuple[str, str | None], list[str]] = {}
    for finding in findings:
        if finding.id not in named:
            free.setdefault((finding.code, finding.subject.id), []).append(finding.id)
    gone = named - {None, *(finding.id for finding in findings)}

    def follow(exemption: Exemption) -> Exemption:
        waiting = free.get((exemption["code"], exemption["moved_subject"]))
        return exemption | {"finding": waiting.pop(0)} if waiting and exemption["finding"] in gone else exemption

    return [follow(exemption) for exemption in exemptions]


def _holds(exemption: Exemption, today: str) -> bool:
    if exemption["kind"] == "acceptance":
        return bool(exemption["until"] >= today)
    return exemption["words"] is not None


def _with(finding: Finding, exemption: Exemption) -> Finding:
    words = [exemption["reason"], exemption["words"]]
    who = [exemption["owner"], f"until {exemption['until']}" if exemption["until"] else None, exemption["ticket"]]
    said = ": ".join(word for word in words if word)
    by = ", ".join(word for word in who if word)
    changes = {"status": _STATUSES[exemption["kind"]], "exemption": f"{said} ({by})" if by else said}
    return finding.model_copy(update=changes)


def _covering(exemption: Exemption) -> Callable[[Finding], bool]:
    """Whether an exemption is about a finding of its rule."""
    if exemption["misplaced"] is not None:
        return lambda _finding: False
    if exemption["kind"] == "suppression":
        path, first, last = exemption["path"], exemption["first_line"], exemption["last_line"]
        return lambda finding: (
            finding.path == path and (first is None or (finding.line is not None and first <= finding.line <= last))
        )
    if exemption["finding"] is not None:
        return lambda finding: finding.id == exemption["finding"]
    patterns = [subject_pattern(exemption[name]) for name in ("subject", "moved_subject") if exemption[name]]
    return lambda finding: any(pattern.fullmatch(finding.subject.id) for pattern in patterns)


def subject_pattern(text: str) -> re.Pattern[str]:
    """A pattern of subjects: * stands for any text, ? for one character, all else for itself (brackets too)."""
    wild = {"*": ".*", "?": "."}
    return re.compile("".join(wild.get(character, re.escape(character)) for character in text), re.DOTALL)
