"""The scorecard: one frozen object with a versioned JSON form, the only input of every report."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from debt_pipelines.model.finding import Finding, OutcomeStatus
from debt_pipelines.model.rule import Dimension, Family, Frozen, Lifecycle, Severity

Letter = Literal["A", "B", "C", "D", "E"]
Grade = Annotated[float, Field(ge=1, le=5)]
Share = Annotated[float, Field(ge=0, le=1)]
SCHEMA_VERSION: Literal[1] = 1


class CategoryScore(Frozen):
    """One debt family: its grade 1..5 (5 is clean, empty under 50 % evidence) and what it rests on."""

    family: Family
    title: str
    dimension: Dimension
    score: Grade | None
    confidence: Share | None
    n_findings: int
    open_minutes: float
    debt_ratio: float | None
    pass_rate: Share | None
    cap: Grade | None
    reason: str


class DimensionScore(Frozen):
    """One of the five dimensions: the weakest grade among its families."""

    dimension: Dimension
    score: Grade | None
    open_minutes: float
    n_findings: int


class Headline(Frozen):
    """The figures a lead reads first. Hours of backlog and hours lost per week are never added up."""

    verdict: str
    weakest_category: Family | None
    letter: Letter | None
    debt_ratio: float | None
    confidence: Share | None
    n_findings: int
    backlog_hours: float
    new_minutes: float
    accepted_hours: float
    weekly_hours: float | None
    maintenance_share: float | None


class Scores(Frozen):
    """Headline, categories and dimensions."""

    headline: Headline
    categories: tuple[CategoryScore, ...]
    dimensions: tuple[DimensionScore, ...]


class GateReason(Frozen):
    """One condition that closes the gate, and the findings behind it."""

    condition: str
    message: str
    findings: tuple[str, ...]


class Gate(Frozen):
    """The verdict for a deploy: passed, or the reasons why not."""

    passed: bool
    baseline: str | None
    reasons: tuple[GateReason, ...]


class ColumnEntry(Frozen):
    """One column of a dataset, as observed or documented."""

    name: str
    type: str | None
    is_observed: bool | None
    is_key: bool
    is_feature: bool
    description: str | None
    n_assertions: int


class DatasetEntry(Frozen):
    """One dataset of the project."""

    id: str
    path: str
    kind: str
    storage: str
    format: str | None
    tier: int
    owner: str | None
    description: str | None
    n_rows: int | None
    size_bytes: int | None
    hash: str | None
    is_present: bool
    is_schema_read: bool
    n_assertions: int
    columns: tuple[ColumnEntry, ...]


class JobEntry(Frozen):
    """One job of the project; a templated stage gives one job a key."""

    id: str
    kind: str
    name: str
    path: str
    line: int | None
    command: str | None
    description: str | None
    deps: tuple[str, ...]
    outs: tuple[str, ...]
    params: tuple[str, ...]
    frozen: bool
    always_changed: bool
    locked: bool | None


class NodeEntry(Frozen):
    """One node of the lineage graph."""

    id: str
    kind: Literal["dataset", "job"]
    n_upstream: int
    n_downstream: int
    cycle: str | None


class EdgeEntry(Frozen):
    """One edge of the lineage graph, in the direction the data flows."""

    source: str
    target: str
    kind: Literal["reads", "writes", "contains"]


class Lineage(Frozen):
    """The lineage graph of datasets and jobs."""

    nodes: tuple[NodeEntry, ...]
    edges: tuple[EdgeEntry, ...]


class SourceEntry(Frozen):
    """One thing the scan read, skipped or could not read."""

    path: str
    crawler: str
    status: Literal["read", "skipped", "error"]
    error: str | None
    line: int | None


class RuleEntry(Frozen):
    """One rule of the rulebook, and how it ended."""

    code: str
    slug: str
    family: Family
    title: str
    severity: Severity
    lifecycle: Lifecycle
    is_advice: bool
    outcome: OutcomeStatus
    n_evaluated: int
    n_failed: int
    n_not_applicable: int
    n_no_evidence: int
    n_subsumed: int
    error: str | None


class Project(Frozen):
    """The project that was scanned: its name and folder name, never an absolute path."""

    name: str
    is_git: bool


class Versions(Frozen):
    """Versions of what made this scorecard; `rulebook` is a hash of the rules in force."""

    debt_pipelines: str
    rulebook: str


class Scorecard(Frozen):
    """The data-debt scorecard of one project at one revision."""

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
