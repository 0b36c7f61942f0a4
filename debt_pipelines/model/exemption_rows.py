"""Exemptions: debt that somebody has accepted or suppressed, as it is written down, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from debt_pipelines.model.fact_rows import Line, Path
from debt_pipelines.model.schema import Row

ExemptionKind = Literal["acceptance", "suppression"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption(Row):
    """One rule and what it is not to be told of: an entry of the ledger, or a comment beside the debt."""

    table: ClassVar[str] = "exemptions"
    entry: Annotated[str, "Identifier: the file and what is exempted, never a line"]
    kind: Annotated[ExemptionKind, "An entry of the ledger, or a comment"]
    path: Path
    line: Line
    code: Annotated[str | None, "Rule code; empty where a comment names none"]
    finding: Annotated[str | None, "Fingerprint of the finding; empty where a pattern says which"] = None
    subject: Annotated[str | None, "Subject of the finding, or a pattern of subjects with * and ?"] = None
    moved_subject: Annotated[
        str | None, "The same under the present names of its files, where git saw any renamed since it was accepted"
    ] = None
    first_line: Annotated[int | None, "First line that a comment is about; empty for the whole file"] = None
    last_line: Annotated[int | None, "Last line that a comment is about; empty for the whole file"] = None
    misplaced: Annotated[str | None, "Why a comment where it stands is about nothing"] = None
    reason: Annotated[str | None, "Reason, from the closed list of the ledger"] = None
    words: Annotated[str | None, "Reason in words"] = None
    owner: Annotated[str | None, "Who answers for it"] = None
    until: Annotated[str | None, "Day of the next review, the last on which it holds (ISO 8601)"] = None
    ticket: Annotated[str | None, "Where the work is tracked"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFact(Row):
    """What is known of one exemption; what it covers is empty until the other rules have judged."""

    table: ClassVar[str] = "ledger_facts"
    entry: Annotated[str, "Identifier: the file and what is exempted, never a line"]
    path: Path
    line: Line
    code: Annotated[str | None, "Rule code"]
    target: Annotated[str, "What is exempted, in words"]
    is_acceptance: Annotated[bool, "An entry of the ledger"]
    is_suppression: Annotated[bool, "A comment beside the debt"]
    words: Annotated[str | None, "Reason in words"]
    owner: Annotated[str | None, "Who answers for it"]
    until: Annotated[str | None, "Day of the next review (ISO 8601)"]
    is_use_known: Annotated[bool | None, "What it covers is known; empty where its rule could not judge everything"]
    idle: Annotated[str | None, "Why it covers nothing"]
    expired_at: Annotated[str | None, "Day of review, where that has passed and the debt is still there"]
