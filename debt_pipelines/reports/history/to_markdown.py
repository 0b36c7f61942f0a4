"""The trend as Markdown, for a page or a comment."""

from __future__ import annotations

from debt_pipelines.model.trend import History
from debt_pipelines.reports.history.words import HEAD, facts, row
from debt_pipelines.reports.markdown_text import code
from debt_pipelines.reports.registry import RenderOptions


def render(history: History, options: RenderOptions) -> str:
    """The trend as Markdown of GitHub's kind: what it says, then all runs."""
    lines = [f"### Debt history of {code(history.project)}", ""]
    if not history.runs:
        return "\n".join([*lines, "No run yet.", ""])
    lines += [f"- {label}: {words}" for label, words in facts(history)]
    lines += ["", _row(HEAD), "|---|---|" + "--:|" * (len(HEAD) - 2)]
    lines += [_row(row(run)) for run in history.runs]
    return "\n".join([*lines, ""])


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
