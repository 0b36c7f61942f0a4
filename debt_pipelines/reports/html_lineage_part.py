"""The part of the lineage that a picture has room for: all of it, folded, or what bears most open debt."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from debt_pipelines.catalog.lineage_fold import fold
from debt_pipelines.catalog.lineage_graph import LineageGraph, Link, Node
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.html_text import short_path
from debt_pipelines.reports.wording import count

_FOLD_FROM = 40
_MAX_BESIDE = 30
_NOUNS = ("dataset or stage", "datasets and stages")
_FOLDED_NOTE = "Stages of one template are drawn as one."


@dataclass(frozen=True, slots=True)
class LineagePart:
    """The part to draw, the datasets and stages that each of its nodes stands for, and in words what is left out."""

    graph: LineageGraph
    members: Mapping[str, list[str]]
    notes: tuple[str, ...]


def lineage_of(scorecard: Scorecard) -> LineageGraph:
    """The graph of the scorecard with what a picture says of its nodes; as a name each has its identifier."""
    jobs = {job.id: job for job in scorecard.jobs}
    datasets = {entry.id: entry for entry in scorecard.datasets}
    nodes = {}
    for entry in sorted(scorecard.lineage.nodes, key=lambda node: node.id):
        job, dataset = jobs.get(entry.id), datasets.get(entry.id)
        nodes[entry.id] = Node(
            id=entry.id,
            kind=entry.kind,
            name=entry.id,
            path=job.path if job else dataset.path if dataset else entry.id,
            line=job.line if job else None,
            template=entry.id.partition("@")[0] if job and "@" in entry.id else None,
            data_kind=dataset.kind if dataset else None,
            storage=dataset.storage if dataset else None,
            cycle=entry.cycle,
        )
    paths = {id: entry.path for id, entry in datasets.items()}
    declared = {id: {path: at for at, path in enumerate((*job.deps, *job.outs))} for id, job in jobs.items()}
    links = (
        Link(source=source, target=target, kind=kind, number=declared[job].get(paths.get(data, data), 0) if job else 0)
        for source, target, kind in sorted({(edge.source, edge.target, edge.kind) for edge in scorecard.lineage.edges})
        for job, data in [_ends(source, target, declared)]
        if source in nodes and target in nodes
    )
    return LineageGraph(nodes, tuple(links))


def _ends(source: str, target: str, jobs: Collection[str]) -> tuple[str | None, str]:
    """The job and the data of an edge; no job where data contain data."""
    if source in jobs:
        return source, target
    return (target if target in jobs else None), source


def part_of(graph: LineageGraph, minutes: Mapping[str, float], size: int) -> LineagePart | None:
    """At most so many nodes of what is linked; `minutes` are those of open debt. None where nothing is linked."""
    connected = graph.within({key for link in graph.links for key in (link.source, link.target)})
    if not connected.nodes:
        return None
    n_lone = len(graph.nodes) - len(connected.nodes)
    lone = (f"Left out, as nothing leads to or from them: {count(n_lone, *_NOUNS)}.",) if n_lone else ()
    folded = fold(connected) if len(connected.nodes) >= _FOLD_FROM else connected
    notes = (_FOLDED_NOTE,) if len(folded.nodes) < len(connected.nodes) else ()
    members = {key: list(node.members or (key,)) for key, node in folded.nodes.items()}
    if len(folded.nodes) <= size:
        return LineagePart(_named(folded, graph), members, (*notes, *lone))
    weights = {key: sum(minutes.get(id, 0.0) for id in ids) for key, ids in members.items()}
    part = folded.within(_around(folded, weights, size))
    shown = {key: members[key] for key in part.nodes}
    n_left_out = len(connected.nodes) - sum(map(len, shown.values()))
    note = (
        f"The picture has room for {size} places: it shows those with most open debt and what stands right before and "
        f"after them. Not drawn: {count(n_left_out, *(f'more {noun}' for noun in _NOUNS))}."
    )
    return LineagePart(_named(part, graph), shown, (*notes, note, *lone))


def _named(graph: LineageGraph, whole: LineageGraph) -> LineageGraph:
    """A part of the whole graph with names to read, cut to a length that fits."""
    nodes = {
        key: replace(
            node,
            name=_name(whole.nodes[key]),
            path=short_path(node.path),
            members=tuple(_name(whole.nodes[id]) for id in node.members),
        )
        for key, node in graph.nodes.items()
    }
    return LineageGraph(nodes, graph.links)


def _name(node: Node) -> str:
    return short_path(node.id if node.kind == "job" else node.path)


def _around(graph: LineageGraph, weights: Mapping[str, float], size: int) -> set[str]:
    """The nodes with most open debt, each with its neighbours, as many as there is room for."""
    kept: dict[str, None] = {}
    for key in sorted(graph.nodes, key=lambda key: (-weights[key], key)):
        if len(kept) >= size or (kept and not weights[key]):
            break
        beside = sorted(dict.fromkeys(graph.beside(key)), key=lambda other: (-weights[other], other))
        wanted = [other for other in [key, *islice(beside, _MAX_BESIDE)] if other not in kept]
        kept |= dict.fromkeys(wanted[: size - len(kept)])
    return set(kept)
