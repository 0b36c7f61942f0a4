"""Puts the nodes of a graph in layers, so that data flows from each layer to later ones, whatever goes in circles."""

from __future__ import annotations

from typing import Any

from debt_pipelines.catalog.lineage_graph import LineageGraph


def layers_of(graph: LineageGraph) -> dict[str, int]:
    """The layer of each node from 0: one after its last input, and a source right before its first reader."""
    import networkx as nx

    flow: Any = nx.DiGraph()
    flow.add_nodes_from(sorted(graph.nodes, key=lambda key: (bool(graph.into.get(key)), key)))
    flow.add_edges_from((link.source, link.target) for link in graph.links)
    flow.remove_edges_from(_back_edges(flow))
    layers = {node: number for number, nodes in enumerate(nx.topological_generations(flow)) for node in nodes}
    for node in graph.nodes:
        if not flow.in_degree(node) and flow.out_degree(node):
            layers[node] = min(layers[after] for after in flow.successors(node)) - 1
    return layers


def _back_edges(flow: Any) -> list[tuple[str, str]]:
    """The edges that close a cycle on a walk from the sources."""
    import networkx as nx

    begun: set[str] = set()
    back: list[tuple[str, str]] = []
    for source, target, step in nx.dfs_labeled_edges(flow):
        if step == "forward":
            begun.add(target)
        elif step == "reverse":
            begun.discard(target)
        elif target in begun:
            back.append((source, target))
    return back
