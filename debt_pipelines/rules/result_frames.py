"""Findings and outcomes as frames and back, for the hand-over between steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import frame_of
from debt_pipelines.model.finding import Finding, RuleOutcome
from debt_pipelines.model.result_rows import FindingRow, OutcomeRow

if TYPE_CHECKING:
    import pandas as pd


def findings_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """The `findings` table, in the order given."""
    rows = [
        FindingRow(
            id=finding.id,
            code=finding.code,
            family=finding.family,
            severity=finding.severity,
            status=finding.status,
            subject=finding.subject.id,
            message=finding.message,
            path=finding.path,
            line=finding.line,
            effort_minutes=finding.effort_minutes,
            impact=finding.impact,
            priority=finding.priority,
            document=finding.model_dump_json(),
        )
        for finding in findings
    ]
    return frame_of("findings", rows)


def outcomes_frame(outcomes: Iterable[RuleOutcome]) -> pd.DataFrame:
    """The `outcomes` table, in the order given."""
    rows = [
        OutcomeRow(
            code=outcome.code,
            status=outcome.status,
            n_evaluated=outcome.n_evaluated,
            n_failed=outcome.n_failed,
            n_no_evidence=outcome.n_no_evidence,
            document=outcome.model_dump_json(),
        )
        for outcome in outcomes
    ]
    return frame_of("outcomes", rows)


def findings_from(frame: pd.DataFrame) -> list[Finding]:
    """The findings of a `findings` table."""
    return [Finding.model_validate_json(document) for document in frame["document"]]


def outcomes_from(frame: pd.DataFrame) -> list[RuleOutcome]:
    """The outcomes of an `outcomes` table."""
    return [RuleOutcome.model_validate_json(document) for document in frame["document"]]
