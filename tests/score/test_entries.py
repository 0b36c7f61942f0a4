"""What the scorecard lists of the project: datasets, jobs, lineage and sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from debt_pipelines.catalog.frames import frame_of
from debt_pipelines.model.data_rows import Sighting, Source
from debt_pipelines.model.pipeline_rows import Edge, Job, Param
from debt_pipelines.score.entries import dataset_entries, job_entries, lineage_entry, source_entries
from tests.rules.judging import frame

Catalog = Callable[..., dict[str, Any]]


def test_datasets_come_with_the_columns_that_are_known(catalog: Catalog) -> None:
    frames = catalog(
        Sighting(path="orders.csv", crawler="tables", kind="table", storage="git", n_rows=3, source_path="orders.csv"),
        Sighting(path="visits.csv", crawler="tables", kind="table", storage="git", source_path="visits.csv"),
    )
    orders, visits = {"dataset": "file:orders.csv"}, {"dataset": "file:visits.csv"}
    frames["dataset_facts"] = frame("dataset_facts", [{**visits, "description": None}, orders])
    frames["column_facts"] = frame("column_facts", [orders, {**visits, "column": None, "is_observed": None}])
    entries = {entry.id: entry for entry in dataset_entries(frames)}
    assert list(entries) == ["file:orders.csv", "file:visits.csv"]
    assert [column.name for column in entries["file:orders.csv"].columns] == ["amount"]
    assert (entries["file:orders.csv"].n_rows, entries["file:orders.csv"].description) == (3, "Orders of the shop")
    assert (entries["file:visits.csv"].columns, entries["file:visits.csv"].description) == ((), None)


def test_jobs_are_stages_and_not_leftover_lock_entries(catalog: Catalog) -> None:
    train = "dvc.yaml:train"
    frames = catalog(
        Sighting(path="orders.csv", crawler="tables", kind="table", storage="git", source_path="orders.csv"),
        Job(job=train, kind="dvc_stage", name="train", template=train, path="dvc.yaml", line=2, is_locked=None),
        Job(job="dvc.yaml:old", kind="dvc_lock_entry", name="old", template="dvc.yaml:old", path="dvc.lock"),
        Edge(job=train, direction="dep", target="orders.csv", path="dvc.yaml"),
        Edge(job=train, direction="out", target="model.pkl", path="dvc.yaml"),
        Param(job=train, file="params.yaml", key="lr", path="dvc.yaml"),
        Param(job=train, file="all.yaml", key=None, path="dvc.yaml"),
    )
    (job,) = job_entries(frames)
    assert (job.id, job.deps, job.outs, job.locked) == (train, ("orders.csv",), ("model.pkl",), None)
    assert job.params == ("params.yaml:lr", "all.yaml")
    lineage = lineage_entry(frames)
    assert {node.id for node in lineage.nodes} >= {train, "file:orders.csv"}
    assert ("file:orders.csv", train, "reads") in {(edge.source, edge.target, edge.kind) for edge in lineage.edges}


def test_sources_tell_what_could_not_be_read() -> None:
    rows = [
        Source(path="dvc.yaml", crawler="dvc_pipeline", kind="dvc", status="read"),
        Source(path="orders.csv", crawler="tables", kind="data", status="error", error="cut off", line=7),
    ]
    read, broken = source_entries({"sources": frame_of("sources", rows)})
    assert (read.status, read.error, read.line) == ("read", None, None)
    assert (broken.path, broken.status, broken.error, broken.line) == ("orders.csv", "error", "cut off", 7)
