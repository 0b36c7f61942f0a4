"""The trend as JSON."""

from __future__ import annotations

from debt_pipelines.model.trend import History
from debt_pipelines.reports.printable import printable_json
from debt_pipelines.reports.registry import RenderOptions


def render(history: History, options: RenderOptions) -> str:
    """The trend as JSON: fields in declared order, two spaces of indent, non-ASCII kept."""
    return printable_json(history.model_dump_json(indent=2)) + "\n"
