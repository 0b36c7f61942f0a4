"""How the stages of a project hang together: which belong to one graph, and how many others each takes from.

Stages of one template count once: a loop over a thousand files is one thing to keep in mind. All steps go through
paths, never through pairs of stages, so that thousands of stages cost no more than the lines that declare them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.bound import Record
from debt_pipelines.model.data_rows import DVC_STORAGES
from debt_pipelines.project.locations import ancestors

MIN_MAIN_TEMPLATES = 3


@dataclass(frozen=True, slots=True)
class Connection:
    """The templates of the one graph that holds most stages (none when there is no such), and those with no company."""

    main: frozenset[str]
    alone: frozenset[str]


def connection(jobs: list[Record], edges: list[Record]) -> Connection:
    """Which templates are joined by a path that both name, or of which one holds the other."""
    import networkx as nx

    template_of = {job["job"]: job["template"] for job in jobs}
    graph: Any = nx.Graph()
    graph.add_nodes_from(("template", template) for template in template_of.values())
    edges = [edge for edge in edges if edge["job"] in template_of]
    paths = {edge["target"] for edge in edges}
    graph.add_edges_from((("template", template_of[edge["job"]]), ("path", edge["target"])) for edge in edges)
    for path in paths:
        above = next((folder for folder in [*ancestors(path), ""] if folder in paths and folder != path), None)
        if above is not None:
            graph.add_edge(("path", path), ("path", above))
    groups = [
        frozenset(name for kind, name in component if kind == "template")
        for component in nx.connected_components(graph)
    ]
    main = max(groups, key=len, default=frozenset())
    is_main = len(main) >= MIN_MAIN_TEMPLATES and 2 * len(main) >= len(set(template_of.values()))
    alone = frozenset(name for group in groups if len(group) == 1 for name in group)
    return Connection(main if is_main else frozenset(), alone)


def sources_of(frames: Frames, jobs: list[Record], edges: list[Record]) -> dict[str, int]:
    """For each template, how many other templates and tracked inputs the busiest of its stages takes from.

    What more than half of the templates read is a common reference, and not counted.
    """
    template_of = {job["job"]: job["template"] for job in jobs}
    edges = [edge for edge in edges if edge["job"] in template_of]
    makers = _Makers(frames, template_of, edges)
    readers: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        if edge["direction"] == "dep":
            readers[edge["target"]].add(template_of[edge["job"]])
    n_templates = len(set(template_of.values()))
    taken: dict[str, int] = defaultdict(int)
    for edge in edges:
        if edge["direction"] == "dep" and 2 * len(readers[edge["target"]]) <= n_templates:
            taken[edge["job"]] |= makers.of(edge["target"])
    found: dict[str, int] = defaultdict(int)
    for job, template in template_of.items():
        others = taken[job] & ~makers.bits[template]
        found[template] = max(found[template], others.bit_count())
    return dict(found)


class _Makers:
    """Who makes what lies at a path, above it or below it; sets are bits of a number, a bit a maker."""

    def __init__(self, frames: Frames, template_of: dict[str, str], edges: list[Record]) -> None:
        self.bits: dict[str, int] = {}
        self.at: dict[str, int] = defaultdict(int)
        self.below: dict[str, int] = defaultdict(int)
        for template in template_of.values():
            self._bit(template)
        for edge in edges:
            if edge["direction"] == "out":
                self._add(edge["target"], self._bit(template_of[edge["job"]]))
        self.tracked_below: set[str] = set()
        for dataset in records(frames["datasets"]):
            path = dataset["path"]
            if dataset["storage"] in DVC_STORAGES and path not in self.at:
                self.at[path] = self._bit(f"{path} ")
                self.tracked_below.update(ancestors(path))

    def _bit(self, name: str) -> int:
        return self.bits.setdefault(name, 1 << len(self.bits))

    def _add(self, path: str, bit: int) -> None:
        self.at[path] |= bit
        for folder in ancestors(path):
            self.below[folder] |= bit

    def of(self, path: str) -> int:
        """The makers of what a dependency reads; a folder of tracked files counts once."""
        found = self.below.get(path, 0)
        if path in self.tracked_below and path not in self.at:
            found |= self._bit(f"{path} ")
        for each in [path, *ancestors(path)]:
            found |= self.at.get(each, 0)
        return found
