"""The plan of a sprint as versioned JSON."""

from __future__ import annotations

from debt_pipelines.model.sprint import Sprint
from debt_pipelines.reports.printable import printable_json
from debt_pipelines.reports.registry import RenderOptions


def render(sprint: Sprint, options: RenderOptions) -> str:
    """The plan as JSON: fields in declared order, two spaces of indent, non-ASCII kept."""
    return printable_json(sprint.model_dump_json(indent=2)) + "\n"
