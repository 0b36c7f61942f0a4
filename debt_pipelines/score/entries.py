"""The parts of the scorecard that list what the project has: datasets, jobs, lineage and sources."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.catalog.lineage import steps_of
from debt_pipelines.model.entries import DatasetEntry, EdgeEntry, JobEntry, Lineage, NodeEntry, SourceEntry

if TYPE_CHECKING:
    import pandas as pd

Record = dict[str, Any]


_OF_DATASET = [
    "path", "kind", "storage", "format", "tier", "owner", "n_rows", "size_bytes", "hash", "is_present",
    "is_schema_read",
]  # fmt: skip
_OF_COLUMN = {
    "column": "name",
    "logical_type": "type",
    "is_observed": "is_observed",
    "is_key": "is_key",
    "is_feature": "is_feature",
    "description": "description",
    "n_strong_assertions": "n_assertions",
}


def dataset_entries(frames: Frames) -> tuple[DatasetEntry, ...]:
    """All datasets with their columns, by path."""
    facts = {row.pop("dataset"): row for row in _some(frames["dataset_facts"], "description", "n_assertions")}
    columns: defaultdict[str, list[Record]] = defaultdict(list)
    observed = frames["column_facts"]
    named = observed[observed["column"].notna()]
    entries = records(named[[*_OF_COLUMN]].rename(columns=_OF_COLUMN))
    for dataset, row in zip(named["dataset"].tolist(), entries, strict=True):
        columns[dataset].append(row)
    return tuple(
        DatasetEntry.model_validate({"id": name, **row, **facts[name], "columns": columns[name]})
        for row in _some(frames["datasets"], *_OF_DATASET)
        for name in [row.pop("dataset")]
    )


def _some(frame: pd.DataFrame, *names: str) -> list[Record]:
    return records(frame[["dataset", *names]])


def job_entries(frames: Frames) -> tuple[JobEntry, ...]:
    """All declared jobs with what they read and write; leftover lock entries are findings, not jobs."""
    targets: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in records(steps_of(frames)):
        targets[(row["job"], row["direction"])].append(row["target"])
    params: defaultdict[str, list[str]] = defaultdict(list)
    for row in records(frames["params"]):
        params[row["job"]].append(row["file"] if row["key"] is None else f"{row['file']}:{row['key']}")
    stages = {row["job"]: row for row in records(frames["jobs"]) if row["kind"] == "dvc_stage"}
    others = {row["job"]: row for row in records(frames["flows"])}
    return tuple(
        JobEntry(
            id=job,
            kind=row["kind"],
            name=row["name"],
            path=row["path"],
            line=row["line"],
            command=row.get("command"),
            description=row["description"],
            deps=tuple(targets[(job, "dep")]),
            outs=tuple(targets[(job, "out")]),
            params=tuple(params[job]),
            frozen=row.get("is_frozen", False),
            always_changed=row.get("is_always_changed", False),
            locked=row.get("is_locked"),
            owner=row.get("owner"),
        )
        for job, row in {**stages, **others}.items()
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
