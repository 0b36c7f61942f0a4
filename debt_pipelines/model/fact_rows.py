"""Fact rows about data: one row a subject, with every fact a rule may judge as a column of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from debt_pipelines.model.data_rows import DatasetKind, SourceStatus, Storage
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import BaselineKind

ChangeKind = Literal[
    "unchanged",
    "added_column",
    "removed_column",
    "renamed_column",
    "reordered_columns",
    "changed_type",
    "changed_nullability",
    "changed_domain",
    "shifted_distribution",
    "malformed_table",
    "added_dataset",
    "removed_dataset",
]
"""What can become of a table or a column; the last three are told only of two states of a project."""

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
    is_published: Annotated[bool, "An artifact of DVC or an exposure of dbt names it"]
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
    is_schema_owed: Annotated[bool, "A table whose store does not keep its schema, as a warehouse does"]
    is_checked_by_job: Annotated[bool, "A job that is itself a check reads or writes it"]
    is_validated: Annotated[bool, "Some check is bound to it, or a job that is itself a check reads or writes it"]
    n_assertions: Annotated[int, "Checks bound to it"]
    n_strong_assertions: Annotated[int, "Checks bound to it that can fail (strength 0.5 or more)"]
    owner: Annotated[str | None, "Owner in force"]
    malformation: Annotated[str | None, "What is wrong with the table as a file, if anything"]
    data_path: Annotated[str, "Path of the data itself, or of its first malformed partition"]
    malformation_line: Annotated[int | None, "Line of the malformation, from 1"]
    is_content_read: Annotated[bool | None, "Its content was read; empty when it is absent"]
    is_input: Annotated[bool, "Data that jobs read and that no job writes"]
    origin: Annotated[str | None, "What says where an input comes from: import, URL, owner or description"]
    is_tracked_input: Annotated[bool, "Added to DVC by hand, in a project that has stages"]
    is_used: Annotated[
        bool | None, "A stage reads it or it is published; empty when only code may, or cannot be searched"
    ]
    is_hashed: Annotated[bool, "A hash of content that is not empty is recorded"]
    is_own_content: Annotated[bool, "Recorded content of the project's own, of 1 kB or more"]
    duplicate_of: Annotated[str | None, "First other dataset with the same content"]
    is_repository_import: Annotated[bool, "Imported from another repository"]
    import_problem: Annotated[str | None, "Why the import is not pinned"]
    is_git_data: Annotated[bool, "Data whose bytes git tracks, in a project that uses DVC"]
    git_data_problem: Annotated[str | None, "Why those bytes should not be in git"]
    is_content_checked: Annotated[bool | None, "Its recorded hash was compared with bytes; empty when they are absent"]
    damage: Annotated[str | None, "How the bytes that are there differ from the recorded hash"]
    n_versions: Annotated[int, "Versions of it that git remembers"]
    last_changed_at: Annotated[str | None, "Date of the last version (ISO 8601)"]
    update_interval_days: Annotated[float | None, "Median time between versions, in days"]
    days_since_change: Annotated[float | None, "Age of the last version at the last commit, in days"]
    has_rhythm: Annotated[bool, "Has changed often enough, and regularly enough, to tell when the next version is due"]
    owes_freshness: Annotated[bool, "A table that changes once a quarter or more often, and is made from no such table"]
    is_overdue: Annotated[
        bool | None, "No new version in three times its own rhythm; empty where most data has stopped"
    ]
    is_upkept: Annotated[bool, "Several versions, in a project of several people; first of what its stage writes"]
    n_maintainers: Annotated[int, "People who have changed it, or run its pipeline since"]
    maintainer: Annotated[str | None, "The only one of them, or the last"]
    is_single_maintainer: Annotated[bool | None, "Only one person has ever changed it; empty when history is cut off"]
    is_owned_by_person: Annotated[bool, "The owner in force is a person, not a team"]
    is_owner_active: Annotated[bool | None, "The owner has committed lately; empty when git does not know the owner"]
    owner_last_seen_at: Annotated[str | None, "Date of the owner's last commit (ISO 8601)"]
    n_rows: Annotated[int | None, "Rows; empty when it was not read"]
    n_duplicate_rows: Annotated[int | None, "Rows that repeat an earlier one; empty when not counted"]
    is_row_identified: Annotated[bool | None, "Something names its rows, or none repeats; empty when not counted"]
    is_partitioned: Annotated[bool, "Kept in several files that are parts of one table"]
    n_partitions: Annotated[int, "Those files; 0 when it is a single one"]
    is_partition_known: Annotated[bool | None, "All were read, or a mismatch was seen; empty otherwise"]
    partition_mismatch: Annotated[
        str | None, "First partition whose columns are not like the others, and how they differ"
    ]
    has_volume_check: Annotated[bool, "Some check is about its number of rows"]
    has_completeness_check: Annotated[bool, "Some check is about missing values"]
    has_schema_check: Annotated[bool, "Its columns or types are declared or checked"]
    has_uniqueness_check: Annotated[bool, "Some check is about values that must not repeat"]
    has_domain_check: Annotated[bool, "Some check is about which values there may be"]
    has_freshness_check: Annotated[bool, "Some check or policy is about its age"]
    is_living: Annotated[bool, "Changes: several versions, the last not long ago, or kept in a warehouse"]
    missing_checks: Annotated[str | None, "What no check is about, of rows, missing values and columns"]
    n_missing_checks: Annotated[int, "Those kinds of checks"]
    is_coverage_known: Annotated[bool | None, "Which kinds are missing is known; empty when a check is not read"]
    is_freshness_known: Annotated[bool | None, "Whether a policy is missing is known; empty when a check is not read"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFact(Row):
    """What is known of one column; a table whose columns could not be read has one row without a column."""

    table: ClassVar[str] = "column_facts"
    dataset: Dataset
    column: Annotated[str | None, "Column name"]
    path: Path
    line: Line
    logical_type: Annotated[str | None, "Logical type read from the data; as declared where it cannot be read"]
    is_observed: Annotated[bool | None, "The data has it; empty when the data could not be read"]
    is_documented: Annotated[bool, "Some documentation of this dataset names it"]
    is_documentable: Annotated[bool | None, "A column that somebody should describe; empty when unknown"]
    is_description_known: Annotated[bool | None, "Descriptions can be judged; empty when a tool is not read yet"]
    is_validation_known: Annotated[bool | None, "Checks can be judged; empty when a tool is not read yet"]
    description: Annotated[str | None, "Its description, when it says something"]
    description_problem: Annotated[str | None, "Why the written description does not count"]
    is_text_written: Annotated[bool, "Some text is written about it, whatever it says"]
    text_problem: Annotated[str | None, "A text about it that says nothing, though another one may"]
    text_conflict: Annotated[str | None, "Two texts about it that say different things"]
    is_key: Annotated[bool, "Declared as key"]
    is_feature: Annotated[bool, "Declared as input of a model"]
    is_critical: Annotated[bool | None, "Key or feature; empty when the columns are unknown"]
    importance: Annotated[str | None, "Why it comes first: feature, key, personal data, published"]
    is_important: Annotated[bool, "It is one of these"]
    n_strong_assertions: Annotated[int, "Checks on it that can fail (strength 0.5 or more)"]
    n_downstream: Reach
    n_rows: Annotated[int | None, "Rows that were read"]
    is_plain: Annotated[bool | None, "In the data, and no list or structure; empty when the columns are unknown"]
    is_text: Annotated[bool | None, "Holds text; empty when the columns are unknown"]
    is_category: Annotated[bool | None, "Text whose values are all known and come back; empty when not measured"]
    is_profiled: Annotated[bool | None, "Its values were looked at; empty when they were not"]
    sentinel: Annotated[str | None, "Value that stands for a missing one, with its share; none that is declared"]
    storage_problem: Annotated[str | None, "What it keeps as which other type"]
    variants: Annotated[str | None, "Spellings of one value, with their counts"]
    is_expected_to_vary: Annotated[bool | None, "Should not be the same in every row; empty when not measured"]
    is_distinct_known: Annotated[bool | None, "Whether it varies is known; empty when only a part was read"]
    constant: Annotated[str | None, "The one thing it holds in every row"]
    encoding_damage: Annotated[str | None, "A character that was decoded wrongly"]
    is_label: Annotated[bool | None, "Declared as label of a model; empty when the columns are unknown"]
    is_label_judged: Annotated[bool | None, "Compared between rows with the same features; empty when it was not"]
    label_problem: Annotated[str | None, "How its labels contradict one another"]
    is_contracted: Annotated[bool, "A data package, a suite or a dictionary declares its type, or all columns"]
    is_contract_known: Annotated[bool | None, "It can be held against that; empty when the columns are unknown"]
    contract_mismatch: Annotated[str | None, "How the data differs from what is declared"]
    contract: Annotated[str | None, "File that declares it"]
    is_key_head: Annotated[bool | None, "First column of a key, declared or inferred; empty when columns are unknown"]
    key: Annotated[str | None, "Columns of that key, comma-separated"]
    is_key_inferred: Annotated[bool, "No source declares that key; it named each row in two versions of the data"]
    key_gap: Annotated[str | None, "What of that key no check is about"]
    is_key_known: Annotated[bool | None, "Whether checks of it are missing is known; empty when a check is not read"]


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
    tool: Annotated[str, "Tool it is written for"]
    strength: Annotated[float, "How much it can catch, 0..1; 0 cannot fail"]
    limits: Annotated[str | None, "JSON object of what it allows; empty when not known"]
    is_changed: Annotated[bool, "What it allows has been changed in git"]
    is_change_known: Annotated[bool | None, "The two versions can be compared; empty when not"]
    loosened: Annotated[str | None, "What it allows now and did not allow before"]
    loosened_at: Annotated[str | None, "Date of the commit that changed what it allows (ISO 8601)"]
    is_result_known: Annotated[bool | None, "Its last results are recorded; empty when not"]
    is_failing: Annotated[bool, "Its last recorded runs all failed, three or more"]
    n_failures_in_row: Annotated[int | None, "Recorded runs that failed since it last passed"]
    last_run_at: Annotated[str | None, "Date of its last recorded result (ISO 8601)"]
    severity: Annotated[str | None, "What a failure does, as far as the tool says"]


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
    is_tracked_metadata: Annotated[bool, "A file that DVC itself must read, and that git tracks"]
    is_ignored: Annotated[bool | None, "Git ignores the file although it tracks it; empty when git knows nothing"]
    legacy_format: Annotated[str | None, "Outdated format it is in, if any"]
    is_format_known: Annotated[bool | None, "Its format can be told; empty when the file as a whole cannot be read"]
    n_migrations: Annotated[int, "Migrations it needs of its own: none where one command migrates it with another file"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFact(Row):
    """What is known of one DVC project; one row for a project without any."""

    table: ClassVar[str] = "project_facts"
    project: Annotated[str, "Folder of the DVC project, a dot for the top"]
    path: Path
    line: Line
    is_dvc_project: Annotated[bool, "Has DVC metadata"]
    n_tracked_outputs: Annotated[int, "Outputs that DVC keeps in its cache"]
    needs_remote: Annotated[bool, "Keeps outputs that must be shared through a remote"]
    remote_problem: Annotated[str | None, "What is wrong with the default remote, or with one that an output names"]
    is_remote_known: Annotated[bool | None, "Remotes can be judged; empty when a local configuration may define them"]
    is_training: Annotated[bool, "A stage of it writes a model; the first such project of a repository"]
    decision_record: Annotated[str | None, "First page that records a decision or an experiment"]
    is_record_known: Annotated[bool | None, "Records were looked for; empty when the scan saw no page of text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaChange(Row):
    """One column compared with its earlier version; kind tells what changed, if anything."""

    table: ClassVar[str] = "schema_changes"
    dataset: Dataset
    column: Annotated[str | None, "Column name, the new one for a rename; empty for the table as a whole"]
    path: Path
    line: Line
    kind: Annotated[ChangeKind | None, "What changed; empty when there is nothing to compare with"]
    before: Annotated[str | None, "What it was: name, type, place, or figures"]
    after: Annotated[str | None, "What it is now"]
    is_news: Annotated[bool, "Not known from documentation or a suite"]
    is_widening: Annotated[bool, "A change of type that loses nothing"]
    is_breaking: Annotated[bool, "A reader that relies on it fails, or reads something else"]
    is_kept: Annotated[bool, "In both versions, as far as is known"]
    are_nulls_known: Annotated[bool | None, "Its nulls were counted in both versions; empty when not"]
    is_category: Annotated[bool, "Had few values that come back, as far as is known"]
    is_domain_known: Annotated[bool | None, "All its values are known in both versions; empty when not"]
    has_distribution: Annotated[bool, "Its values are quantities or categories, as far as is known"]
    is_distribution_known: Annotated[
        bool | None, "Its values can be compared as samples; empty when they were not measured, or rows were only added"
    ]
    is_read_downstream: Annotated[bool, "Jobs read the dataset"]
    n_readers: Annotated[int, "Jobs that read the dataset directly"]
    readers: Annotated[str | None, "Those jobs, comma-separated"]
    n_downstream: Reach
    baseline: Annotated[BaselineKind | None, "What it is compared with: a git revision, a scan, a partition ..."]
    baseline_revision: Annotated[str | None, "Git commit, content or partition it is compared with"]
    committed_at: Annotated[str | None, "Date of that version (ISO 8601)"]
