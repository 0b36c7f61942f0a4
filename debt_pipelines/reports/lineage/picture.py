"""Cuts a graph down to what fits in a picture, and says what was left out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from debt_pipelines.catalog.lineage_fold import fold
from debt_pipelines.catalog.lineage_graph import LineageGraph
from debt_pipelines.catalog.lineage_select import components
from debt_pipelines.reports.wording import count

MAX_NODES = 150


def fit(graph: LineageGraph) -> tuple[LineageGraph, list[str]]:
    """At most 150 nodes: templates folded, then one part that hangs together, then what is nearest; and notes on it."""
    if len(graph.nodes) <= MAX_NODES:
        return graph, []
    folded = fold(graph)
    notes = [] if len(folded.nodes) == len(graph.nodes) else ["Stages of one template are drawn as one."]
    if len(folded.nodes) <= MAX_NODES:
        return folded, notes
    parts = components(folded)
    part = next((part for part in parts if part.focus), parts[0])
    shown = part.within(_nearest(part, part.focus or [_middle(part)]))
    n_jobs, n_datasets = graph.n_jobs - shown.n_jobs, graph.n_datasets - shown.n_datasets
    left_out = f"{count(n_jobs, 'stage')} and {count(n_datasets, 'dataset')} are left out"
    why = "only what lies nearest" if len(shown.nodes) < len(part.nodes) else "only one part that hangs together"
    return shown, [*notes, f"The picture has room for {MAX_NODES} nodes and shows {why}: {left_out}."]


def _middle(graph: LineageGraph) -> str:
    """The node with most neighbours, the first by name among equals."""
    return max(sorted(graph.nodes), key=lambda key: len(graph.beside(key)))


def _nearest(graph: LineageGraph, start: Iterable[str]) -> set[str]:
    kept = dict.fromkeys(start)
    queue = deque(kept)
    while queue and len(kept) < MAX_NODES:
        for other in graph.beside(queue.popleft()):
            if other not in kept and len(kept) < MAX_NODES:
                kept[other] = None
                queue.append(other)
    return set(kept)
