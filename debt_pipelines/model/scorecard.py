"""The scorecard: one frozen object with a versioned JSON form, the only input of every report."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from debt_pipelines.model.check_fact_rows import CoverageKind
from debt_pipelines.model.finding import Finding, OutcomeStatus
from debt_pipelines.model.rule import Dimension, Family, Frozen, Lifecycle, Severity
from debt_pipelines.model.trend import Trend

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


class Capacity(Frozen):
    """The hours a team works a week, and where that figure comes from."""

    hours_per_week: Annotated[float, Field(gt=0)]
    basis: str


class Payback(Frozen):
    """What some findings take, what paying them saves a week, and after how many weeks it has come back."""

    n_findings: int
    hours: float
    weekly_hours: float
    weeks: float | None


class WeeklyCost(Frozen):
    """An estimate of the hours that open debt costs a week, with its range; empty where few runs are known.

    `n_findings` are those whose runs are known; the others are not in it. `share` is that of the team's week.
    """

    hours: float | None
    low: float | None
    high: float | None
    n_findings: int
    capacity: Capacity | None
    share: float | None
    first_items: Payback | None


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
    replacement_minutes: float | None = None


class KindCoverage(Frozen):
    """How many tables have a check of one kind."""

    kind: CoverageKind
    n_tables: int
    share: Share | None


class CoverageGroup(Frozen):
    """The tables of one folder, owner or tier, and how many of them something validates."""

    name: str
    n_tables: int
    n_validated: int
    share: Share | None


class Coverage(Frozen):
    """How many tables something validates; of `n_unknown` more, a check that was not read may."""

    n_tables: int
    n_validated: int
    n_unknown: int
    share: Share | None
    kinds: tuple[KindCoverage, ...]
    folders: tuple[CoverageGroup, ...]
    owners: tuple[CoverageGroup, ...]
    tiers: tuple[CoverageGroup, ...]


MeasureName = Literal["documentation", "validation", "monitoring", "automation", "freshness", "model_staleness"]


class Measure(Frozen):
    """One share of a whole: `n` of `n_total`; of `n_unknown` more it cannot be told."""

    name: MeasureName
    title: str
    n: int
    n_total: int
    n_unknown: int
    share: Share | None


class Scores(Frozen):
    """Headline, categories, dimensions, the coverage by checks, measures and the cost a week."""

    headline: Headline
    categories: tuple[CategoryScore, ...]
    dimensions: tuple[DimensionScore, ...]
    coverage: Coverage | None = None
    measures: tuple[Measure, ...] = ()
    weekly_cost: WeeklyCost | None = None


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
    trend: Trend | None = None
