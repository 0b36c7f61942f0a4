"""The parts of the scorecard that list what the project has: datasets, jobs, lineage and sources."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.model.scorecard import (
    ColumnEntry,
    DatasetEntry,
    EdgeEntry,
    JobEntry,
    Lineage,
    NodeEntry,
    SourceEntry,
)

Record = dict[str, Any]


def dataset_entries(frames: Frames) -> tuple[DatasetEntry, ...]:
    """All datasets with their columns, by path."""
    facts = {row["dataset"]: row for row in records(frames["dataset_facts"])}
    columns: defaultdict[str, list[Record]] = defaultdict(list)
    for row in records(frames["column_facts"]):
        if row["column"] is not None:
            columns[row["dataset"]].append(row)
    return tuple(_dataset(row, facts[row["dataset"]], columns[row["dataset"]]) for row in records(frames["datasets"]))


def _dataset(row: Record, fact: Record, columns: list[Record]) -> DatasetEntry:
    return DatasetEntry(
        id=row["dataset"],
        path=row["path"],
        kind=row["kind"],
        storage=row["storage"],
        format=row["format"],
        tier=row["tier"],
        owner=row["owner"],
        description=fact["description"],
        n_rows=row["n_rows"],
        size_bytes=row["size_bytes"],
        hash=row["hash"],
        is_present=row["is_present"],
        is_schema_read=row["is_schema_read"],
        n_assertions=fact["n_assertions"],
        columns=tuple(
            ColumnEntry(
                name=column["column"],
                type=column["logical_type"],
                is_observed=column["is_observed"],
                is_key=column["is_key"],
                is_feature=column["is_feature"],
                description=column["description"],
                n_assertions=column["n_strong_assertions"],
            )
            for column in columns
        ),
    )


def job_entries(frames: Frames) -> tuple[JobEntry, ...]:
    """All declared jobs with what they read and write; leftover lock entries are findings, not jobs."""
    targets: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in records(frames["edges"]):
        targets[(row["job"], row["direction"])].append(row["target"])
    params: defaultdict[str, list[str]] = defaultdict(list)
    for row in records(frames["params"]):
        params[row["job"]].append(row["file"] if row["key"] is None else f"{row['file']}:{row['key']}")
    return tuple(
        JobEntry(
            id=row["job"],
            kind=row["kind"],
            name=row["name"],
            path=row["path"],
            line=row["line"],
            command=row["command"],
            description=row["description"],
            deps=tuple(targets[(row["job"], "dep")]),
            outs=tuple(targets[(row["job"], "out")]),
            params=tuple(params[row["job"]]),
            frozen=row["is_frozen"],
            always_changed=row["is_always_changed"],
            locked=row["is_locked"],
        )
        for row in records(frames["jobs"])
        if row["kind"] == "dvc_stage"
    )


def lineage_entry(frames: Frames) -> Lineage:
    """The lineage graph."""
    nodes = tuple(
        NodeEntry(
            id=row["node"],
            kind=row["node_kind"],
            n_upstream=row["n_upstream"],
            n_downstream=row["n_downstream"],
            cycle=row["cycle"],
        )
        for row in records(frames["lineage"])
    )
    edges = tuple(EdgeEntry(**row) for row in records(frames["lineage_edges"]))
    return Lineage(nodes=nodes, edges=edges)


def source_entries(frames: Frames) -> tuple[SourceEntry, ...]:
    """Everything the scan read, skipped or could not read."""
    return tuple(
        SourceEntry(
            path=row["path"], crawler=row["crawler"], status=row["status"], error=row["error"], line=row["line"]
        )
        for row in records(frames["sources"])
    )
