"""Metadata rows about data: what was seen of datasets, their columns, words and checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from debt_pipelines.model.schema import Row

SourceStatus = Literal["read", "skipped", "error"]
DatasetKind = Literal["table", "directory", "model", "metric", "plot", "media", "document", "other"]
Storage = Literal["git", "dvc", "import", "external", "warehouse", "none"]
DVC_STORAGES: tuple[Storage, ...] = ("dvc", "import")
"""Storages whose versions DVC tracks."""
AssertionKind = Literal[
    "presence",
    "nullness",
    "uniqueness",
    "type",
    "range",
    "domain",
    "pattern",
    "relation",
    "distribution",
    "volume",
    "freshness",
    "custom",
]

STRONG = 0.5
"""From this strength on a check counts: what only looks whether a column is there, or of which type, does not."""
ALL_COLUMNS = "columns"
"""Type of the check that a table has all columns that a contract declares, and no others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Row):
    """One thing the scan tried to read, and how that went."""

    table: ClassVar[str] = "sources"
    path: Annotated[str, "Path in the project, or the name of a crawler that failed as a whole"]
    crawler: Annotated[str, "Crawler that read it"]
    kind: Annotated[
        Literal["dvc", "data", "database", "suite", "description", "automation", "settings", "crawler"],
        "Kind of evidence",
    ]
    part: Annotated[str | None, "Part of the file concerned, e.g. one stage"] = None
    status: Annotated[SourceStatus, "read, skipped (with the reason) or error"]
    error: Annotated[str | None, "Why it was skipped or could not be read"] = None
    line: Annotated[int | None, "Line of the error, from 1"] = None
    is_ignored: Annotated[bool | None, "Git ignores the file although it tracks it; empty when git knows nothing"] = (
        None
    )
    legacy_format: Annotated[str | None, "Outdated format it is in, if any"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting(Row):
    """One place where one crawler saw a dataset; several sightings resolve to one dataset."""

    table: ClassVar[str] = "sightings"
    path: Annotated[str, "Path in the project, or URL without credentials"]
    crawler: Annotated[str, "Crawler that saw it"]
    kind: Annotated[DatasetKind, "What it holds, as far as this crawler can tell"] = "other"
    storage: Annotated[Storage, "Where its bytes are versioned"] = "none"
    format: Annotated[str | None, "File format, e.g. csv, parquet"] = None
    hash: Annotated[str | None, "Recorded content hash"] = None
    hash_name: Annotated[str | None, "Hash scheme, e.g. md5, md5-dos2unix, git"] = None
    size_bytes: Annotated[int | None, "Size in bytes"] = None
    n_rows: Annotated[int | None, "Number of data rows"] = None
    is_present: Annotated[bool, "Its bytes can be read in this scan"] = False
    is_schema_read: Annotated[bool, "Its columns were read from the data itself"] = False
    is_schema_declared: Annotated[bool, "This source declares its columns and types"] = False
    primary_key: Annotated[str | None, "Declared key columns, comma-separated"] = None
    malformation: Annotated[str | None, "What is wrong with the table as a file, if anything"] = None
    malformation_line: Annotated[int | None, "Line of the malformation, from 1"] = None
    n_duplicate_rows: Annotated[int | None, "Rows that repeat an earlier one; empty when not counted"] = None
    is_sampled: Annotated[bool, "Only a part of its data was read"] = False
    import_url: Annotated[str | None, "Where an import comes from, without credentials"] = None
    import_kind: Annotated[Literal["repository", "url", "database"] | None, "Where an import comes from"] = None
    import_rev: Annotated[str | None, "Revision of an import as written: a branch, a tag or a commit"] = None
    import_revision: Annotated[str | None, "Commit an import was last taken from"] = None
    is_in_git: Annotated[bool, "Git tracks its bytes"] = False
    is_frozen: Annotated[bool, "Frozen: DVC does not update it"] = False
    source_path: Annotated[str, "File that says so"]
    line: Annotated[int | None, "Line in that file, from 1"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnEdge(Row):
    """One column computed from another."""

    table: ClassVar[str] = "column_edges"
    source_path: Annotated[str, "Path of the dataset read"]
    source_column: Annotated[str, "Column read"]
    path: Annotated[str, "Path of the dataset written"]
    column: Annotated[str, "Column written"]
    job: Annotated[str | None, "Job that does it"] = None
    line: Annotated[int | None, "Line of the evidence, from 1"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion(Row):
    """One check somebody wrote about their data, in any tool."""

    table: ClassVar[str] = "assertions"
    reference: Annotated[str | None, "Dataset as the tool names it: a path or a name"]
    reference_source: Annotated[Literal["declared", "name"], "Whether it is bound by configuration or only by name"]
    suite: Annotated[str, "Suite or file-level name"]
    position: Annotated[int, "Position in its suite, from 0"]
    tool: Annotated[str, "Tool it is written for"]
    type: Annotated[str, "The tool's own name of the check"]
    column: Annotated[str | None, "Column checked; empty for the table as a whole"]
    kind: Annotated[AssertionKind, "What it checks"]
    strength: Annotated[float, "How much it can catch, 0..1; 0 cannot fail"]
    vacuous_reason: Annotated[str | None, "Why it cannot fail"] = None
    declared_type: Annotated[str | None, "Logical type it demands of the column"] = None
    limits: Annotated[str | None, "JSON object of what it allows, e.g. mostly, min, max; empty when not known"] = None
    severity: Annotated[Literal["error", "warning"] | None, "What a failure does, as far as the tool says"] = None
    is_run: Annotated[bool | None, "A result of it is recorded; empty when results are not kept"] = None
    last_result: Annotated[Literal["passed", "failed", "error"] | None, "Its last recorded result"] = None
    last_run_at: Annotated[str | None, "Date of that result (ISO 8601)"] = None
    n_failures_in_row: Annotated[int | None, "Recorded runs that failed since it last passed"] = None
    path: Annotated[str, "File it stands in"]
    line: Annotated[int | None, "Line, from 1"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionVersion(Row):
    """What one check allowed before the last commit that changed that."""

    table: ClassVar[str] = "assertion_versions"
    path: Annotated[str, "File the check stands in now"]
    suite: Annotated[str, "Suite or file-level name"]
    type: Annotated[str, "The tool's own name of the check"]
    column: Annotated[str | None, "Column checked; empty for the table as a whole"]
    limits: Annotated[str, "JSON object of what it allowed"]
    revision: Annotated[str, "Commit that changed it"]
    committed_at: Annotated[str, "Date of that commit (ISO 8601)"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTests(Row):
    """One file of automated tests of the code."""

    table: ClassVar[str] = "code_tests"
    path: Annotated[str, "Path of the file"]
    tool: Annotated[str, "Tool it is written for, e.g. pytest, testthat, dbt"]
    n_tests: Annotated[int, "Tests that it defines"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFiles(Row):
    """The code files of one language."""

    table: ClassVar[str] = "code_files"
    language: Annotated[str, "Language, by the ending of the files"]
    path: Annotated[str, "Path of the first one"]
    n_files: Annotated[int, "Files with code in them, tests not among them"]
    n_blank: Annotated[int, "Files without a byte, tests not among them"]
    n_named_tests: Annotated[int, "Files whose name or folder says that they hold tests"]
    check_tools: Annotated[str | None, "Tools for checks of data that they import, comma-separated"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomatedCommand(Row):
    """One command that continuous integration, a scheduler or a hook runs."""

    table: ClassVar[str] = "automated_commands"
    tool: Annotated[str, "Where it runs, e.g. github, gitlab, pre-commit, cron, airflow"]
    job: Annotated[str, "Name of the job"]
    command: Annotated[str, "The command as written, or the action that is used"]
    path: Annotated[str, "File it stands in"]
    line: Annotated[int | None, "Line, from 1"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Description(Row):
    """One text that describes a dataset, a column or a model; without a text, what only declares that it is there."""

    table: ClassVar[str] = "descriptions"
    subject_kind: Annotated[Literal["dataset", "column", "model"], "What is described"]
    reference: Annotated[str | None, "Dataset or model as the source names it; empty when it names none"]
    column: Annotated[str | None, "Column described"]
    text: Annotated[str | None, "The description as written"]
    unit: Annotated[str | None, "Unit of the values, where the source has a place for it"] = None
    declared_type: Annotated[str | None, "Logical type the source declares for the column"] = None
    tool: Annotated[str, "Where it comes from, e.g. datapackage, markdown, dvc"]
    path: Annotated[str, "File it stands in"]
    line: Annotated[int | None, "Line, from 1"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner(Row):
    """One statement of who owns the files that match a pattern, or the dataset that a source names."""

    table: ClassVar[str] = "owners"
    pattern: Annotated[str, "Path, gitignore-style pattern, or the dataset as the source names it"]
    is_reference: Annotated[bool, "Names one dataset, to be bound as the references of checks are"] = False
    owner: Annotated[str | None, "Team or person; empty takes ownership away"]
    tool: Annotated[str, "Where it comes from, e.g. codeowners, dvc, settings"]
    path: Annotated[str, "File it stands in"]
    line: Annotated[int | None, "Line, from 1"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature(Row):
    """One column that a model is declared to use."""

    table: ClassVar[str] = "features"
    feature: Annotated[str, "Name of the feature"]
    view: Annotated[str | None, "Feature view or model it belongs to"] = None
    reference: Annotated[str | None, "Dataset it is read from, as the source names it"] = None
    description: Annotated[str | None, "Text that the declaration itself gives it"] = None
    role: Annotated[Literal["feature", "label", "entity"], "Its part in the model"]
    tool: Annotated[str, "Where it is declared, e.g. params"]
    path: Annotated[str, "File it stands in"]
    line: Annotated[int | None, "Line, from 1"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentCheck(Row):
    """One recorded hash, compared with bytes that are there."""

    table: ClassVar[str] = "content_checks"
    path: Annotated[str, "Path of the dataset"]
    place: Annotated[Literal["workspace", "cache"], "Where the bytes lie"]
    recorded_hash: Annotated[str, "Hash that was recorded"]
    problem: Annotated[str | None, "What is wrong with the bytes, if anything"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Row):
    """One name that code and texts of the project were searched for."""

    table: ClassVar[str] = "mentions"
    kind: Annotated[Literal["dataset", "param"], "What the name belongs to"]
    reference: Annotated[str, "Path of the dataset, or file:key of the parameter"]
    path: Annotated[str | None, "First file that names it; empty when none does"] = None
    line: Annotated[int | None, "Line, from 1"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Row):
    """One past incident with the data."""

    table: ClassVar[str] = "incidents"
    incident: Annotated[str, "Identifier"]
    occurred_at: Annotated[str, "Date (ISO 8601)"]
    reference: Annotated[str | None, "Dataset or job concerned"]
    hours_lost: Annotated[float | None, "Hours of work lost"]
    path: Annotated[str, "File it stands in"]
    line: Annotated[int | None, "Line, from 1"] = None
