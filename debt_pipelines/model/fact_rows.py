"""Fact rows: one row a subject, with every fact a rule may judge as a column of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from debt_pipelines.model.data_rows import DatasetKind, SourceStatus, Storage
from debt_pipelines.model.schema import Row

ChangeKind = Literal[
    "unchanged",
    "added_column",
    "removed_column",
    "renamed_column",
    "changed_type",
]

Dataset = Annotated[str, "Identifier of the dataset"]
Path = Annotated[str, "File the finding points at"]
Line = Annotated[int | None, "Line in that file, from 1"]
Reach = Annotated[int, "Jobs that depend on it, directly or not"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFact(Row):
    """What is known of one dataset."""

    table: ClassVar[str] = "dataset_facts"
    dataset: Dataset
    path: Path
    line: Line
    kind: Annotated[DatasetKind, "What it holds"]
    storage: Annotated[Storage, "Where its bytes are versioned"]
    tier: Annotated[int, "Importance: 1 highest, 3 default"]
    is_tier_1: Annotated[bool, "Of the highest importance"]
    is_table: Annotated[bool, "Holds rows and columns"]
    is_documentable: Annotated[bool, "A dataset that somebody should describe and own"]
    is_present: Annotated[bool, "Its bytes can be read in this scan"]
    n_consumers: Annotated[int, "Jobs that read it directly"]
    n_downstream: Reach
    description: Annotated[str | None, "Its description, when it says something"]
    description_problem: Annotated[str | None, "Why the written description does not count"]
    n_undocumented_columns: Annotated[int, "Columns that need a description and have none"]
    is_first_of_declaration: Annotated[bool, "The first of the datasets that one templated line declares"]
    is_description_known: Annotated[bool | None, "Descriptions can be judged; empty when a tool is not read yet"]
    is_validation_known: Annotated[bool | None, "Checks can be judged; empty when a tool is not read yet"]
    is_schema_declared: Annotated[bool, "Its columns and types are declared somewhere"]
    is_checked_by_job: Annotated[bool, "A job that is itself a check reads it"]
    is_validated: Annotated[bool, "Some check is bound to it, or a job that is itself a check reads it"]
    n_assertions: Annotated[int, "Checks bound to it"]
    n_strong_assertions: Annotated[int, "Checks bound to it that can fail (strength 0.5 or more)"]
    owner: Annotated[str | None, "Owner in force"]
    malformation: Annotated[str | None, "What is wrong with the table as a file, if anything"]
    data_path: Annotated[str, "Path of the data itself"]
    malformation_line: Annotated[int | None, "Line of the malformation, from 1"]
    is_content_read: Annotated[bool | None, "Its content was read; empty when it is absent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFact(Row):
    """What is known of one column; a table whose columns could not be read has one row without a column."""

    table: ClassVar[str] = "column_facts"
    dataset: Dataset
    column: Annotated[str | None, "Column name"]
    path: Path
    line: Line
    logical_type: Annotated[str | None, "Logical type read from the data"]
    is_observed: Annotated[bool | None, "The data has it; empty when the data could not be read"]
    is_documented: Annotated[bool, "Some documentation of this dataset names it"]
    is_documentable: Annotated[bool | None, "A column that somebody should describe; empty when unknown"]
    is_description_known: Annotated[bool | None, "Descriptions can be judged; empty when a tool is not read yet"]
    is_validation_known: Annotated[bool | None, "Checks can be judged; empty when a tool is not read yet"]
    description: Annotated[str | None, "Its description, when it says something"]
    description_problem: Annotated[str | None, "Why the written description does not count"]
    is_key: Annotated[bool, "Declared as key"]
    is_feature: Annotated[bool, "Declared as input of a model"]
    is_critical: Annotated[bool | None, "Key or feature; empty when the columns are unknown"]
    n_strong_assertions: Annotated[int, "Checks on it that can fail (strength 0.5 or more)"]
    n_downstream: Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFact(Row):
    """What is known of one job, or of one lock entry without a stage."""

    table: ClassVar[str] = "job_facts"
    job: Annotated[str, "Identifier of the job"]
    template: Annotated[str, "Identifier of the entry as written"]
    path: Path
    line: Line
    is_declared: Annotated[bool, "Declared as a stage; otherwise only a lock entry"]
    is_orphan: Annotated[bool | None, "A lock entry without a stage; empty when the stages cannot be read"]
    is_template_head: Annotated[bool, "The first of the jobs that one templated entry gives"]
    is_frozen: Annotated[bool, "Frozen: DVC does not run it"]
    is_always_changed: Annotated[bool, "DVC runs it every time"]
    description: Annotated[str | None, "Its description, when it says something"]
    has_lock_entry: Annotated[bool, "Its lock file has an entry for it"]
    is_locked: Annotated[bool | None, "A run is recorded; empty when the lock file cannot be read"]
    graph_problem: Annotated[str | None, "The cycle it is in, or the output that another job writes too"]
    n_downstream: Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeFact(Row):
    """What is known of one dependency or output of a job."""

    table: ClassVar[str] = "edge_facts"
    edge: Annotated[str, "Identifier, e.g. dvc.yaml:train<-data/raw.csv"]
    job: Annotated[str, "Identifier of the job"]
    direction: Annotated[Literal["dep", "out"], "Read or written"]
    target: Annotated[str, "Path in the project, or URL without credentials"]
    dataset: Annotated[str | None, "Identifier of the dataset, where it is one"]
    path: Path
    line: Line
    is_dependency: Annotated[bool, "Read by the job"]
    is_live: Annotated[bool, "Neither its consumer nor its producer is frozen"]
    is_phantom: Annotated[bool | None, "In no commit, not tracked and not produced; empty when outside the project"]
    producer: Annotated[str | None, "Job that writes it"]
    is_produced: Annotated[bool, "A declared job writes it"]
    consumed_hash: Annotated[str | None, "Hash at the consumer's last recorded run"]
    produced_hash: Annotated[str | None, "Hash at the producer's last recorded run"]
    is_stale: Annotated[bool | None, "The two differ; empty when they cannot be compared"]
    n_downstream: Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionFact(Row):
    """What is known of one check that somebody wrote."""

    table: ClassVar[str] = "assertion_facts"
    assertion: Annotated[str, "Identifier: file, suite, type and column, numbered when it stands twice"]
    suite: Annotated[str, "Suite it stands in"]
    type: Annotated[str, "The tool's own name of the check"]
    dataset: Annotated[str | None, "Dataset it is bound to"]
    column: Annotated[str | None, "Column it checks"]
    path: Path
    line: Line
    is_on_column: Annotated[bool, "Checks a column"]
    is_first_row: Annotated[bool, "The first of the columns and datasets that one written check is about"]
    is_column_present: Annotated[bool | None, "The dataset has that column; empty when unknown"]
    binding_confidence: Annotated[float | None, "How sure the binding is, 0..1"]
    vacuous_reason: Annotated[str | None, "Why it cannot fail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFact(Row):
    """What is known of one thing the scan tried to read."""

    table: ClassVar[str] = "source_facts"
    source: Annotated[str, "Path in the project, or the name of a crawler"]
    part: Annotated[str | None, "Part of the file concerned, e.g. one stage"]
    path: Path
    line: Line
    crawler: Annotated[str, "Crawler that read it"]
    is_pipeline_metadata: Annotated[bool, "A file that DVC itself must read"]
    is_other_source: Annotated[bool, "Any other source"]
    is_attempted: Annotated[bool, "Read or failed, rather than left out"]
    status: Annotated[SourceStatus, "read, skipped or error"]
    error: Annotated[str | None, "Why it could not be read"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFact(Row):
    """What is known of the project as a whole."""

    table: ClassVar[str] = "project_facts"
    project: Annotated[str, "Name of the project"]
    path: Path
    line: Line
    is_dvc_project: Annotated[bool, "Has DVC metadata"]
    n_tracked_outputs: Annotated[int, "Outputs that DVC keeps in its cache"]
    needs_remote: Annotated[bool, "Keeps outputs that must be shared through a remote"]
    remote_problem: Annotated[str | None, "What is wrong with the default remote"]
    is_remote_known: Annotated[bool | None, "Remotes can be judged; empty when a local configuration may define them"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaChange(Row):
    """One column compared with its earlier version; kind tells what changed, if anything."""

    table: ClassVar[str] = "schema_changes"
    dataset: Dataset
    column: Annotated[str | None, "Column name; the new one for a rename"]
    path: Path
    line: Line
    kind: Annotated[ChangeKind | None, "What changed; empty when there is nothing to compare with"]
    before: Annotated[str | None, "Earlier name or type"]
    after: Annotated[str | None, "Present name or type"]
    is_news: Annotated[bool, "Not known from documentation or a suite"]
    is_widening: Annotated[bool, "A change of type that loses nothing"]
    is_read_downstream: Annotated[bool, "Jobs read the dataset"]
    n_readers: Annotated[int, "Jobs that read the dataset directly"]
    n_downstream: Reach
    baseline_revision: Annotated[str | None, "Git commit it is compared with"]
    committed_at: Annotated[str | None, "Date of that commit (ISO 8601)"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParamFact(Row):
    """What is known of one parameter that a job declares."""

    table: ClassVar[str] = "param_facts"
    job: Annotated[str, "Identifier of the job"]
    file: Annotated[str, "Parameter file"]
    key: Annotated[str | None, "Dotted key"]
    path: Path
    line: Line
    locked_value: Annotated[str | None, "Value at the last recorded run, as JSON"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFact(Row):
    """What is known of one trained model."""

    table: ClassVar[str] = "model_facts"
    model: Annotated[str, "Identifier"]
    target: Annotated[str, "Path in the project"]
    path: Path
    line: Line
    job: Annotated[str | None, "Job that produces it"]
    n_downstream: Reach
