"""Which jobs a job takes from, and which take from it, along the lineage graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from debt_pipelines.catalog.frames import Frames, records


def has_unread_stages(frames: Frames) -> bool:
    """Whether a file that may hold stages could not be read, so that a stage not found proves nothing."""
    return any(row["kind"] == "dvc" and row["status"] != "read" for row in records(frames["sources"]))


class JobFlow:
    """The declared jobs before and after others; a frozen one is not run again, so nothing is looked for before it."""

    def __init__(self, frames: Frames) -> None:
        jobs = [row for row in records(frames["jobs"]) if row["kind"] == "dvc_stage"]
        self.jobs = {row["job"] for row in jobs}
        self.frozen = {row["job"] for row in jobs if row["is_frozen"]}
        self._into: dict[str, list[str]] = defaultdict(list)
        self._out_of: dict[str, list[str]] = defaultdict(list)
        for edge in records(frames["lineage_edges"]):
            self._into[edge["target"]].append(edge["source"])
            self._out_of[edge["source"]].append(edge["target"])

    def upstream(self, jobs: Iterable[str]) -> list[str]:
        """The given jobs and all before them that DVC would run again with them, nearest first."""
        return [node for node in _walk(jobs, self._into, self.frozen) if node in self.jobs]

    def downstream(self, jobs: Iterable[str]) -> list[str]:
        """The given jobs and all after them, nearest first."""
        return [node for node in _walk(jobs, self._out_of, frozenset()) if node in self.jobs]


def _walk(start: Iterable[str], links: Mapping[str, list[str]], barred: Iterable[str]) -> list[str]:
    """The nodes that can be reached without those that are barred, breadth first."""
    closed = set(barred)
    found = dict.fromkeys(node for node in start if node not in closed)
    queue = list(found)
    for node in queue:
        fresh = [other for other in links.get(node, ()) if other not in found and other not in closed]
        found.update(dict.fromkeys(fresh))
        queue.extend(fresh)
    return queue
