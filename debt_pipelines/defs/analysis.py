"""The scan itself, as plain functions over frames: what the Dagster assets run, and nothing of Dagster."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from debt_pipelines.catalog.asset_places import with_places
from debt_pipelines.catalog.build import build_catalog
from debt_pipelines.catalog.check_results import with_results
from debt_pipelines.catalog.frames import Frames, conform, frames_of, records
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.registry import crawl_project
from debt_pipelines.crawlers.table_history import versions_at
from debt_pipelines.defs.clock import timestamp, today
from debt_pipelines.defs.head import note_head
from debt_pipelines.facts.git_time import present_time
from debt_pipelines.facts.ledger_facts import with_uses
from debt_pipelines.facts.registry import build_facts
from debt_pipelines.model.finding import Finding, RuleOutcome
from debt_pipelines.model.rule import Rule
from debt_pipelines.model.schema import Row
from debt_pipelines.model.scorecard import Project as ProjectEntry
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.model.table_rows import ProfileVersion, SchemaVersion
from debt_pipelines.model.tables import METADATA_TABLES
from debt_pipelines.project.locations import scheme_of
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.project import Project
from debt_pipelines.rules.findings import backlog_key, disabled_outcomes, findings_of
from debt_pipelines.rules.rulebook import rulebook_version
from debt_pipelines.score.exemptions import exempt
from debt_pipelines.score.gate import EvidenceBefore
from debt_pipelines.score.scorecard import build_scorecard

if TYPE_CHECKING:
    import pandas as pd

_VERSIONS = (SchemaVersion.table, ProfileVersion.table)
LEDGER = "ledger_facts"
"""The one fact table about findings: its rules judge when the others have."""


def crawl(
    project: Project, settings: Settings, *, baseline: str | None = None, runs: Iterable[Row] = ()
) -> dict[str, pd.DataFrame]:
    """The metadata tables of a project; drift is measured against `baseline`, else each file's version before.

    `runs` are rows of what an orchestrator recorded.
    """
    if project.revision is None:
        note_head(project)
    frames = with_places(with_results(frames_of(chain(crawl_project(project, settings), runs), METADATA_TABLES)))
    if baseline is None:
        return frames
    tables = sorted(frames["columns"]["path"].unique())
    earlier = frames_of(versions_at(project.at(baseline), tables, settings), _VERSIONS)
    return frames | {table: _replaced(table, frames[table], earlier[table]) for table in _VERSIONS}


def _replaced(table: str, found: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """The versions of a given baseline in place of those that were found; no revision has what is external."""
    import pandas as pd

    paths = found["path"].unique()
    kept = found[found["path"].isin([path for path in paths if scheme_of(path) is not None])]
    return conform(table, pd.concat([kept, earlier]))


def judge_facts(
    frames: Frames, rules: Sequence[Rule], memory: Memory | None = None
) -> tuple[list[Finding], list[RuleOutcome]]:
    """Findings in backlog order, some of them exempted, and one outcome a rule, from the tables of a scan.

    What was judged before, as far as `memory` holds it, is not judged again.
    """
    judged, findings, outcomes = _judged(frames, [rule for rule in rules if rule.table != LEDGER], memory)
    exemptions = records(frames["exemptions"])
    first = exempt(findings, exemptions, today=today())
    unsure = _unsure(judged, outcomes, rules)
    facts = with_uses(frames, first.n_covered, today=today(), codes={rule.code for rule in rules}, unsure=unsure)
    last = [rule for rule in rules if rule.table == LEDGER]
    _, late, late_outcomes = _judged({**frames, LEDGER: facts}, last, memory)
    owners = {row["entry"]: row["owner"] for row in exemptions}
    owned = [finding.model_copy(update={"owner": owners[finding.subject.id]}) for finding in late]
    second = exempt(owned, exemptions, today=today())
    outcomes = [*outcomes, *late_outcomes, *disabled_outcomes(rules)]
    listed = sorted([*first.findings, *second.findings], key=backlog_key)
    return listed, sorted(outcomes, key=lambda outcome: outcome.code)


def _judged(
    frames: Frames, rules: Sequence[Rule], memory: Memory | None
) -> tuple[list[Rule], list[Finding], list[RuleOutcome]]:
    from debt_pipelines.rules.engine import judge

    datasets = {row["dataset"]: row for row in records(frames["datasets"])}
    enabled = [rule for rule in rules if rule.is_enabled]
    return enabled, *findings_of(judge(enabled, frames, memory), frames, datasets)


def _unsure(judged: Sequence[Rule], outcomes: Sequence[RuleOutcome], rules: Sequence[Rule]) -> set[str]:
    """The rules of which a finding may be there though it is not told.

    They were not judged, or not everywhere, or another rule spoke for them; what has changed depends on since when.
    """
    partial = {outcome.code for outcome in outcomes if outcome.error or outcome.n_no_evidence or outcome.n_subsumed}
    settled = {rule.code for rule in judged if rule.code not in partial and rule.table != "schema_changes"}
    return {rule.code for rule in rules} - settled


def find(
    project: Project, settings: Settings, rules: Sequence[Rule], *, runs: Iterable[Row] = ()
) -> tuple[list[Finding], list[RuleOutcome]]:
    """Findings and outcomes of one state of a project, crawled and judged at once."""
    return judge_facts(tables_of(project, settings, runs=runs), rules, project.memory)


def tables_of(project: Project, settings: Settings, *, runs: Iterable[Row] = ()) -> dict[str, pd.DataFrame]:
    """The metadata, catalog and fact tables of one state of a project."""
    frames = crawl(project, settings, runs=runs)
    frames |= build_catalog(frames, settings)
    return frames | build_facts(frames)


def score(
    frames: Frames,
    findings: Sequence[Finding],
    outcomes: Sequence[RuleOutcome],
    *,
    rules: Sequence[Rule],
    settings: Settings,
    project: Project,
    baseline: str | None,
    before: EvidenceBefore | None = None,
) -> Scorecard:
    """The scorecard of a scan."""
    return build_scorecard(
        frames,
        findings,
        outcomes,
        rules=rules,
        rulebook_version=rulebook_version(rules),
        settings=settings,
        project=ProjectEntry(name=project.name, is_git=project.is_git, folder=project.prefix.rstrip("/")),
        revision=project.revision or project.head,
        baseline=baseline,
        before=before,
        generated_at=timestamp(),
        now=present_time(frames),
    )
