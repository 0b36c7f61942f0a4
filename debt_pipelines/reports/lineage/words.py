"""What the lineage formats say in the same words: names, counts, and what is wrong with a node."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from debt_pipelines.catalog.lineage_fold import pattern_of
from debt_pipelines.catalog.lineage_graph import LineageGraph, Node, is_within
from debt_pipelines.reports.lineage.registry import LineageReport
from debt_pipelines.reports.printable import printable
from debt_pipelines.reports.wording import count

KIND_WORDS = {"dataset": "dataset", "job": "stage", "external": "outside the project", "code": "code"}
_STORAGE_WORDS = {"dvc": "in DVC", "git": "in git", "import": "imported"}


def label(node: Node) -> str:
    """The name of a node, safe to print."""
    return printable(node.name)


def sizes(graph: LineageGraph) -> str:
    """How much there is: `14 stages, 31 datasets, 2 places outside the project`."""
    kinds = [node.kind for node in graph.nodes.values()]
    parts = [count(graph.n_jobs, "stage"), count(graph.n_datasets, "dataset")]
    if outside := kinds.count("external"):
        parts.append(count(outside, "place outside the project", "places outside the project"))
    if code := kinds.count("code"):
        parts.append(count(code, "code dependency", "code dependencies"))
    return ", ".join(parts)


def title(project: str, graph: LineageGraph) -> str:
    """What the graph is the lineage of."""
    names = [graph.nodes[key].name for key in graph.focus]
    asked = printable(pattern_of(names)) if names else ""
    return f"Lineage of {asked} in {printable(project)}" if asked else f"Lineage of {printable(project)}"


def marks(node: Node) -> list[str]:
    """What is wrong with a node, a word or two each."""
    found = ["cycle"] if node.cycle else []
    found += [f"{len(node.origins)} writers"] if len(node.origins) > 1 else []
    return found + (["overlap"] if node.overlaps else [])


def description(node: Node) -> str:
    """All that is known of a node, on one line."""
    known = [label(node), KIND_WORDS[node.kind], node.data_kind if node.data_kind != "other" else None]
    known += [_STORAGE_WORDS.get(node.storage or ""), count(len(node.members), "name") if node.members else None]
    if node.source_path:
        known.append(printable(f"{node.source_path}:{node.line}" if node.line else node.source_path))
    return ", ".join(part for part in [*known, *marks(node)] if part)


def warnings(graph: LineageGraph) -> Iterator[str]:
    """What DVC would refuse in this graph: cycles, outputs that two make, outputs within outputs."""
    for cycle in sorted({node.cycle for node in graph.nodes.values() if node.cycle}):
        yield f"cycle: {printable(cycle)}"
    for node in graph.nodes.values():
        if len(node.origins) > 1:
            origins = listed([printable(origin) for origin in node.origins])
            yield f"{len(node.origins)} writers: {label(node)} is made by {origins}"
        wholes = [whole for whole in node.overlaps if is_within(node.path, whole)]
        if wholes:
            yield f"overlap: the output {label(node)} lies in the output {printable(wholes[0])}"


def missing(report: LineageReport) -> list[str]:
    """What could not be read, so that the graph lacks what it declares."""
    return [
        printable(f"not read: {place.path}{f':{place.line}' if place.line else ''}: {place.error}")
        for place in report.unread
    ]


def listed(names: Sequence[str], limit: int = 4) -> str:
    """The first names, and how many more there are."""
    more = f" (+{len(names) - limit})" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more
