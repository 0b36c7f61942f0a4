"""The lineage on a terminal: for what was asked for, what comes before and after it; else stage by stage.

Stages of one template, and the datasets they have in common, are told once. Plain text: what is wrong stands there
as a word, and nothing depends on colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from debt_pipelines.catalog.lineage_fold import fold
from debt_pipelines.catalog.lineage_graph import LineageGraph, Node
from debt_pipelines.catalog.lineage_select import components
from debt_pipelines.reports.cells import shorten_middle, wrap
from debt_pipelines.reports.ink import Ink
from debt_pipelines.reports.lineage.layers import layers_of
from debt_pipelines.reports.lineage.registry import LineageReport
from debt_pipelines.reports.lineage.tree import tree_lines
from debt_pipelines.reports.lineage.words import label, listed, marks, missing, sizes, title, warnings
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.wording import count

_MIN_WIDTH = 60
_MAX_NAME = 64
_NOTHING = "Nothing has a lineage here: no stage of DVC was found, and no data that DVC tracks."


def render(report: LineageReport, options: RenderOptions) -> str:
    """The graph as text, at most `options.width` columns wide and at least 60."""
    width = max(options.width, _MIN_WIDTH)
    ink = Ink(options.is_color)
    heading = wrap(title(report.project, report.graph), width)
    lines = [*(ink.paint(line, "strong") for line in heading), *wrap(sizes(report.graph), width)]
    if not report.graph.nodes:
        lines[len(heading) :] = wrap(_NOTHING, width)
    lines += _trees(report, width, ink) if report.graph.focus else _parts(fold(report.graph), width, ink)
    lines += _closing("Watch out", warnings(report.graph), width, ink)
    lines += _closing("Missing here", missing(report), width, ink)
    return "\n".join(lines) + "\n"


def _trees(report: LineageReport, width: int, ink: Ink) -> Iterator[str]:
    """What comes before the nodes asked for, and what comes after them."""
    for direction, limit in report.limits.items():
        reach = "" if limit is None else f", at most {count(limit, 'stage')} away"
        lines = tree_lines(report.graph, direction, width)
        yield from ("", ink.paint(f"{direction.capitalize()}{reach}", "strong"), *(lines or ["  nothing"]))


def _parts(graph: LineageGraph, width: int, ink: Ink) -> Iterator[str]:
    """One block for each part that hangs together, and one line for what hangs on nothing."""
    parts = components(graph)
    linked = [part for part in parts if part.links]
    for number, part in enumerate(linked, start=1):
        head = f"Part {number} of {len(linked)}: " if len(linked) > 1 else ""
        yield ""
        yield ink.paint(f"{head}{sizes(part)}" if head else "Stages in order", "strong")
        yield from _part(part, width, ink)
    lone = [_name(node) for part in parts if not part.links for node in part.nodes.values()]
    if lone:
        yield ""
        verb = "are" if len(lone) > 1 else "is"
        yield from wrap(f"{len(lone):,} {verb} linked to nothing: {listed(lone, 8)}", width, hanging="  ")


def _part(graph: LineageGraph, width: int, ink: Ink) -> Iterator[str]:
    """The sources, each step with what goes in and what comes out, and the final outputs."""
    sources = [node for key, node in graph.nodes.items() if node.kind == "dataset" and not graph.into.get(key)]
    outputs = [node for key, node in graph.nodes.items() if node.kind == "dataset" and not graph.out_of.get(key)]
    steps = [key for key, node in graph.nodes.items() if node.kind == "job" or _is_origin(graph, key)]
    if len(steps) > 1:
        yield from _row("(sources)", sources, width, ink)
    layers = layers_of(graph)
    for key in sorted(steps, key=lambda key: (layers[key], key)):
        yield from _step(graph, key, width, ink)
    if len(steps) > 1:
        yield from _row("(final outputs)", outputs, width, ink)


def _is_origin(graph: LineageGraph, key: str) -> bool:
    return any(link.kind == "imports" for link in graph.out_of.get(key, ()))


def _step(graph: LineageGraph, key: str, width: int, ink: Ink) -> Iterator[str]:
    node = graph.nodes[key]
    before = [graph.nodes[link.source] for link in graph.into.get(key, ()) if link.kind in ("reads", "uses")]
    after = [graph.nodes[link.target] for link in graph.out_of.get(key, ()) if link.kind in ("writes", "imports")]
    name = _name(node) if node.kind == "job" else f"import from {_name(node)}"
    yield f"  {ink.paint(name, 'place')}{''.join(f' [{mark}]' for mark in marks(node))}"
    for verb, nodes in (("reads", before), ("writes", after)):
        if nodes:
            yield from wrap(_names(nodes), width, first=f"    {verb:<8}", hanging=" " * 12)


def _row(head: str, nodes: list[Node], width: int, ink: Ink) -> Iterator[str]:
    if nodes:
        yield f"  {ink.paint(head, 'faint')}"
        yield from wrap(_names(nodes), width, first=" " * 12, hanging=" " * 12)


def _closing(head: str, notes: Iterable[str], width: int, ink: Ink) -> Iterator[str]:
    lines = [line for note in notes for line in wrap(note, width, first="  ", hanging=" " * 6)]
    if lines:
        yield from ("", ink.paint(head, "strong"), *lines)


def _names(nodes: list[Node]) -> str:
    return listed([_name(node) for node in nodes])


def _name(node: Node) -> str:
    return shorten_middle(label(node), _MAX_NAME)
