"""Edge facts: is each dependency there, who makes it, and did the consumer see the producer's last result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.facts.bound import Record
from debt_pipelines.model.fact_rows import EdgeFact
from debt_pipelines.project.locations import ancestors

if TYPE_CHECKING:
    import pandas as pd


def build(frames: Frames) -> pd.DataFrame:
    """The `edge_facts` table: one row per declared dependency or output."""
    view = _View(frames)
    rows = sorted((view.fact(edge) for edge in records(frames["edges"])), key=lambda row: row.edge)
    return frame_of("edge_facts", rows)


class _View:
    """What is needed to judge an edge: producers by path, tracked paths, and what could not be read."""

    def __init__(self, frames: Frames) -> None:
        edges = records(frames["edges"])
        self.producers: dict[str, Record] = {}
        for edge in edges:
            if edge["direction"] == "out":
                self.producers.setdefault(edge["target"], edge)
        self.produced_below = {folder for path in self.producers for folder in ancestors(path)}
        datasets = records(frames["datasets"])
        self.datasets = {row["path"]: row["dataset"] for row in datasets}
        tracked = [row["path"] for row in datasets if row["storage"] in ("dvc", "import")]
        self.tracked = set(tracked)
        self.tracked_below = {folder for path in tracked for folder in ancestors(path)}
        self.frozen = {row["job"] for row in records(frames["jobs"]) if row["is_frozen"]}
        self.reach = {row["node"]: row["n_downstream"] for row in records(frames["lineage"])}
        sources = records(frames["sources"])
        self.has_unread_dvc_files = any(
            row["path"].endswith(".dvc") and row["status"] != "read" for row in sources if row["kind"] == "dvc"
        )

    def fact(self, edge: Record) -> EdgeFact:
        is_dependency = edge["direction"] == "dep"
        producer = self.producers.get(edge["target"]) if is_dependency else None
        arrow = "<-" if is_dependency else "->"
        return EdgeFact(
            edge=f"{edge['job']}{arrow}{edge['target']}",
            job=edge["job"],
            direction=edge["direction"],
            target=edge["target"],
            dataset=self.datasets.get(edge["target"]),
            path=edge["path"],
            line=edge["line"],
            is_dependency=is_dependency,
            is_live=edge["job"] not in self.frozen and (producer is None or producer["job"] not in self.frozen),
            is_phantom=self.is_phantom(edge) if is_dependency else None,
            producer=producer["job"] if producer else None,
            is_produced=producer is not None,
            consumed_hash=edge["locked_hash"],
            produced_hash=producer["locked_hash"] if producer else None,
            is_stale=_is_stale(edge, producer),
            n_downstream=self.reach.get(edge["job"], 0),
        )

    def is_phantom(self, edge: Record) -> bool | None:
        """Whether a dependency is in no commit, not tracked and made by nothing."""
        target = edge["target"]
        if edge["is_external"]:
            return None
        above = [target, *ancestors(target)]
        if edge["is_present"] or target in self.produced_below or target in self.tracked_below:
            return False
        if any(path in self.producers or path in self.tracked for path in above):
            return False
        return True if edge["is_present"] is False and not self.has_unread_dvc_files else None


def _is_stale(edge: Record, producer: Record | None) -> bool | None:
    """Whether the consumer's locked hash differs from its producer's; only hashes of one scheme compare."""
    if producer is None or edge["locked_hash"] is None or producer["locked_hash"] is None:
        return None
    if edge["locked_hash_name"] != producer["locked_hash_name"]:
        return None
    return bool(edge["locked_hash"] != producer["locked_hash"])
