"""Dataset facts about its place: where it comes from, who uses it, and whether it is there twice."""

from __future__ import annotations

from collections import defaultdict

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.bound import FactsOf, Record
from debt_pipelines.facts.producers import Producers
from debt_pipelines.facts.published import published
from debt_pipelines.model.data_rows import DVC_STORAGES
from debt_pipelines.project.locations import ancestors, touching

_EMPTY = frozenset(
    {
        "d41d8cd98f00b204e9800998ecf8427e",  # a file without bytes
        "d751713988987e9331980363e24189ce.dir",  # a folder without files
    }
)
_FIGURES = ("metric", "plot")
_MIN_BYTES = 1000


def view(frames: Frames) -> FactsOf:
    """Facts of a dataset: origin, use, publication and copies."""
    places = _Places(frames)
    copies = _Copies(frames, places)
    leaving = published(frames)

    def facts(dataset: Record) -> Record:
        path = dataset["path"]
        is_made = bool(places.makers_of(path))
        is_added = dataset["storage"] in DVC_STORAGES and not dataset["is_contained"]
        return {
            "is_input": places.reach.get(dataset["dataset"], 0) > 0 and not is_made and path not in places.in_dbt,
            "origin": _origin(dataset),
            "is_tracked_input": is_added and places.has_jobs and not is_made,
            "is_used": places.is_used(path),
            "is_published": dataset["dataset"] in leaving,
            "is_hashed": _is_hashed(dataset),
            "is_own_content": _is_own_content(dataset),
            "duplicate_of": copies.first_of(dataset),
        }

    return facts


def _origin(dataset: Record) -> str | None:
    if dataset["import_url"]:
        return f"imported from {dataset['import_url']}"
    if dataset["is_external"]:
        return f"kept at {dataset['path']}"
    if dataset["owner"]:
        return f"owned by {dataset['owner']}"
    return "described" if dataset["description"] else None


def _is_hashed(dataset: Record) -> bool:
    return bool(dataset["hash"] and dataset["hash_name"] and dataset["hash"] not in _EMPTY)


def _is_own_content(dataset: Record) -> bool:
    is_own = dataset["storage"] != "import" and not dataset["is_external"] and dataset["kind"] not in _FIGURES
    return is_own and _is_hashed(dataset) and (dataset["size_bytes"] or 0) >= _MIN_BYTES


class _Places:
    """What declared jobs read and write, what is published, and what texts name."""

    def __init__(self, frames: Frames) -> None:
        templates = {row["job"]: row["template"] for row in records(frames["jobs"]) if row["kind"] == "dvc_stage"}
        edges = [edge for edge in records(frames["edges"]) if edge["job"] in templates]
        self.has_jobs = bool(templates)
        self.read: dict[str, list[str]] = defaultdict(list)
        for edge in edges:
            if edge["direction"] == "dep":
                self.read[templates[edge["job"]]].append(edge["target"])
        self._templates = templates
        self._producers = Producers(edges)
        self.reach = {row["node"]: row["n_downstream"] for row in records(frames["lineage"])}
        published = [row["target"] for row in records(frames["artifacts"]) if row["target"]]
        in_stages = touching([path for paths in self.read.values() for path in paths])
        flows = records(frames["flows"])
        self.in_dbt = {row["target"] for row in flows if not in_stages(row["target"])}
        published += [row["target"] for row in flows if row["direction"] == "dep"]
        self._is_wanted = touching([path for paths in self.read.values() for path in paths] + published)
        mentions = records(frames["mentions"])
        self._is_named = {row["reference"]: row["path"] is not None for row in mentions if row["kind"] == "dataset"}

    def is_used(self, path: str) -> bool | None:
        """Whether a stage or an artifact needs it; None where only a text names it, or texts prove nothing."""
        if self._is_wanted(path):
            return True
        return False if self._is_named.get(path) is False else None

    def makers_of(self, path: str) -> set[str]:
        """The stages as written that write a path, the folder it lies in, or parts of it."""
        return {self._templates[job] for job in self._producers.jobs_of(path)}


class _Copies:
    """Datasets by content; what one stage makes, or makes of the other, is no copy that could go its own way."""

    def __init__(self, frames: Frames, places: _Places) -> None:
        self._places = places
        self._by_content: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for dataset in records(frames["datasets"]):
            if _is_own_content(dataset):
                self._by_content[_content(dataset)].append(dataset["path"])

    def first_of(self, dataset: Record) -> str | None:
        """The first other path, in alphabetical order and before this one, with the same content."""
        path = dataset["path"]
        same = self._by_content[_content(dataset)] if _is_own_content(dataset) else []
        return next((other for other in sorted(same) if other < path and not self._are_related(other, path)), None)

    def _are_related(self, first: str, second: str) -> bool:
        makers = self._places.makers_of(first), self._places.makers_of(second)
        is_fed = any(
            touching(self._places.read[maker])(source)
            for readers, source in ((makers[0], second), (makers[1], first))
            for maker in readers
        )
        return first in ancestors(second) or is_fed or not makers[0].isdisjoint(makers[1])


def _content(dataset: Record) -> tuple[str, ...]:
    return str(dataset["hash_name"]), str(dataset["hash"]), str(dataset["size_bytes"])
