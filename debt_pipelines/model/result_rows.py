"""Findings and outcomes as rows, for the hand-over between steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from debt_pipelines.model.schema import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow(Row):
    """One finding: the figures people sort by, and the whole of it as JSON."""

    table: ClassVar[str] = "findings"
    id: Annotated[str, "Fingerprint, stable over time"]
    code: Annotated[str, "Rule code"]
    family: Annotated[str, "Debt family"]
    severity: Annotated[str, "critical, high, medium or low"]
    status: Annotated[str, "new, known, accepted or ignored"]
    subject: Annotated[str, "What it is about"]
    message: Annotated[str, "What is wrong"]
    path: Annotated[str, "File it points at"]
    line: Annotated[int | None, "Line in that file, from 1"]
    effort_minutes: Annotated[float, "Remediation effort in minutes"]
    impact: Annotated[float, "Frequency x severity points"]
    priority: Annotated[float, "Impact per hour of effort"]
    document: Annotated[str, "The whole finding as JSON"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow(Row):
    """How one rule ended."""

    table: ClassVar[str] = "outcomes"
    code: Annotated[str, "Rule code"]
    status: Annotated[str, "passed, failed, not_applicable, no_evidence or error"]
    n_evaluated: Annotated[int, "Rows judged"]
    n_failed: Annotated[int, "Rows that failed and are told"]
    n_no_evidence: Annotated[int, "Rows that could not be judged"]
    document: Annotated[str, "The whole outcome as JSON"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedRow(Row):
    """One finding of the baseline that is not found any more."""

    table: ClassVar[str] = "resolved"
    id: Annotated[str, "Fingerprint it had"]
    code: Annotated[str, "Rule code"]
    subject: Annotated[str, "What it was about"]
    first_seen: Annotated[str | None, "When it was first seen (ISO 8601)"]
    is_certain: Annotated[bool, "Its rule could judge everything; else it may be there unseen"]
