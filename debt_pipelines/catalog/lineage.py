"""The lineage graph: which job reads and writes which dataset, how far each node reaches, and which jobs go in circles.

DVC refuses to build a graph with a cycle or with overlapping outputs; those are what people need to see, so the graph
here keeps them. A dependency on `d/x` matches an output `d`, and one on `d` matches outputs under `d/`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, frame_of
from debt_pipelines.catalog.resolve import dataset_id
from debt_pipelines.model.catalog_rows import LineageEdge, LineageNode
from debt_pipelines.model.data_rows import DVC_STORAGES
from debt_pipelines.project.locations import ancestors

if TYPE_CHECKING:
    import pandas as pd


def lineage_edges(frames: Frames, datasets: pd.DataFrame) -> pd.DataFrame:
    """The `lineage_edges` table from `edges` and the resolved datasets; the data flows from source to target."""
    paths = set(datasets["path"])
    edges = steps_of(frames)
    origins = set(edges.loc[edges["direction"] == "out", "target"]) & paths
    origins |= set(datasets.loc[datasets["storage"].isin(DVC_STORAGES), "path"])
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for origin in origins:
        for folder in ancestors(origin):
            parts[folder].append(origin)
    rows = set(_containment(paths, origins))
    for job, direction, target in zip(edges["job"], edges["direction"], edges["target"], strict=True):
        if direction == "dep":
            read = [target] if target in paths else _origins_of(target, origins, parts)
            rows |= {LineageEdge(source=dataset_id(path), target=job, kind="reads") for path in read}
        elif target in paths:
            rows.add(LineageEdge(source=job, target=dataset_id(target), kind="writes"))
    ordered = sorted(rows, key=lambda edge: (edge.source, edge.target, edge.kind))
    return frame_of("lineage_edges", ordered)


def steps_of(frames: Frames) -> pd.DataFrame:
    """What jobs of any tool read and write: `job`, `direction`, `target`, and `path` and `line` that declare it."""
    import pandas as pd

    columns = ["job", "direction", "target", "path", "line"]
    parts = [frame[columns] for frame in (frames["edges"], frames["flows"]) if len(frame)]
    return pd.concat(parts, ignore_index=True) if parts else frames["edges"][columns]


def _origins_of(target: str, origins: set[str], parts: Mapping[str, list[str]]) -> list[str]:
    """The outputs and tracked data that a dependency is a part of, or that lie in it."""
    whole = next((folder for folder in ancestors(target) if folder in origins), None)
    return [whole] if whole is not None else parts.get(target, [])


def _containment(paths: set[str], origins: set[str]) -> list[LineageEdge]:
    found: list[LineageEdge] = []
    for path in paths:
        folder = next((folder for folder in ancestors(path) if folder in paths), None)
        if folder is None:
            continue
        whole, part = dataset_id(folder), dataset_id(path)
        if folder in origins:
            found.append(LineageEdge(source=whole, target=part, kind="contains"))
        elif path in origins:
            found.append(LineageEdge(source=part, target=whole, kind="contains"))
    return found


def lineage_nodes(edges: pd.DataFrame, frames: Frames, datasets: pd.DataFrame) -> pd.DataFrame:
    """The `lineage` table: every dataset and declared job with its neighbours, its reach and its cycle."""
    graph, jobs = _flow(edges, frames, datasets)
    downstream = _reach(graph, jobs)
    upstream = _reach(graph.reverse(copy=False), jobs)
    cycles = _cycles(graph, jobs)
    rows = [
        LineageNode(
            node=node,
            node_kind="job" if node in jobs else "dataset",
            n_producers=sum(source in jobs for source in graph.predecessors(node)),
            n_consumers=sum(target in jobs for target in graph.successors(node)),
            n_upstream=upstream[node],
            n_downstream=downstream[node],
            cycle=cycles.get(node),
        )
        for node in sorted(graph)
    ]
    return frame_of("lineage", rows)


def cycles_of(edges: pd.DataFrame, frames: Frames, datasets: pd.DataFrame) -> dict[str, str]:
    """For each job on a cycle, the cycle as the `lineage` table tells it, without the rest of that table."""
    return _cycles(*_flow(edges, frames, datasets))


def _flow(edges: pd.DataFrame, frames: Frames, datasets: pd.DataFrame) -> tuple[Any, set[str]]:
    """The graph of declared jobs and datasets, and the jobs in it."""
    import networkx as nx

    jobs = {*frames["jobs"].loc[frames["jobs"]["kind"] == "dvc_stage", "job"], *frames["flows"]["job"]}
    graph: Any = nx.DiGraph()
    graph.add_nodes_from(sorted(jobs | set(datasets["dataset"])))
    graph.add_edges_from(zip(edges["source"], edges["target"], strict=True))
    return graph, jobs


def _reach(graph: Any, jobs: set[str]) -> dict[str, int]:
    """For each node, how many other jobs can be reached from it: one pass over the condensed graph, sets as bits."""
    import networkx as nx

    bits = {job: 1 << index for index, job in enumerate(sorted(jobs))}
    condensed = nx.condensation(graph)
    reached: dict[int, int] = {}
    own: dict[int, int] = {}
    for component in reversed(list(nx.topological_sort(condensed))):
        own[component] = _union(bits.get(node, 0) for node in condensed.nodes[component]["members"])
        reached[component] = own[component] | _union(reached[after] for after in condensed.successors(component))
    counts: dict[str, int] = {}
    for component, data in condensed.nodes(data=True):
        for node in data["members"]:
            counts[node] = (reached[component] & ~bits.get(node, 0)).bit_count()
    return counts


def _union(sets: Any) -> int:
    union = 0
    for bits in sets:
        union |= bits
    return union


def _cycles(graph: Any, jobs: set[str]) -> dict[str, str]:
    """For each job on a cycle, one cycle of its group as `a -> b -> a`, starting with the first job by name."""
    import networkx as nx

    found: dict[str, str] = {}
    for component in nx.strongly_connected_components(graph):
        if len(component) < 2:
            continue
        members = sorted(component & jobs)
        path = [source for source, _ in nx.find_cycle(graph.subgraph(component), members[0]) if source in jobs]
        start = path.index(min(path))
        ring = [*path[start:], *path[:start]]
        found |= dict.fromkeys(members, " -> ".join([*ring, ring[0]]))
    return found
