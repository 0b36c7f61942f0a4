"""The planned findings as CSV, one a row, for a spreadsheet or a tracker."""

from __future__ import annotations

import csv
import io

from debt_pipelines.model.sprint import Sprint
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.spreadsheet import cell

_COLUMNS = (
    *("id", "code", "severity", "path", "line", "owner", "effort_minutes"),
    *("impact", "priority", "weekly_hours", "payback_weeks", "message"),
)


def render(sprint: Sprint, options: RenderOptions) -> str:
    """The planned findings with a header; a text that a spreadsheet would take for a formula has a quote before it."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for finding in sprint.planned:
        writer.writerow([cell(getattr(finding, name)) for name in _COLUMNS])
    return stream.getvalue()
