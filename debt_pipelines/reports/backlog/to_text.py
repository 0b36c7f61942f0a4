"""The plan of a sprint on a terminal: what to do, in which order, and what it leads to."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.model.finding import Finding
from debt_pipelines.model.sprint import Sprint
from debt_pipelines.reports.backlog.words import after, summary, title
from debt_pipelines.reports.cells import pad, wrap
from debt_pipelines.reports.ink import Ink
from debt_pipelines.reports.printable import one_line
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.wording import duration, place

_MIN_WIDTH = 60
_INDENT = " " * 19


def render(sprint: Sprint, options: RenderOptions) -> str:
    """The plan as text, at most `options.width` columns wide and at least 60."""
    width = max(options.width, _MIN_WIDTH)
    ink = Ink(options.is_color)
    lines = [*(ink.paint(line, "strong") for line in wrap(title(sprint), width)), *wrap(summary(sprint), width)]
    for heading, findings in (("Do", sprint.planned), ("Too large for this sprint", sprint.too_large)):
        if findings:
            lines += ["", ink.paint(heading, "strong")]
        for finding in findings:
            lines += _item(finding, width, ink)
    if sprint.planned:
        lines += ["", ink.paint("After it, at least", "strong")]
        for sentence in after(sprint):
            lines += wrap(sentence, width, first="  ", hanging="    ")
    if sprint.planned:
        purpose = f"debt explain {sprint.planned[0].id[:8]}"
        lines += ["", *wrap("why this one comes first:", width, first="  "), f"  {ink.paint(purpose, 'command')}"]
    return "\n".join(lines) + "\n"


def _item(finding: Finding, width: int, ink: Ink) -> Iterator[str]:
    head = f"  {finding.id[:8]} {pad(duration(finding.effort_minutes), 6, align='right')}  "
    owner = f" · {one_line(finding.owner)}" if finding.owner else ""
    yield from wrap(f"{finding.code} {one_line(finding.message)}", width, first=head, hanging=_INDENT)
    where = place(finding.path, finding.line, width - len(_INDENT))
    for line in wrap(f"{where}{owner}", width, first=_INDENT, hanging=_INDENT):
        yield line.replace(where, ink.paint(where, "place"), 1)
