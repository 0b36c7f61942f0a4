"""The plan of a sprint as Markdown, for a ticket or a wiki."""

from __future__ import annotations

from debt_pipelines.model.finding import Finding
from debt_pipelines.model.sprint import Sprint
from debt_pipelines.reports.backlog.words import after, summary, title
from debt_pipelines.reports.markdown_text import plain
from debt_pipelines.reports.printable import one_line
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.wording import duration, place

_PLACE_CELLS = 60


def render(sprint: Sprint, options: RenderOptions) -> str:
    """A heading, a task list in the order to work, and what it leads to."""
    lines = [f"# {plain(title(sprint))}", "", plain(summary(sprint))]
    if sprint.planned:
        lines += ["", *(f"- [ ] {_item(finding)}" for finding in sprint.planned)]
    if sprint.too_large:
        lines += ["", "Too large for this sprint:", "", *(f"- {_item(finding)}" for finding in sprint.too_large)]
    if sprint.planned:
        lines += ["", "After it, at least:", "", *(f"- {plain(line)}" for line in after(sprint))]
    return "\n".join(lines) + "\n"


def _item(finding: Finding) -> str:
    where = plain(place(finding.path, finding.line, _PLACE_CELLS))
    owner = f", {plain(one_line(finding.owner))}" if finding.owner else ""
    words = f"{plain(one_line(finding.message))} ({where}{owner}, {duration(finding.effort_minutes)})"
    return f"**{finding.code}** {words} {finding.id[:8]}"
