"""Folds the stages of one template into one node, and with them the datasets that the same entries declare.

A `foreach` over 36 regions makes 36 stages and as many outputs that differ in one word. People read them as one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import replace

from debt_pipelines.catalog.lineage_graph import LineageGraph, Link, Node

_N_SHOWN = 2
_MAX_PARTS = 20
_LAST_WORD = re.compile(r"[0-9A-Za-z]+$")
_FIRST_WORD = re.compile(r"^[0-9A-Za-z]+")


def fold(graph: LineageGraph) -> LineageGraph:
    """The graph with one node a template; a single node that was asked for keeps standing on its own."""
    alone = graph.focus if len(graph.focus) == 1 else ()
    groups = _job_groups(graph, alone)
    if not groups:
        return graph
    groups += _dataset_groups(graph, _heads(groups), alone)
    head_of = _heads(groups)
    folded = {members[0]: _folded([graph.nodes[key] for key in members]) for members in groups}
    nodes = {key: folded.get(key, node) for key, node in graph.nodes.items() if head_of.get(key, key) == key}
    focus = tuple(dict.fromkeys(head_of.get(key, key) for key in graph.focus))
    return LineageGraph(nodes, _merged(graph.links, head_of), focus)


def pattern_of(names: Sequence[str]) -> str:
    """Many like names as one: `train@{eu,us} (+34)`."""
    if len(names) == 1:
        return names[0]
    head = _LAST_WORD.sub("", _beginning(names))
    tail = _FIRST_WORD.sub("", _beginning([name[len(head) :][::-1] for name in names])[::-1])
    parts = [name[len(head) : len(name) - len(tail)] for name in names[:_N_SHOWN]]
    if not head + tail or sum(map(len, parts)) > _MAX_PARTS:
        return f"{names[0]} (+{len(names) - 1})"
    more = f" (+{len(names) - _N_SHOWN})" if len(names) > _N_SHOWN else ""
    return f"{head}{{{','.join(parts)}}}{tail}{more}"


def _beginning(names: Sequence[str]) -> str:
    """The letters that all names begin with; what first and last in order have in common, all have."""
    first, last = min(names), max(names)
    n_same = next((n for n, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return first[:n_same]


def _heads(groups: list[list[str]]) -> dict[str, str]:
    """For each folded node the first of its group, which stands for all."""
    return {member: members[0] for members in groups for member in members}


def _job_groups(graph: LineageGraph, alone: Collection[str]) -> list[list[str]]:
    by_template: dict[str, list[str]] = defaultdict(list)
    for key, node in graph.nodes.items():
        if node.template and key not in alone:
            by_template[node.template].append(key)
    return [members for members in by_template.values() if len(members) > 1]


def _dataset_groups(graph: LineageGraph, head_of: Mapping[str, str], alone: Collection[str]) -> list[list[str]]:
    """Datasets that are alike: linked by the same entries to folded stages, or to datasets that are."""
    roles = {key: _role(graph, key, head_of) for key, node in graph.nodes.items() if node.kind != "job"}
    alike: dict[Hashable, list[str]] = defaultdict(list)
    for key, role in roles.items():
        beside = {("from", link.kind, roles[link.source] or link.source) for link in _data(graph, graph.into, key)}
        beside |= {("to", link.kind, roles[link.target] or link.target) for link in _data(graph, graph.out_of, key)}
        if key not in alone and (role or any(isinstance(other, frozenset) for *_, other in beside)):
            alike[graph.nodes[key].kind, role, frozenset(beside)].append(key)
    return [members for members in alike.values() if len(members) > 1]


def _data(graph: LineageGraph, links: Mapping[str, list[Link]], key: str) -> list[Link]:
    """The links of a dataset to what is no stage."""
    return [
        link
        for link in links.get(key, ())
        if graph.nodes[link.source].kind != "job" and graph.nodes[link.target].kind != "job"
    ]


def _role(graph: LineageGraph, key: str, head_of: Mapping[str, str]) -> frozenset[Hashable]:
    """What a dataset is to the stages around it; empty when no folded stage is among them."""
    links = (*graph.into.get(key, ()), *graph.out_of.get(key, ()))
    jobs = [(link.target if link.source == key else link.source, link) for link in links]
    if not any(job in head_of for job, _link in jobs):
        return frozenset()
    return frozenset(
        (head_of.get(job, job), link.kind, link.number) for job, link in jobs if graph.nodes[job].kind == "job"
    )


def _merged(links: Sequence[Link], head_of: Mapping[str, str]) -> tuple[Link, ...]:
    merged: dict[tuple[str, str, str], Link] = {}
    for link in links:
        source, target = head_of.get(link.source, link.source), head_of.get(link.target, link.target)
        if source != target:
            merged.setdefault((source, target, link.kind), replace(link, source=source, target=target))
    return tuple(merged.values())


def _folded(members: list[Node]) -> Node:
    names = tuple(node.name for node in members)
    return replace(
        members[0],
        name=pattern_of(names),
        members=names,
        cycle=next((node.cycle for node in members if node.cycle), None),
        origins=max((node.origins for node in members), key=len),
        overlaps=next((node.overlaps for node in members if node.overlaps), ()),
    )
