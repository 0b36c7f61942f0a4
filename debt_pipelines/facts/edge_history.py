"""Edge facts from git: when both ends last ran, and why an output last changed."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.bound import FactsOf, Record
from debt_pipelines.facts.job_inputs import jobs_on_data
from debt_pipelines.facts.producers import Producers

_SHORT_COMMIT = 7
_NOT_DATA = ("metric", "plot", "media", "document")


def view(frames: Frames) -> FactsOf:
    """A function from a record to its facts, by name."""
    last_run = {row["job"]: row["committed_at"] for row in records(frames["recorded_runs"])}
    producers = Producers(records(frames["edges"]))
    changes = _changes(frames)

    def facts(edge: Record) -> dict[str, Any]:
        is_dependency = edge["direction"] == "dep"
        producer = producers.first_writer(edge["target"]) if is_dependency else edge["job"]
        change = None if is_dependency else changes.get((edge["job"], edge["target"]))
        is_present = change is not None and change["hash"] == edge["locked_hash"]
        return {
            "consumed_at": last_run.get(edge["job"]) if is_dependency else None,
            "produced_at": last_run.get(producer or ""),
            "is_versioned_output": change is not None,
            "is_explained": change["is_explained"] if change is not None and is_present else None,
            "changed_in": change["commit"][:_SHORT_COMMIT] if change is not None else None,
            "changed_at": change["committed_at"] if change is not None else None,
        }

    return facts


def _changes(frames: Frames) -> dict[tuple[str, str], Record]:
    """The last change of each output that a stage computes from recorded data, where it is not the only version.

    What one commit changed of one stage as written is told once.
    """
    templates = _computing(frames)
    shown = {row["path"] for row in records(frames["datasets"]) if row["kind"] in _NOT_DATA}
    versions: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for row in records(frames["output_versions"]):
        if row["job"] in templates and row["path"] not in shown:
            versions[row["job"], row["path"]].append(row)
    told: set[tuple[str, str]] = set()
    changes: dict[tuple[str, str], Record] = {}
    for (job, path), rows in sorted(versions.items()):
        run = (templates[job], rows[-1]["commit"])
        if len(rows) > 1 and run not in told:
            changes[job, path] = rows[-1]
            told.add(run)
    return changes


def _computing(frames: Frames) -> dict[str, str]:
    """Jobs with a recorded dependency on data that DVC does not run every time, and the stage each is written as."""
    recorded = {row["job"] for row in records(frames["edges"]) if row["direction"] == "dep" and row["locked_hash"]}
    wanted = recorded & jobs_on_data(frames)
    jobs = records(frames["jobs"])
    return {row["job"]: row["template"] for row in jobs if row["job"] in wanted and not row["is_always_changed"]}
