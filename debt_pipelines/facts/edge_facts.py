"""Edge facts: is each dependency there, who makes it, and did the consumer see the producer's last result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.facts import edge_history, edge_lock, edge_reading
from debt_pipelines.facts.bound import Record, combined
from debt_pipelines.facts.producers import Producers
from debt_pipelines.model.data_rows import DVC_STORAGES
from debt_pipelines.model.pipeline_fact_rows import EdgeFact
from debt_pipelines.project.locations import ancestors

if TYPE_CHECKING:
    import pandas as pd


def build(frames: Frames) -> pd.DataFrame:
    """The `edge_facts` table: one row per declared dependency or output."""
    view = _View(frames)
    facts: dict[str, EdgeFact] = {}
    for fact in map(view.fact, records(frames["edges"])):
        facts.setdefault(fact.edge, fact)  # an output may be declared twice
    return frame_of("edge_facts", (facts[edge] for edge in sorted(facts)))


class _View:
    """What is needed to judge an edge: producers by path, tracked paths, and what could not be read."""

    def __init__(self, frames: Frames) -> None:
        edges = records(frames["edges"])
        self.facts_of = combined(frames, edge_lock.view, edge_reading.view, edge_history.view)
        self.producers = Producers(edges)
        datasets = records(frames["datasets"])
        self.datasets = {row["path"]: row["dataset"] for row in datasets}
        tracked = [row["path"] for row in datasets if row["storage"] in DVC_STORAGES]
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
        producers = self.producers_of(edge) if is_dependency else []
        producer = self.producers.at.get(edge["target"]) if is_dependency else None
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
            is_live=self.frozen.isdisjoint((edge["job"], *producers)),
            is_phantom=self.is_phantom(edge) if is_dependency else None,
            producer=producers[0] if producers else None,
            is_produced=bool(producers),
            consumed_hash=edge["locked_hash"],
            produced_hash=producer["locked_hash"] if producer else None,
            is_stale=_is_stale(edge, producer),
            n_downstream=self.reach.get(edge["job"], 0),
            **self.facts_of(edge),
        )

    def producers_of(self, edge: Record) -> list[str]:
        """The jobs that write what an edge reads; its own job only where it reads the very path that it writes."""
        target = edge["target"]
        jobs = self.producers.jobs_of(target)
        return jobs if target in self.producers.at else [job for job in jobs if job != edge["job"]]

    def is_phantom(self, edge: Record) -> bool | None:
        """Whether a dependency is in no commit, not tracked and made by nothing."""
        target = edge["target"]
        if edge["is_external"]:
            return None
        above = [target, *ancestors(target)]
        if edge["is_present"] or target in self.producers.below or target in self.tracked_below:
            return False
        if any(path in self.producers.at or path in self.tracked for path in above):
            return False
        return True if edge["is_present"] is False and not self.has_unread_dvc_files else None


def _is_stale(edge: Record, producer: Record | None) -> bool | None:
    """Whether the consumer's locked hash differs from its producer's; only hashes of one scheme compare."""
    if producer is None or edge["locked_hash"] is None or producer["locked_hash"] is None:
        return None
    if edge["locked_hash_name"] != producer["locked_hash_name"]:
        return None
    return bool(edge["locked_hash"] != producer["locked_hash"])
