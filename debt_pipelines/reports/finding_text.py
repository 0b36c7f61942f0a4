"""One finding in full on a terminal: its evidence, where each of its figures comes from, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.model.finding import ASSUMED, Finding
from debt_pipelines.model.rule import SEVERITY_POINTS, Rule
from debt_pipelines.model.weights import COST_RANGE, frequency
from debt_pipelines.reports.cells import wrap
from debt_pipelines.reports.ink import Ink
from debt_pipelines.reports.printable import one_line
from debt_pipelines.reports.rule_text import notes_lines
from debt_pipelines.reports.wording import count, duration, place

_LABEL_CELLS = 13
_PLACE_CELLS = 66


def finding_text(finding: Finding, rule: Rule | None, width: int, ink: Ink) -> str:
    """The explanation of a finding; `rule` is the one behind it, where the rulebook still has it."""
    title = wrap(f"{finding.code} {finding.slug}: {one_line(finding.message)}", width)
    lines = [*(ink.paint(line, "strong") for line in title), ""]
    for label, words in _facts(finding, rule):
        lines += wrap(words, width, first=f"{label:<{_LABEL_CELLS}}", hanging=" " * _LABEL_CELLS)
    lines += ["", *notes_lines(rule.notes, width, ink)] if rule else []
    stay = f"To let it stay for a time: `debt accept {finding.id[:8]}`, with a reason, an owner and a date."
    return "\n".join([*lines, "", *wrap(stay, width)])


def _facts(finding: Finding, rule: Rule | None) -> Iterator[tuple[str, str]]:
    points = SEVERITY_POINTS[finding.severity]
    yield "finding", f"{finding.id}, {finding.status}"
    yield "place", place(finding.path, finding.line, _PLACE_CELLS)
    yield "about", one_line(f"{finding.subject.kind} {finding.subject.id}")
    yield "owner", one_line(finding.owner) if finding.owner else "nobody"
    for name, value in finding.evidence.items():
        words = f"number of {name[2:]}" if name.startswith("n_") else name
        yield "evidence", one_line(f"{words.replace('_', ' ')}: {value}")
    yield "severity", f"{finding.severity}, {count(points, 'point')}"
    yield "effort", _effort(finding, rule)
    yield "runs", _runs(finding)
    yield "frequency", _frequency(finding)
    yield "impact", f"{finding.impact:g} = frequency x {count(points, 'point')}"
    yield "priority", f"{finding.priority:g} = impact an hour of effort"
    yield "costs", _costs(finding)
    yield "pays back", _payback(finding)


def _effort(finding: Finding, rule: Rule | None) -> str:
    minutes = f"{finding.effort_minutes:g} min"
    effort = rule.effort if rule else None
    if effort is None or not effort.unit or not effort.per_unit_minutes:
        return minutes
    units = (finding.effort_minutes - effort.base_minutes) / effort.per_unit_minutes
    noun = effort.unit.removeprefix("n_").replace("_", " ")
    return f"{minutes} = {effort.base_minutes:g} min + {effort.per_unit_minutes:g} min x {units:g} {noun}"


def _runs(finding: Finding) -> str:
    if finding.exposure is None:
        return f"{ASSUMED}: nothing on record tells how often this runs"
    return f"{finding.exposure:g} a week = {finding.exposure_basis}"


def _frequency(finding: Finding) -> str:
    found = f"{frequency(finding.exposure):.3g}"
    if finding.exposure is None:
        return f"{found}, {ASSUMED}"
    return f"{found} = 1 + log2(1 + {finding.exposure:g}), 5 at most"


def _costs(finding: Finding) -> str:
    if finding.weekly_hours is None:
        return "not known, because the runs are not"
    low, high = (duration(finding.weekly_hours * factor * 60) for factor in COST_RANGE)
    words = "runs x chance that one suffers x hours lost"
    return f"{finding.weekly_hours:g} h a week = {finding.cost_basis} ({words}); an estimate: {low} to {high}"


def _payback(finding: Finding) -> str:
    if finding.payback_weeks is None:
        return "not known" if finding.weekly_hours is None else "never: it costs nothing while it does not run"
    return f"after {finding.payback_weeks:g} weeks = effort / hours a week"
