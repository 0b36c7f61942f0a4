"""The findings as CSV, one a row, for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json

from debt_pipelines.model.finding import Finding
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.spreadsheet import cell

_COLUMNS = (
    *("id", "code", "slug", "family", "severity", "status", "dataset", "column", "message", "path", "line", "owner"),
    *("effort_minutes", "exposure", "impact", "priority", "weekly_hours", "payback_weeks", "first_seen"),
    *("is_advice", "is_tier_1", "exemption"),
)
_HEAD = (*_COLUMNS, "subject_kind", "subject", "evidence")


def render(scorecard: Scorecard, options: RenderOptions) -> str:
    """All findings in backlog order with a header; text that a spreadsheet would take for a formula is quoted."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_HEAD)
    writer.writerows(map(_row, scorecard.findings))
    return stream.getvalue()


def _row(finding: Finding) -> list[object]:
    known = [getattr(finding, name) for name in _COLUMNS]
    evidence = json.dumps(finding.evidence, ensure_ascii=False) if finding.evidence else None
    return [cell(value) for value in (*known, finding.subject.kind, finding.subject.id, evidence)]
