"""Metadata rows about tables: their columns and measures, now and at the earlier version they are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from debt_pipelines.model.schema import Row

BaselineKind = Literal["revision", "version", "scan", "partition"]
"""What an earlier version is: a git revision, a version in the DVC cache, an earlier scan, the partition before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSeen(Row):
    """One column read from the data itself, at the scanned state."""

    table: ClassVar[str] = "columns"
    path: Annotated[str, "Path of the dataset's file"]
    column: Annotated[str, "Column name; the path of a nested one, e.g. address.city or tags[]"]
    position: Annotated[int, "Position, from 0; a nested column has that of the column it lies in"]
    physical_type: Annotated[str, "Type as stored, e.g. int64, text"]
    logical_type: Annotated[str | None, "Logical type; empty when no value decides it"] = None
    is_nested: Annotated[bool, "Lies within another column"] = False
    line: Annotated[int | None, "Line of the header, from 1"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaVersion(Row):
    """One column of a dataset in an earlier version: what drift is measured against."""

    table: ClassVar[str] = "schema_versions"
    path: Annotated[str, "Path of the dataset's file"]
    column: Annotated[str | None, "Column name; empty when the table had none or could not be read"]
    position: Annotated[int | None, "Position, from 0"]
    physical_type: Annotated[str | None, "Type as stored in that version"] = None
    logical_type: Annotated[str | None, "Logical type in that version"]
    is_nested: Annotated[bool, "Lies within another column"] = False
    baseline: Annotated[BaselineKind, "What the earlier version is"] = "revision"
    revision: Annotated[str, "Git commit, content hash, scan or partition the version was read from"]
    committed_at: Annotated[str | None, "Date of that version (ISO 8601)"]
    is_read: Annotated[bool, "The earlier version could be read"]
    malformation: Annotated[str | None, "What was wrong with the table as a file then, if anything"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Row):
    """Measures of one column, taken from the data; what is empty was not measured."""

    table: ClassVar[str] = "profiles"
    path: Annotated[str, "Path of the dataset's file"]
    column: Annotated[str, "Column name"]
    n_rows: Annotated[int, "Rows of the table, as far as they were read"]
    n_nulls: Annotated[int | None, "Rows without a value"] = None
    null_fraction: Annotated[float | None, "Share of rows without a value, 0..1"] = None
    is_sampled: Annotated[bool, "Only a part of the data was read"] = False
    n_distinct: Annotated[int | None, "Different values"] = None
    is_distinct_exact: Annotated[bool, "That number was counted rather than estimated"] = False
    minimum: Annotated[str | None, "Smallest value, as text"] = None
    maximum: Annotated[str | None, "Largest value, as text"] = None
    mean: Annotated[float | None, "Mean of the numbers"] = None
    deviation: Annotated[float | None, "Standard deviation of the numbers (sample)"] = None
    quantiles: Annotated[str | None, "JSON list of 21 quantiles, 0 to 100 %; dates in days, times in seconds"] = None
    frequent: Annotated[str | None, "JSON object of values with their counts, most frequent first, at most 64"] = None
    is_domain_complete: Annotated[bool, "Those are all values of the column"] = False
    is_increasing: Annotated[bool | None, "Each value is larger than the one before"] = None
    mean_length: Annotated[float | None, "Mean length of the texts, in characters"] = None
    semantic: Annotated[str | None, "What the values mean, e.g. identifier, category, date, text"] = None
    pii_kind: Annotated[str | None, "Kind of personal data the values look like"] = None
    pii_fraction: Annotated[float | None, "Share of the sampled values that look like it, 0..1"] = None
    sentinel: Annotated[str | None, "Value that stands for a missing one, with its share"] = None
    hidden_type: Annotated[str | None, "Type that the texts hold, e.g. number or date"] = None
    hidden_type_fraction: Annotated[float | None, "Share of the values that hold it, 0..1"] = None
    variants: Annotated[str | None, "Spellings of one value that differ in case, space or punctuation"] = None
    encoding_damage: Annotated[str | None, "A text that was decoded wrongly"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileVersion(Profile):
    """Measures of one column in the earlier version that drift is measured against."""

    table: ClassVar[str] = "profile_versions"
    revision: Annotated[str, "Git commit, content hash, scan or partition the version was read from"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelCheck(Row):
    """One declared label of one table, compared between rows whose declared features are the same."""

    table: ClassVar[str] = "label_checks"
    path: Annotated[str, "Path of the dataset's file"]
    label: Annotated[str, "Column name of the label"]
    n_features: Annotated[int, "Features that are declared with it"]
    n_rows: Annotated[int, "Rows that have all of them, and a label"]
    n_conflicts: Annotated[int, "Rows with the features of another row, but not its label"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition(Row):
    """One file of a dataset that is kept in several files."""

    table: ClassVar[str] = "partitions"
    dataset: Annotated[str, "Identifier of the dataset"]
    path: Annotated[str, "Path of the file"]
    key: Annotated[str, "What tells it from the others: values of the folders, a date, a number"]
    position: Annotated[int, "Position in the order of the keys, from 0"]
    is_dated: Annotated[bool, "Time alone tells it from the others, so the one before is an earlier state"]
    is_schema_read: Annotated[bool, "Its columns were read"]
