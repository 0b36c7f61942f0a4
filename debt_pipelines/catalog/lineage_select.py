"""Selects a part of the lineage graph: what is meant by a name, what lies around it, and what hangs together."""

from __future__ import annotations

import posixpath
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

from debt_pipelines.catalog.lineage_graph import LineageGraph, Link, Node
from debt_pipelines.config.suggest import did_you_mean
from debt_pipelines.model.errors import SettingsError

Direction = Literal["upstream", "downstream"]
_N_NAMES = 4


def find_nodes(graph: LineageGraph, wanted: str) -> tuple[str, ...]:
    """The identifiers of what a person names: one node, or all stages of one template.

    Read in this order: an identifier, a path, a stage, a template, a file name that only one dataset has.
    Raises SettingsError with what was probably meant, or with the choices.
    """
    path = wanted if "://" in wanted else posixpath.normpath(wanted)
    for spelled in dict.fromkeys((wanted, path, path.removesuffix(".dvc"))):
        if spelled in graph.nodes:
            return (spelled,)
        for choices in _readings(list(graph.nodes.values()), spelled):
            if len(choices) > 1:
                raise _ambiguous(wanted, choices)
            for ids in choices.values():
                return ids
    known = [word for node in graph.nodes.values() for word in (node.id, *_names(node))]
    hint = did_you_mean(wanted, known) or "`debt lineage` shows all that has a lineage"
    raise SettingsError(f"there is no dataset or stage `{wanted}` in the lineage", hint=hint)


def around(
    graph: LineageGraph, focus: tuple[str, ...], *, upstream: int | None = None, downstream: int | None = None
) -> LineageGraph:
    """The nodes asked for and what lies at most so many stages before and after them; None is no limit, 0 is none."""
    kept = set(focus)
    if upstream != 0:
        kept |= _reached(graph, focus, "upstream", upstream)
    if downstream != 0:
        kept |= _reached(graph, focus, "downstream", downstream)
    return replace(graph, focus=focus).within(kept)


def components(graph: LineageGraph) -> list[LineageGraph]:
    """The parts of a graph that hang together, those with most stages first; lone nodes are parts too."""
    import networkx as nx

    whole: Any = nx.Graph()
    whole.add_nodes_from(graph.nodes)
    whole.add_edges_from((link.source, link.target) for link in graph.links)
    part_of = {node: number for number, part in enumerate(nx.connected_components(whole)) for node in part}
    nodes: dict[int, dict[str, Node]] = {}
    for key, node in graph.nodes.items():
        nodes.setdefault(part_of[key], {})[key] = node
    links: dict[int, list[Link]] = {}
    for link in graph.links:
        links.setdefault(part_of[link.source], []).append(link)
    parts = [
        LineageGraph(members, tuple(links.get(number, ())), tuple(key for key in graph.focus if key in members))
        for number, members in nodes.items()
    ]
    return sorted(parts, key=lambda part: (-part.n_jobs, -len(part.nodes), next(iter(part.nodes))))


def _readings(nodes: list[Node], name: str) -> Iterator[dict[str, tuple[str, ...]]]:
    """What a name may mean, one kind of name after the other: the choices, each with its nodes."""
    data = [node for node in nodes if node.kind != "job"]
    jobs = [node for node in nodes if node.kind == "job"]
    yield {node.id: (node.id,) for node in data if node.path == name}
    yield {node.id: (node.id,) for node in jobs if name in _names(node)}
    templates: dict[str, tuple[str, ...]] = {}
    for node in jobs:
        template = node.template or node.id
        if name in (template, _bare(node, template)):
            templates[template] = (*templates.get(template, ()), node.id)
    yield templates
    yield {node.path: (node.id,) for node in data if name in _names(node)}


def _names(node: Node) -> tuple[str, ...]:
    if node.kind == "job":
        return node.name, _bare(node, node.id)
    return node.path, node.path.rpartition("/")[2]


def _bare(node: Node, identifier: str) -> str:
    """The name of a stage or a template within its file."""
    return identifier.removeprefix(f"{node.path}:")


def _ambiguous(wanted: str, choices: dict[str, tuple[str, ...]]) -> SettingsError:
    shown = ", ".join(f"`{choice}`" for choice in list(choices)[:_N_NAMES])
    more = f" and {len(choices) - _N_NAMES} more" if len(choices) > _N_NAMES else ""
    return SettingsError(f"`{wanted}` may be any of {len(choices)}", hint=f"name one in full: {shown}{more}")


def _reached(graph: LineageGraph, focus: tuple[str, ...], direction: Direction, limit: int | None) -> set[str]:
    """The nodes within so many stages; only a step to a stage counts, so its own inputs or outputs come with it."""
    steps = dict.fromkeys(focus, 0)
    queue = deque(focus)
    while queue:
        node = queue.popleft()
        links = graph.into.get(node, ()) if direction == "upstream" else graph.out_of.get(node, ())
        for link in links:
            after = link.source if direction == "upstream" else link.target
            is_stage = graph.nodes[after].kind == "job"
            n_steps = steps[node] + is_stage
            if (limit is not None and n_steps > limit) or steps.get(after, n_steps + 1) <= n_steps:
                continue
            steps[after] = n_steps
            (queue.append if is_stage else queue.appendleft)(after)
    return set(steps)
