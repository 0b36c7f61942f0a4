"""The scan itself, as plain functions over frames: what the Dagster assets run, and nothing of Dagster."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from debt_pipelines.catalog.build import build_catalog
from debt_pipelines.catalog.frames import Frames, frames_of, records
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.registry import crawl_project
from debt_pipelines.crawlers.table_history import versions_at
from debt_pipelines.facts.registry import build_facts
from debt_pipelines.model.finding import Finding, RuleOutcome
from debt_pipelines.model.rule import Rule
from debt_pipelines.model.schema import Row
from debt_pipelines.model.scorecard import Project as ProjectEntry
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.model.table_rows import ColumnSeen, ProfileVersion, SchemaVersion
from debt_pipelines.model.tables import METADATA_TABLES
from debt_pipelines.project.locations import scheme_of
from debt_pipelines.project.project import Project
from debt_pipelines.rules.findings import disabled_outcomes, findings_of
from debt_pipelines.rules.rulebook import rulebook_version
from debt_pipelines.score.scorecard import build_scorecard

if TYPE_CHECKING:
    import pandas as pd


def crawl(project: Project, settings: Settings, *, baseline: str | None = None) -> dict[str, pd.DataFrame]:
    """The metadata tables of a project; drift is measured against `baseline`, else each file's version before."""
    rows = crawl_project(project, settings)
    if baseline is not None:
        tables = sorted({row.path for row in rows if isinstance(row, ColumnSeen)})
        earlier = list(versions_at(project.at(baseline), tables, settings))
        rows = [*(row for row in rows if not _is_replaced(row)), *earlier]
    return frames_of(rows, METADATA_TABLES)


def _is_replaced(row: Row) -> bool:
    """Whether a given baseline takes the place of the version a row is of; no revision has what is external."""
    return isinstance(row, (SchemaVersion, ProfileVersion)) and scheme_of(row.path) is None


def judge_facts(frames: Frames, rules: Sequence[Rule]) -> tuple[list[Finding], list[RuleOutcome]]:
    """Findings in backlog order and one outcome a rule, from the catalog and fact tables."""
    from debt_pipelines.rules.engine import judge

    datasets = {row["dataset"]: row for row in records(frames["datasets"])}
    findings, outcomes = findings_of(judge([rule for rule in rules if rule.is_enabled], frames), frames, datasets)
    return findings, sorted([*outcomes, *disabled_outcomes(rules)], key=lambda outcome: outcome.code)


def mark_known(findings: Iterable[Finding], known: set[str]) -> list[Finding]:
    """The findings with the status `known` where the baseline has them too."""
    return [finding.model_copy(update={"status": "known"}) if finding.id in known else finding for finding in findings]


def known_findings(project: Project, settings: Settings, rules: Sequence[Rule], revision: str) -> set[str]:
    """The fingerprints that the same rules find at a git revision; nothing is checked out."""
    frames = crawl(project.at(revision), settings)
    frames |= build_catalog(frames, settings)
    frames |= build_facts(frames)
    findings, _ = judge_facts(frames, rules)
    return {finding.id for finding in findings}


def score(
    frames: Frames,
    findings: Sequence[Finding],
    outcomes: Sequence[RuleOutcome],
    *,
    rules: Sequence[Rule],
    settings: Settings,
    project: Project,
    baseline: str | None,
) -> Scorecard:
    """The scorecard of a scan."""
    return build_scorecard(
        frames,
        findings,
        outcomes,
        rules=rules,
        rulebook_version=rulebook_version(rules),
        settings=settings,
        project=ProjectEntry(name=project.name, is_git=project.is_git),
        revision=project.revision or project.head,
        baseline=baseline,
        generated_at=timestamp(),
    )


def timestamp() -> str:
    """Now in UTC, or the moment that `SOURCE_DATE_EPOCH` names, to the second (ISO 8601)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch and epoch.isdigit() else datetime.now(UTC)
    return moment.replace(microsecond=0).isoformat()
