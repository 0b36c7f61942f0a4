"""Puts the datasets of a target on the nodes of a graph that stays readable: one each, or one a stage or folder.

Dagster wants a graph without cycles and with names that stay apart when all but letters and digits are taken from them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from debt_pipelines.defs.target_graph import TargetGraph

_EDGES_PER_NODE = 20
_NOT_WORD = re.compile(r"[^0-9A-Za-z]")
_NOT_IN_NAME = re.compile(r"[^0-9A-Za-z_.-]")
_FAR_PLACE = re.compile(r"^[a-z][a-z0-9+]*://", re.IGNORECASE)
_Name = tuple[str, ...]
_Edges = dict[_Name, list[_Name]]
_Flow = tuple[list[str], list[str]]
_Placing = Callable[[str], _Name]


@dataclass(slots=True)
class Node:
    """One node: its name in parts, its datasets, the names it is made from, and edges that would close a cycle."""

    name: _Name
    datasets: list[str] = field(default_factory=list)
    deps: list[_Name] = field(default_factory=list)
    left_out: list[_Name] = field(default_factory=list)


def placed(graph: TargetGraph, max_nodes: int) -> list[Node]:
    """The nodes of a graph, by name: one a dataset, else one a stage or folder, else one a folder that bears most debt.

    In the last case a folder stands for all datasets below it that are in no such folder further down.
    """
    paths = {entry.id: entry.path for entry in graph.datasets}
    flows = _flows(graph, paths)
    for placing in _placings(graph, paths, max_nodes):
        places = {dataset: placing(dataset) for dataset in paths}
        n_nodes = len(set(places.values()))
        if n_nodes == 1 or (n_nodes <= max_nodes and _n_edges(flows, places) <= max_nodes * _EDGES_PER_NODE):
            return _nodes(places, flows)
    return []


def _n_edges(flows: list[_Flow], places: Mapping[str, _Name]) -> int:
    """How many edges there are at most between the places."""
    drawn = {(frozenset(_names(reads, places)), frozenset(_names(writes, places))) for reads, writes in flows}
    return sum(len(sources) * len(targets) - len(sources & targets) for sources, targets in drawn)


def _flows(graph: TargetGraph, paths: Mapping[str, str]) -> list[_Flow]:
    """What is read and what is written together: by a job, or as a whole and its part."""
    reads: defaultdict[str, list[str]] = defaultdict(list)
    writes: defaultdict[str, list[str]] = defaultdict(list)
    flows = []
    for edge in graph.lineage.edges:
        if edge.kind == "reads" and edge.source in paths:
            reads[edge.target].append(edge.source)
        elif edge.kind == "writes" and edge.target in paths:
            writes[edge.source].append(edge.target)
        elif edge.kind == "contains" and edge.source in paths and edge.target in paths:
            flows.append(([edge.source], [edge.target]))
    return flows + [(reads[job], writes[job]) for job in sorted(reads.keys() & writes.keys())]


def _placings(graph: TargetGraph, paths: Mapping[str, str], max_nodes: int) -> Iterator[_Placing]:
    """Ways to place datasets, from the finest to the coarsest; the last has one node."""
    parts = {
        dataset: tuple(part for part in _FAR_PLACE.sub("", path).split("/") if part) for dataset, path in paths.items()
    }
    stages = {
        edge.target: ("stages", *edge.source.partition("@")[0].split("/"))
        for edge in graph.lineage.edges
        if edge.kind == "writes"
    }
    yield lambda dataset: parts[dataset] or (dataset,)
    yield lambda dataset: stages.get(dataset) or ("folders", *parts[dataset][:-1])
    heaviest = _heaviest_folders(parts, graph.debt_minutes)
    n_folders = min(max_nodes, len(heaviest))
    while n_folders > 0:
        chosen = set(heaviest[:n_folders])

        def folder(dataset: str, chosen: set[_Name] = chosen) -> _Name:
            above = parts[dataset][:-1]
            level = next(level for level in range(len(above), -1, -1) if above[:level] in chosen)
            return ("folders", *above[:level])

        yield folder
        n_folders //= 2


def _heaviest_folders(parts: Mapping[str, _Name], debt_minutes: Mapping[str, float]) -> list[_Name]:
    """All folders, those with most debt below them first, then those with most datasets; the root is the first."""
    weights: defaultdict[_Name, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for dataset, path in parts.items():
        for level in range(len(path[:-1]) + 1):
            weight = weights[path[:level]]
            weight[0] += debt_minutes.get(dataset, 0.0)
            weight[1] += 1
    return sorted(weights, key=lambda name: (-weights[name][0], -weights[name][1], len(name), name))


def _names(datasets: list[str], places: Mapping[str, _Name]) -> set[_Name]:
    return {places[dataset] for dataset in datasets}


def _nodes(places: Mapping[str, _Name], flows: list[_Flow]) -> list[Node]:
    names = _distinct(sorted(set(places.values())))
    nodes = {name: Node(names[name]) for name in names}
    for dataset, name in sorted(places.items()):
        nodes[name].datasets.append(dataset)
    deps: dict[_Name, set[_Name]] = {name: set() for name in names}
    for reads, writes in flows:
        sources = _names(reads, places)
        for name in _names(writes, places):
            deps[name] |= sources - {name}
    kept, left_out = _acyclic({name: sorted(sources) for name, sources in deps.items()})
    for name, node in nodes.items():
        node.deps = [names[source] for source in kept[name]]
        node.left_out = [names[source] for source in left_out[name]]
    return list(nodes.values())


def _distinct(wanted: list[_Name]) -> dict[_Name, _Name]:
    """Each name as Dagster takes it; two that only differ in what is neither letter nor digit get a number."""
    taken: set[str] = set()
    found: dict[_Name, _Name] = {}
    for name in wanted:
        clean = tuple(_NOT_IN_NAME.sub("_", part) for part in name)
        number, candidate = 1, clean
        while (word := _NOT_WORD.sub("_", "__".join(candidate))) in taken:
            number += 1
            candidate = (*clean[:-1], f"{clean[-1]}-{number}")
        taken.add(word)
        found[name] = candidate
    return found


def _acyclic(deps: _Edges) -> tuple[_Edges, _Edges]:
    """The edges without those that close a cycle, and these."""
    left_out: _Edges = {name: [] for name in deps}
    while True:
        try:
            TopologicalSorter(deps).prepare()
        except CycleError as error:
            source, target = error.args[1][:2]
            deps[target].remove(source)
            left_out[target].append(source)
        else:
            return deps, left_out
