"""The baseline: the findings of an earlier state, which are known and close no gate.

As a file it is small and stable, one line a finding, so that a change of it can be read in a review. A finding that
has another fingerprint only because git sees that a file was renamed is known too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import ValidationError

from debt_pipelines.model.errors import SettingsError
from debt_pipelines.model.finding import Finding, is_open
from debt_pipelines.model.rule import Frozen
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.project.renames import follower
from debt_pipelines.score.known_objects import KnownObject, known_objects


class KnownFinding(Frozen):
    """One finding of a baseline; `first_seen` is a day or a moment (ISO 8601)."""

    id: str
    code: str
    subject: str
    first_seen: str | None = None


class Baseline(Frozen):
    """What was open at an earlier state; `confidence` is the share of what the rules ask that could be judged then.

    `objects` are the datasets that were there; empty in a baseline that was written before they were kept.
    """

    schema_version: Literal[1] = 1
    revision: str | None = None
    rulebook: str | None = None
    confidence: float | None = None
    findings: tuple[KnownFinding, ...] = ()
    objects: tuple[KnownObject, ...] | None = None


def known(findings: Iterable[Finding]) -> tuple[KnownFinding, ...]:
    """The open ones of some findings as a baseline keeps them, sorted."""
    listed = (
        KnownFinding(id=finding.id, code=finding.code, subject=finding.subject.id, first_seen=finding.first_seen)
        for finding in findings
        if is_open(finding)
    )
    return in_order(listed)


def in_order(entries: Iterable[KnownFinding]) -> tuple[KnownFinding, ...]:
    """Entries in the order of a baseline file."""
    return tuple(sorted(entries, key=lambda entry: (entry.code, entry.subject, entry.id)))


def baseline_from(scorecard: Scorecard) -> Baseline:
    """The baseline that a scorecard makes; what has no date yet was first seen by that scan."""
    day = scorecard.generated_at[:10]
    return Baseline(
        revision=scorecard.revision,
        rulebook=scorecard.versions.rulebook,
        confidence=scorecard.scorecard.headline.confidence,
        findings=tuple(
            entry if entry.first_seen else entry.model_copy(update={"first_seen": day})
            for entry in known(scorecard.findings)
        ),
        objects=known_objects(scorecard.datasets),
    )


def to_json(baseline: Baseline) -> str:
    """The text of a baseline file: one line a finding and one a dataset, sorted."""
    head = baseline.model_dump(exclude={"findings", "objects"})
    parts = [f'  "{key}": {json.dumps(value)}' for key, value in head.items()]
    parts.append(_lines("findings", baseline.findings))
    if baseline.objects is not None:
        parts.append(_lines("objects", baseline.objects))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(key: str, entries: Iterable[Frozen]) -> str:
    listed = ",\n".join(f"    {json.dumps(entry.model_dump(), ensure_ascii=False)}" for entry in entries)
    return f'  "{key}": [\n{listed}\n  ]' if listed else f'  "{key}": []'


def from_json(name: str, text: str) -> Baseline:
    """The baseline of a file; raises SettingsError."""
    hint = "delete it, and `debt baseline write` makes it anew"
    try:
        return Baseline.model_validate(json.loads(text))
    except json.JSONDecodeError as error:
        raise SettingsError(f"{name}:{error.lineno}: not valid JSON: {error.msg}", hint=hint) from error
    except RecursionError as error:
        raise SettingsError(f"{name}: not a baseline: too deeply nested", hint=hint) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{name}: not a baseline: {key}: {first['msg'].lower()}", hint=hint) from error
    except ValueError as error:
        raise SettingsError(f"{name}: not valid JSON: {error}", hint=hint) from error


def mark_known(findings: Iterable[Finding], baseline: Baseline, renamed: Mapping[str, str]) -> list[Finding]:
    """The findings with the status `known` where the baseline has them too; `renamed` gives the new path of an old one.

    What is accepted or ignored stays so.
    """
    listed = list(findings)
    entry_of = known_entries(listed, baseline, renamed)
    return [_marked(finding, entry_of[finding.id]) if finding.id in entry_of else finding for finding in listed]


def known_entries(
    findings: Iterable[Finding], baseline: Baseline, renamed: Mapping[str, str]
) -> dict[str, KnownFinding]:
    """The entries of a baseline that are still found, by the fingerprint they have now."""
    present = {finding.id: finding for finding in findings}
    found = {entry.id: entry for entry in baseline.findings if entry.id in present}
    moved: dict[tuple[str, str], list[KnownFinding]] = {}
    follow = follower(renamed)
    for entry in baseline.findings:
        subject = follow(entry.subject)
        if entry.id not in found and subject != entry.subject:
            moved.setdefault((entry.code, subject), []).append(entry)
    taken: Counter[tuple[str, str]] = Counter()
    for finding in present.values():
        key = (finding.code, finding.subject.id)
        if finding.id not in found and taken[key] < len(moved.get(key, ())):
            found[finding.id] = moved[key][taken[key]]
            taken[key] += 1
    return found


def _marked(finding: Finding, entry: KnownFinding) -> Finding:
    seen = entry.first_seen or finding.first_seen
    return finding.model_copy(update={"status": "known" if is_open(finding) else finding.status, "first_seen": seen})
