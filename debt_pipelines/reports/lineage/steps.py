"""The steps of a lineage tree: from some nodes to what made them, or to what is made from them.

Nodes go together: `models/{eu,us}.pkl (+34)` is one step where one entry of a template declares all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from debt_pipelines.catalog.lineage_fold import pattern_of
from debt_pipelines.catalog.lineage_graph import LineageGraph, Link, is_within
from debt_pipelines.reports.lineage.words import listed, marks
from debt_pipelines.reports.printable import printable

Keys = tuple[str, ...]
_MAX_LONE = 4
_N_FINAL = 2
_REMARKS = {"code": "(code)", "external": "(outside the project)"}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a tree: its two sides, the stages on the way, and the nodes that the tree goes on with."""

    left: str
    arrow: str = ""
    right: str = ""
    remark: str = ""
    via: Keys = ()
    after: Keys = ()


def upstream(graph: LineageGraph, keys: Keys) -> list[list[Step]]:
    """How nodes came to be: for stages what they read and what made that, for datasets what made them."""
    read: list[tuple[Hashable, str]] = []
    for key in keys:
        if graph.nodes[key].kind == "job":
            read += [(_declared(graph, link, key), link.source) for link in graph.into.get(key, ())]
        elif graph.into.get(key):
            read.append(((), key))
    made: dict[Hashable, list[tuple[str, Link | None]]] = defaultdict(list)
    for role, dataset in read:
        links = _makers(graph, dataset)
        for link in links:
            made[role, _how(graph, dataset, link)].append((dataset, link))
        if not links:
            made[role, None].append((dataset, None))
    return _few([[_made(graph, group)] for group in made.values()])


def downstream(graph: LineageGraph, keys: Keys) -> list[list[Step]]:
    """What is made from nodes: for stages what they write, for datasets what reads them and writes from them."""
    uses: dict[Hashable, list[Link]] = defaultdict(list)
    for key in keys:
        for link in graph.out_of.get(key, ()):
            is_output = graph.nodes[key].kind == "job"
            uses[() if is_output else _declared(graph, link, link.target)].append(link)
    if () in uses:
        return [_makes(graph, sorted({link.source for link in uses[()]}))]
    return _few([_used(graph, links) for links in uses.values()])


def _makers(graph: LineageGraph, dataset: str) -> list[Link]:
    """The links into a dataset; for a folder that holds what others make, the links into these."""
    links: list[Link] = []
    for link in graph.into.get(dataset, ()):
        is_held = link.kind == "contains" and not _is_part(graph, link)
        links += (graph.into.get(link.source) or [link]) if is_held else [link]
    return links


def _how(graph: LineageGraph, dataset: str, link: Link) -> Hashable:
    """What makes one step of the ways in which datasets are made; for parts of a folder the template is enough."""
    if link.target != dataset:
        return graph.nodes[link.source].template or link.source
    return _declared(graph, link, link.source)


def _made(graph: LineageGraph, group: list[tuple[str, Link | None]]) -> Step:
    name = _name(graph, (dataset for dataset, _ in group))
    links = [link for _, link in group if link is not None]
    if not links:
        return Step(name, remark=_REMARKS.get(graph.nodes[group[0][0]].kind, ""))
    makers = tuple(sorted({link.source for link in links}))
    is_whole = links[0].target == group[0][0]
    arrow = {"imports": "<- import from", "contains": "in" if _is_part(graph, links[0]) else "holds"}
    return Step(name if is_whole else f"{name}/*", arrow.get(links[0].kind, "<-"), _name(graph, makers), after=makers)


def _used(graph: LineageGraph, links: list[Link]) -> list[Step]:
    targets = tuple(sorted({link.target for link in links}))
    if graph.nodes[targets[0]].kind == "job":
        return _makes(graph, targets)
    verb = "(holds)" if _is_part(graph, links[0]) else "(part of)"
    return [Step("(import)" if links[0].kind == "imports" else verb, "->", _name(graph, targets), after=targets)]


def _makes(graph: LineageGraph, jobs: Iterable[str]) -> list[Step]:
    """What stages write: one step for each output that is used again, one for all others."""
    via = tuple(jobs)
    used: dict[Hashable, set[str]] = defaultdict(set)
    final: dict[Hashable, set[str]] = defaultdict(set)
    for job in via:
        for link in graph.out_of.get(job, ()):
            outputs = used if graph.out_of.get(link.target) else final
            outputs[_declared(graph, link, job)].add(link.target)
    name = _name(graph, via)
    steps = [
        Step(name, "->", _name(graph, targets), via=via, after=tuple(sorted(targets))) for targets in used.values()
    ]
    if final:
        names = [_name(graph, targets) for targets in final.values()]
        steps.append(Step(name, "->", listed(names, _N_FINAL), via=via))
    return steps or [Step(name)]


def _declared(graph: LineageGraph, link: Link, end: str) -> Hashable:
    """By which entries a link, with the node at one end of it, is declared; links alike in this go together."""
    node = graph.nodes[end]
    if node.kind == "job":
        return node.template, link.kind, link.number
    makers = [into for into in graph.into.get(end, ()) if into.kind == "writes"]
    entries = tuple((graph.nodes[into.source].template, into.number) for into in makers)
    return link.kind, entries or end


def _is_part(graph: LineageGraph, link: Link) -> bool:
    """Whether the link goes from a folder to something in it."""
    return is_within(graph.nodes[link.target].path, graph.nodes[link.source].path)


def _few(bundles: list[list[Step]]) -> list[list[Step]]:
    """The steps, with the many that lead nowhere on one line."""
    lone = [steps for steps in bundles if not steps[0].arrow]
    if len(lone) <= _MAX_LONE:
        return bundles
    names = listed([steps[0].left for steps in lone], _N_FINAL)
    return [*(steps for steps in bundles if steps[0].arrow), [Step(names)]]


def _name(graph: LineageGraph, keys: Iterable[str]) -> str:
    nodes = [graph.nodes[key] for key in sorted(set(keys))]
    name = printable(pattern_of([node.name for node in nodes]))
    wrong = dict.fromkeys(mark for node in nodes for mark in marks(node))
    return name + "".join(f" [{mark}]" for mark in wrong)
