"""Which nodes belong to which pipeline file, for formats that can draw a box around them."""

from __future__ import annotations

from debt_pipelines.catalog.lineage_graph import LineageGraph


def clusters(graph: LineageGraph) -> dict[str, list[str]]:
    """The nodes of each pipeline file, where there are several: stages, what they write, and what only they read."""
    files = {node.path for node in graph.nodes.values() if node.kind == "job"}
    if len(files) < 2:
        return {}
    found: dict[str, list[str]] = {path: [] for path in sorted(files)}
    for key in graph.nodes:
        path = _file_of(graph, key)
        if path is not None:
            found[path].append(key)
    return found


def _file_of(graph: LineageGraph, key: str) -> str | None:
    if graph.nodes[key].kind == "job":
        return graph.nodes[key].path
    writers = [graph.nodes[link.source] for link in graph.into.get(key, ())]
    readers = [graph.nodes[link.target] for link in graph.out_of.get(key, ())]
    files = {node.path if node.kind == "job" else None for node in writers or readers}
    return files.pop() if len(files) == 1 else None
