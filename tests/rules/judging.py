"""Judges cases: rows of one fact table, made of what a case says over a harmless default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import frame_of
from debt_pipelines.model.finding import Finding, RuleOutcome
from debt_pipelines.model.rule import Rule
from debt_pipelines.model.tables import SCHEMAS
from debt_pipelines.rules.engine import judge
from debt_pipelines.rules.findings import findings_of
from tests.rules.default_facts import DEFAULT_FACTS

if TYPE_CHECKING:
    import pandas as pd

Facts = Mapping[str, Any]


def frame(table: str, rows: Iterable[Facts]) -> pd.DataFrame:
    """A fact table of the given rows, each over the harmless default."""
    row_type = SCHEMAS[table].row_type
    return frame_of(table, [row_type(**{**DEFAULT_FACTS[table], **row}) for row in rows])


def judged(rules: Iterable[Rule], rows: Mapping[str, Iterable[Facts]]) -> tuple[list[Finding], dict[str, RuleOutcome]]:
    """Findings and outcomes of rules over the rows of their tables."""
    listed = list(rules)
    facts = {table: frame(table, rows.get(table, ())) for table in {rule.table for rule in listed}}
    findings, outcomes = findings_of(judge(listed, facts), facts, {})
    return findings, {outcome.code: outcome for outcome in outcomes}
