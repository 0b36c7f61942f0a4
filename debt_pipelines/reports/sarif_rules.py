"""The rules of a scorecard as SARIF reporting descriptors."""

from __future__ import annotations

import re
from typing import Any

from debt_pipelines.model.entries import RuleEntry
from debt_pipelines.model.rule import FAMILY_TITLES, Severity
from debt_pipelines.reports.printable import one_line, printable

_LEVELS: dict[Severity, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
_PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}
_TICKS = re.compile("`+")


def level(severity: Severity, *, is_advice: bool) -> str:
    """How grave SARIF takes a finding; advice closes no gate, so it is a note."""
    return "note" if is_advice else _LEVELS[severity]


def descriptor(rule: RuleEntry) -> dict[str, Any]:
    """What a viewer shows of one rule: what it is against, why, and how to fix what it finds."""
    is_graded = level(rule.severity, is_advice=rule.is_advice)
    title = one_line(rule.title)
    return {
        "id": printable(rule.code),
        "name": "".join(word.capitalize() for word in printable(rule.slug).split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": _first_paragraph(rule.notes) or title},
        "help": {"text": _lines(rule.notes) or title, "markdown": _lines(rule.notes) or title},
        "defaultConfiguration": {"level": is_graded},
        "properties": {
            "tags": [FAMILY_TITLES[rule.family], printable(rule.slug), rule.lifecycle],
            "precision": "high" if rule.lifecycle == "stable" else "medium",
            "problem.severity": _PROBLEMS[is_graded],
        },
    }


def _first_paragraph(notes: str) -> str:
    return one_line(notes.strip().partition("\n\n")[0])


def _lines(notes: str) -> str:
    """The notes, which are Markdown already, line by line printable."""
    return "\n".join(printable(line) for line in notes.strip().splitlines())
