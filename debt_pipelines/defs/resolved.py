"""What of a baseline is not found any more: what a change has fixed, as far as that can be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import frame_of, records
from debt_pipelines.model.finding import Finding, RuleOutcome
from debt_pipelines.model.result_rows import ResolvedRow
from debt_pipelines.model.rule import Rule
from debt_pipelines.model.scorecard import ResolvedFinding
from debt_pipelines.project.project import Project
from debt_pipelines.project.renames import renamed_since
from debt_pipelines.score.baseline import Baseline, known_entries

if TYPE_CHECKING:
    import pandas as pd

_SINCE_WHEN = "schema_changes"
"""The fact table of what has changed since a state: another state has other changes, and none of them is fixed."""


def resolved_since(
    project: Project,
    baseline: Baseline | None,
    findings: Iterable[Finding],
    outcomes: Iterable[RuleOutcome],
    rules: Sequence[Rule],
) -> list[ResolvedFinding]:
    """The entries of a baseline without a finding, in their order; none where there is no baseline.

    What a rule found that was not judged now, or whose findings depend on since when, is left out.
    """
    if baseline is None:
        return []
    judged = {outcome.code: outcome for outcome in outcomes if outcome.status in ("passed", "failed")}
    comparable = {rule.code for rule in rules if rule.is_enabled and rule.table != _SINCE_WHEN}
    found = known_entries(findings, baseline, renamed_since(project, baseline.revision))
    held = {entry.id for entry in found.values()}
    return [
        ResolvedFinding(**entry.model_dump(), is_certain=_judged_all(judged[entry.code]))
        for entry in baseline.findings
        if entry.id not in held and entry.code in judged and entry.code in comparable
    ]


def _judged_all(outcome: RuleOutcome) -> bool:
    return not (outcome.n_no_evidence or outcome.n_subsumed)


def resolved_frame(resolved: Iterable[ResolvedFinding]) -> pd.DataFrame:
    """The `resolved` table, in the order given."""
    return frame_of("resolved", [ResolvedRow(**entry.model_dump()) for entry in resolved])


def resolved_from(frame: pd.DataFrame) -> tuple[ResolvedFinding, ...]:
    """The findings of a `resolved` table."""
    return tuple(ResolvedFinding(**row) for row in records(frame))
