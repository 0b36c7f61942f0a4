"""Catalog rows: resolved datasets, what references mean, and each node's place in the lineage graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from debt_pipelines.model.data_rows import DatasetKind, Storage
from debt_pipelines.model.schema import Row

BindingMethod = Literal["path", "declared", "name"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset(Row):
    """One dataset, after all sightings of it were put together."""

    table: ClassVar[str] = "datasets"
    dataset: Annotated[str, "Identifier namespace:name, e.g. file:data/raw/orders.csv"]
    path: Annotated[str, "Path in the project, or URL without credentials"]
    schema_path: Annotated[str, "File whose columns stand for it: its own, or that of its last partition"]
    n_partitions: Annotated[int, "Files it is kept in; 0 when it is a single one"]
    kind: Annotated[DatasetKind, "What it holds"]
    storage: Annotated[Storage, "Where its bytes are versioned"]
    format: Annotated[str | None, "File format, e.g. csv, parquet"]
    hash: Annotated[str | None, "Recorded content hash"]
    hash_name: Annotated[str | None, "Hash scheme, e.g. md5, git"]
    size_bytes: Annotated[int | None, "Size in bytes"]
    n_rows: Annotated[int | None, "Number of data rows"]
    is_present: Annotated[bool, "Its bytes can be read in this scan"]
    is_schema_read: Annotated[bool, "Its columns were read from the data itself"]
    is_schema_declared: Annotated[bool, "Some source declares its columns and types"]
    is_external: Annotated[bool, "Outside the project"]
    is_frozen: Annotated[bool, "Frozen: DVC does not update it"]
    is_first_of_declaration: Annotated[bool, "The first of the datasets that one templated line declares"]
    is_contained: Annotated[bool, "Lies in a tracked folder, which speaks for it"]
    primary_key: Annotated[str | None, "Declared key columns, comma-separated"]
    malformation: Annotated[str | None, "What is wrong with the table as a file, if anything"]
    malformation_line: Annotated[int | None, "Line of the malformation, from 1"]
    malformation_path: Annotated[str, "File that is malformed: its own, or the first such partition"]
    n_duplicate_rows: Annotated[int | None, "Rows that repeat an earlier one; empty when not counted"]
    is_sampled: Annotated[bool, "Only a part of its data was read"]
    import_url: Annotated[str | None, "Where an import comes from, without credentials"]
    import_kind: Annotated[Literal["repository", "url", "database"] | None, "Where an import comes from"]
    import_rev: Annotated[str | None, "Revision of an import as written: a branch, a tag or a commit"]
    import_revision: Annotated[str | None, "Commit an import was last taken from"]
    is_in_git: Annotated[bool, "Git tracks its bytes"]
    tier: Annotated[int, "Importance: 1 highest, 3 default"]
    owner: Annotated[str | None, "Owner in force"]
    source_path: Annotated[str, "File that declares it"]
    line: Annotated[int | None, "Line in that file, from 1"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding(Row):
    """What one reference found in a suite or a dictionary means."""

    table: ClassVar[str] = "bindings"
    reference: Annotated[str, "Path or name as written"]
    dataset: Annotated[str, "Identifier of the dataset meant"]
    method: Annotated[BindingMethod, "How the dataset was found"]
    confidence: Annotated[float, "How sure the binding is, 0..1"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageNode(Row):
    """One dataset or job in the lineage graph, with its reach."""

    table: ClassVar[str] = "lineage"
    node: Annotated[str, "Identifier of the dataset or job"]
    node_kind: Annotated[Literal["dataset", "job"], "Which of the two"]
    n_producers: Annotated[int, "Jobs that write it directly"]
    n_consumers: Annotated[int, "Jobs that read it directly"]
    n_upstream: Annotated[int, "Jobs it depends on, directly or not"]
    n_downstream: Annotated[int, "Jobs that depend on it, directly or not"]
    cycle: Annotated[str | None, "The cycle it is part of, as a path of jobs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageEdge(Row):
    """One step of data: a dataset read by a job, or written by it."""

    table: ClassVar[str] = "lineage_edges"
    source: Annotated[str, "Identifier of the node the data comes from"]
    target: Annotated[str, "Identifier of the node the data goes to"]
    kind: Annotated[Literal["reads", "writes", "contains"], "What the step is"]
