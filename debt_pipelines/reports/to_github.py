"""The new findings as annotations of GitHub Actions: workflow commands on stdout, shown beside the changed lines.

GitHub shows ten errors, ten warnings and ten notices of a step; the gravest come first, and the log says how many more
there are. The summary of the job is the Markdown report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from debt_pipelines.model.finding import Finding
from debt_pipelines.model.rule import SEVERITIES, Severity
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.project.locations import scheme_of
from debt_pipelines.reports.finding_groups import gate_reasons
from debt_pipelines.reports.printable import one_line, printable
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.repository_path import file_in_repository
from debt_pipelines.reports.wording import count

_MAX_OF_LEVEL = 10
_MAX_MESSAGE = 2_000
_LEVELS: dict[Severity, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "notice"}


def render(scorecard: Scorecard, options: RenderOptions) -> str:
    """The verdict of the gate and the gravest new findings, one command a line."""
    return "".join(f"{line}\n" for line in _lines(scorecard))


def _lines(scorecard: Scorecard) -> Iterator[str]:
    left = Counter(dict.fromkeys(("error", "warning", "notice"), _MAX_OF_LEVEL))
    if not scorecard.gate.passed:
        reasons = "; ".join(reason.message for reason, _codes in gate_reasons(scorecard))
        left["error"] -= 1
        yield _command("error", {"title": "Data debt: the gate is closed"}, one_line(reasons))
    new = sorted(
        (finding for finding in scorecard.findings if finding.status == "new"),
        key=lambda finding: (finding.is_advice, SEVERITIES.index(finding.severity)),
    )
    n_left_out = 0
    for finding in new:
        level = "notice" if finding.is_advice else _LEVELS[finding.severity]
        if left[level] <= 0:
            n_left_out += 1
            continue
        left[level] -= 1
        yield _command(level, _place(scorecard, finding), one_line(finding.message))
    if n_left_out:
        yield f"{count(n_left_out, 'more new finding')} without an annotation; GitHub shows {_MAX_OF_LEVEL} of a level."
    yield f"Data debt: {count(len(new), 'new finding')}, the gate is {'open' if scorecard.gate.passed else 'closed'}."


def _place(scorecard: Scorecard, finding: Finding) -> dict[str, str]:
    found: dict[str, str] = {}
    if finding.path and scheme_of(finding.path) is None:
        found["file"] = printable(file_in_repository(scorecard.project, finding.path))
        if finding.line is not None:
            found["line"] = str(finding.line)
    return found | {"title": printable(f"{finding.code} {finding.slug}")}


def _command(level: str, properties: dict[str, str], message: str) -> str:
    said = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items() if value)
    return f"::{level} {said}::{_escaped(message[:_MAX_MESSAGE])}"


def _escaped(text: str, separators: str = "") -> str:
    for character in ("%", "\r", "\n", *separators):
        text = text.replace(character, f"%{ord(character):02X}")
    return text
