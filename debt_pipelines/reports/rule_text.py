"""One rule in full on a terminal: what it is against, what it weighs, why it is debt and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from debt_pipelines.model.rule import FAMILY_TITLES, SEVERITY_POINTS, Effort, Rule
from debt_pipelines.reports.cells import wrap
from debt_pipelines.reports.ink import Ink
from debt_pipelines.reports.wording import count

_LABEL_CELLS = 13
_LITERAL = re.compile(r"    |\||```")
_ITEM = re.compile(r"^(?=(?:[-*]|\d+\.) )", re.MULTILINE)
_LEAD = re.compile(r"^[A-Z][a-z]+( [a-z]+){0,3}:(?= )")


def rule_text(rule: Rule, width: int, ink: Ink) -> str:
    """The explanation of a rule, at most `width` columns wide."""
    title = wrap(f"{rule.code} {rule.slug}: {rule.title}", width)
    lines = [ink.paint(line, "strong") for line in title]
    lines.append("")
    for label, words in _facts(rule):
        lines += wrap(words, width, first=f"{label:<{_LABEL_CELLS}}", hanging=" " * _LABEL_CELLS)
    return "\n".join([*lines, "", *notes_lines(rule.notes, width, ink)])


def notes_lines(notes: str, width: int, ink: Ink) -> Iterator[str]:
    """The notes of a rule, its prose and lists filled anew to the width; tables and code stay as they are."""
    for number, paragraph in enumerate(notes.strip().split("\n\n")):
        if number:
            yield ""
        if _LITERAL.match(paragraph):
            yield from paragraph.splitlines()
            continue
        for part in filter(None, _ITEM.split(paragraph)):
            hanging = "  " if _ITEM.match(part) else ""
            first, *rest = wrap(" ".join(part.split()), width, hanging=hanging)
            lead = _LEAD.match(first)
            yield first.replace(lead[0], ink.paint(lead[0], "strong"), 1) if lead else first
            yield from rest


def _facts(rule: Rule) -> Iterator[tuple[str, str]]:
    yield "family", f"{FAMILY_TITLES[rule.family]} ({rule.family})"
    yield "severity", severity_words(rule)
    yield "effort", effort_words(rule.effort)
    yield "judged on", f"{rule.table}: {rule.expectation_type}"
    if rule.subsumed_by:
        yield "told only", f"where {', '.join(rule.subsumed_by)} does not fail on the same subject"
    if rule.lifecycle != "stable":
        yield "lifecycle", f"{rule.lifecycle}: it is scored, and closes no gate"
    if rule.is_owed_by_new:
        yield "gate", "closed by a dataset or column that the baseline does not have; else advice"
    elif rule.is_advice:
        yield "gate", "never closed by this rule: it is advice"


def severity_words(rule: Rule) -> str:
    """How grave a finding is, and where it is graver."""
    steps = [f"{step.severity} where it {step.when.replace('_', ' ')}" for step in rule.severity_when]
    return "; ".join([f"{rule.severity}, {count(SEVERITY_POINTS[rule.severity], 'point')}", *steps])


def effort_words(effort: Effort) -> str:
    """What it takes to mend one finding."""
    base = f"{effort.base_minutes:g} min"
    if not effort.unit:
        return base
    return f"{base} + {effort.per_unit_minutes:g} min x {effort.unit.removeprefix('n_').replace('_', ' ')}"
