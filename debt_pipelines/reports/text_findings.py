"""*Fix first* on a terminal: the findings by rule in backlog order, each with a few places to start at."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.model.finding import Finding
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.cells import cell_width, clip, pad, shorten_words, wrap
from debt_pipelines.reports.finding_groups import FindingGroup, open_groups
from debt_pipelines.reports.ink import Ink
from debt_pipelines.reports.printable import one_line, printable
from debt_pipelines.reports.wording import count, duration, place

_N_EXAMPLES = 3
_N_MESSAGE = 230  # about three lines; the whole message stands in the JSON
_HOURS = 8
_SEVERITY = 8


def finding_lines(scorecard: Scorecard, width: int, ink: Ink, *, n_groups: int) -> Iterator[str]:
    """The first groups of open findings, and how many more there are."""
    groups = open_groups(scorecard)
    yield ink.paint("Fix first", "strong") + _remark(groups, ink)
    if not groups:
        is_blind = scorecard.scorecard.headline.confidence is None
        yield "  No findings, as nothing could be judged." if is_blind else "  Nothing: no open findings."
    for number, group in enumerate(groups[:n_groups], start=1):
        yield _group_line(group, number, width, ink, has_baseline=scorecard.gate.baseline is not None)
        for finding in group.findings[:_N_EXAMPLES]:
            yield from _example(finding, width, ink)
        n_more = group.n_open - _N_EXAMPLES
        if n_more > 0:
            yield ink.paint(f"      … and {n_more:,} more", "faint")
    yield from _left_out(groups[n_groups:], ink)


def _remark(groups: tuple[FindingGroup, ...], ink: Ink) -> str:
    if len(groups) < 2:
        return ""
    return ink.paint("  compliance, critical, then gain per hour", "faint")


def _group_line(group: FindingGroup, number: int, width: int, ink: Ink, *, has_baseline: bool) -> str:
    times = f" x{group.n_open:,}" if group.n_open > 1 else ""
    name = f"{printable(group.code)} {printable(group.slug)}{times}"
    remarks = [f"{group.n_new:,} new"] if group.n_new and has_baseline else []
    remarks += ["advice"] if group.is_advice else []
    remark = f"  ({', '.join(remarks)})" if remarks else ""
    room = width - 6 - _SEVERITY - 2 - _HOURS - 2
    name = clip(name, room - cell_width(remark))
    left = f"  {number:>2}  {ink.paint(name, 'strong')}{pad(remark, room - cell_width(name))}"
    severity = ink.paint(pad(group.severity, _SEVERITY), group.severity)
    return f"{left}  {severity}  {pad(duration(group.minutes), _HOURS, align='right')}"


def _example(finding: Finding, width: int, ink: Ink) -> Iterator[str]:
    where = place(finding.path, finding.line, width * 11 // 20)
    message = clip(shorten_words(one_line(finding.message), width * 2 // 3), _N_MESSAGE)
    first, *rest = wrap(message, width, first=f"      {where}  ", hanging=" " * 8)
    yield first.replace(where, ink.paint(where, "place"), 1)
    yield from rest


def _left_out(groups: tuple[FindingGroup, ...], ink: Ink) -> Iterator[str]:
    if not groups:
        return
    n_findings = sum(group.n_open for group in groups)
    minutes = sum(group.minutes for group in groups)
    rules = f"{count(len(groups), 'rule')} more"
    yield ink.paint(f"  … and {rules} with {count(n_findings, 'finding')}, {duration(minutes)}", "faint")
