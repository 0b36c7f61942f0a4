"""The scorecard: one frozen object with a versioned JSON form, the only input of every report."""

from __future__ import annotations

from typing import Literal

from debt_pipelines.model.entries import DatasetEntry, JobEntry, Lineage, RuleEntry, SettingEntry, SourceEntry
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.rule import Frozen
from debt_pipelines.model.scores import Scores
from debt_pipelines.model.trend import RunFigures, Trend

SCHEMA_VERSION: Literal[1] = 1


class GateReason(Frozen):
    """One condition that closes the gate, what to do about it, and the findings behind it."""

    condition: str
    message: str
    action: str = ""
    findings: tuple[str, ...]


class Gate(Frozen):
    """The verdict for a deploy: passed, or the reasons why not."""

    passed: bool
    baseline: str | None
    reasons: tuple[GateReason, ...]


class Project(Frozen):
    """The project that was scanned: its name, and its folder in the repository, empty for the whole of it."""

    name: str
    is_git: bool
    folder: str = ""


class ResolvedFinding(Frozen):
    """A finding of the baseline that is not found any more.

    `is_certain` says that its rule could judge everything; else the finding may be there unseen.
    """

    id: str
    code: str
    subject: str
    first_seen: str | None = None
    is_certain: bool = True


class Versions(Frozen):
    """Versions of what made this scorecard; `rulebook` is a hash of the rules in force."""

    debt_pipelines: str
    rulebook: str


class Scorecard(Frozen):
    """The data-debt scorecard of one project at one revision.

    `history` holds the figures of its last runs, oldest first, this one last; `settings` are those that move a figure.
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    project: Project
    revision: str | None
    generated_at: str
    versions: Versions
    scorecard: Scores
    gate: Gate
    findings: tuple[Finding, ...]
    datasets: tuple[DatasetEntry, ...]
    jobs: tuple[JobEntry, ...]
    lineage: Lineage
    sources: tuple[SourceEntry, ...]
    rules: tuple[RuleEntry, ...]
    trend: Trend | None = None
    resolved: tuple[ResolvedFinding, ...] = ()
    history: tuple[RunFigures, ...] = ()
    settings: tuple[SettingEntry, ...] = ()
