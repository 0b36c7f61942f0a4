"""What a scorecard lists: datasets with their columns, jobs, lineage, sources and rules."""

from __future__ import annotations

from typing import Literal

from debt_pipelines.model.data_rows import AssertionKind
from debt_pipelines.model.fact_rows import ChangeKind
from debt_pipelines.model.finding import OutcomeStatus
from debt_pipelines.model.rule import Family, Frozen, Lifecycle, Severity
from debt_pipelines.model.table_rows import BaselineKind


class ColumnEntry(Frozen):
    """One column of a dataset, as observed or documented."""

    name: str
    type: str | None
    is_observed: bool | None
    is_key: bool
    is_feature: bool
    description: str | None
    n_assertions: int


class AssertionEntry(Frozen):
    """One check that somebody wrote about a dataset, in any tool.

    `type` is the tool's own name of it, and `demands` says in words what it allows: nothing where its name says all,
    null where that is not known. `strength` is 0..1, and 0 cannot fail; `confidence` says how sure it is that the check
    is about this dataset. `is_run` is null where no results are kept.
    """

    tool: str
    type: str
    kind: AssertionKind
    column: str | None
    demands: str | None
    strength: float
    vacuous_reason: str | None
    severity: Literal["error", "warning"] | None
    confidence: float
    is_run: bool | None
    last_result: Literal["passed", "failed", "error"] | None
    last_run_at: str | None
    path: str
    line: int | None


class SchemaBaseline(Frozen):
    """The earlier version that the columns of a dataset were compared with, and its date (ISO 8601)."""

    kind: BaselineKind
    revision: str
    committed_at: str | None


class SchemaChangeEntry(Frozen):
    """One change of a column, or of the table as a whole, since the version of `committed_at` at `revision`."""

    kind: ChangeKind
    column: str | None
    before: str | None
    after: str | None
    is_breaking: bool
    revision: str
    committed_at: str | None


class DatasetEntry(Frozen):
    """One dataset of the project.

    Of its checks at most 200 are listed, of its schema changes 20; `n_assertions` and `n_schema_changes` count all.
    Where `schema_baseline` is null, nothing earlier could be compared: that says nothing about changes.
    """

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
    assertions: tuple[AssertionEntry, ...] = ()
    schema_baseline: SchemaBaseline | None = None
    schema_changes: tuple[SchemaChangeEntry, ...] = ()
    n_schema_changes: int = 0


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
    owner: str | None = None


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


class SettingEntry(Frozen):
    """One setting that moves a figure, as `costs.SCH.hours`, and whether it is the default."""

    name: str
    value: str
    is_default: bool


class RuleEntry(Frozen):
    """One rule of the rulebook, and how it ended; `notes` say why it is there and how to fix what it finds."""

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
    notes: str = ""
