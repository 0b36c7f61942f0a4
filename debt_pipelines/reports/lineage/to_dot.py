"""The whole lineage graph in the DOT language, for Graphviz and everything that reads it; nothing is folded."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.catalog.lineage_graph import Node
from debt_pipelines.reports.lineage.clusters import clusters
from debt_pipelines.reports.lineage.registry import LineageReport
from debt_pipelines.reports.lineage.words import description, label, marks, missing, title
from debt_pipelines.reports.printable import printable
from debt_pipelines.reports.registry import RenderOptions

_LOOKS = {
    "job": 'shape=box, style="rounded,bold"',
    "dataset": "shape=box",
    "external": "shape=box, style=dashed",
    "code": "shape=note",
}
_LINES = {"contains": ' [style=dashed, label="part"]', "imports": ' [style=dashed, label="import"]',
          "uses": " [style=dotted]"}  # fmt: skip


def render(report: LineageReport, options: RenderOptions) -> str:
    """The graph as `digraph`, from left to right, one cluster a pipeline file where there are several."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: LineageReport) -> Iterator[str]:
    graph = report.graph
    yield from (f"// {line}" for line in missing(report))
    yield "digraph lineage {"
    yield f"  rankdir=LR; label={_quoted(title(report.project, graph))};"
    yield '  node [fontname="Helvetica,Arial,sans-serif", fontsize=11];'
    yield '  edge [fontname="Helvetica,Arial,sans-serif", fontsize=9];'
    boxed: set[str] = set()
    for number, (path, keys) in enumerate(clusters(graph).items()):
        yield f"  subgraph cluster_{number} {{"
        yield f"    label={_quoted(printable(path))};"
        yield from (f"    {_node(graph.nodes[key], is_asked=key in graph.focus)}" for key in keys)
        yield "  }"
        boxed.update(keys)
    for key, node in graph.nodes.items():
        if key not in boxed:
            yield f"  {_node(node, is_asked=key in graph.focus)}"
    for link in graph.links:
        source, target = _quoted(printable(link.source)), _quoted(printable(link.target))
        yield f"  {source} -> {target}{_LINES.get(link.kind, '')};"
    yield "}"


def _node(node: Node, *, is_asked: bool) -> str:
    wrong = f" ({', '.join(marks(node))})" if marks(node) else ""
    looks = _LOOKS[node.kind] + (", penwidth=3" if is_asked else "")
    words = f"label={_quoted(label(node) + wrong)}, tooltip={_quoted(description(node))}"
    return f"{_quoted(printable(node.id))} [{words}, {looks}];"


def _quoted(text: str) -> str:
    """A DOT string; Graphviz reads backslashes in labels as commands, so they are doubled."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
