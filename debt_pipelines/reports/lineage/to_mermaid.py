"""The lineage graph as a Mermaid flowchart, for Markdown pages: GitHub, GitLab and many wikis draw it.

Mermaid draws a few hundred nodes at most, so a large graph is cut down as for a picture; comments say to what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debt_pipelines.catalog.lineage_graph import Node
from debt_pipelines.reports.lineage.clusters import clusters
from debt_pipelines.reports.lineage.picture import fit
from debt_pipelines.reports.lineage.registry import LineageReport
from debt_pipelines.reports.lineage.words import label, marks, missing, sizes, title
from debt_pipelines.reports.printable import printable
from debt_pipelines.reports.registry import RenderOptions

_SHAPES = {"job": ('(["', '"])'), "dataset": ('["', '"]'), "external": ('[/"', '"/]'), "code": ('[["', '"]]')}
_ARROWS = {"reads": "-->", "writes": "-->", "contains": "-.->", "imports": "-.->", "uses": "-.->"}
_PLAIN = re.compile(r"[\w ./,:@+=()-]", re.UNICODE)


def render(report: LineageReport, options: RenderOptions) -> str:
    """The graph as `flowchart LR`."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: LineageReport) -> Iterator[str]:
    graph, notes = fit(report.graph)
    yield "flowchart LR"
    for remark in (f"{title(report.project, report.graph)}: {sizes(report.graph)}", *notes, *missing(report)):
        yield f"  %% {re.sub(r'[{}]', '', remark)}"
    ids = {key: f"n{number}" for number, key in enumerate(graph.nodes)}
    boxed: set[str] = set()
    for number, (path, keys) in enumerate(clusters(graph).items()):
        yield f'  subgraph f{number}["{_escaped(printable(path))}"]'
        yield from (f"    {_node(ids[key], graph.nodes[key])}" for key in keys)
        yield "  end"
        boxed.update(keys)
    yield from (f"  {_node(ids[key], node)}" for key, node in graph.nodes.items() if key not in boxed)
    yield from (f"  {ids[link.source]} {_ARROWS[link.kind]} {ids[link.target]}" for link in graph.links)
    yield from (f"  style {ids[key]} stroke-width:4px" for key in graph.focus if key in ids)
    if not graph.nodes:
        yield '  none["no stages and no tracked data"]'


def _node(key: str, node: Node) -> str:
    before, after = _SHAPES[node.kind]
    wrong = ", ".join(marks(node))
    return f"{key}{before}{_escaped(label(node))}{f'<br/>({wrong})' if wrong else ''}{after}"


def _escaped(text: str) -> str:
    """A label in which nothing is taken for a quote, a shape, HTML, Markdown or an entity."""
    return "".join(c if _PLAIN.fullmatch(c) else f"#{ord(c)};" for c in text)
