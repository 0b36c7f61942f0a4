"""The runs as CSV, one a line, minutes as plain numbers."""

from __future__ import annotations

import csv
import io

from debt_pipelines.model.trend import History, HistoryRun, Trend
from debt_pipelines.reports.registry import RenderOptions

_OF_RUN = tuple(name for name in HistoryRun.model_fields if name != "trend")
_OF_TREND = tuple(name for name in Trend.model_fields if name.endswith("_minutes"))


def render(history: History, options: RenderOptions) -> str:
    """The runs, oldest first; the first of all has no change."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow((*_OF_RUN, *_OF_TREND))
    for run in history.runs:
        changes = [getattr(run.trend, name) if run.trend else None for name in _OF_TREND]
        writer.writerow((*(getattr(run, name) for name in _OF_RUN), *changes))
    return written.getvalue()
