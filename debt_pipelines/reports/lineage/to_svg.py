"""The lineage graph as one picture: no script, nothing to load, light or dark as the reader's system is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from debt_pipelines.catalog.lineage_graph import LineageGraph
from debt_pipelines.catalog.lineage_select import components
from debt_pipelines.reports.cells import cell_width, wrap
from debt_pipelines.reports.lineage.layout import Box, Placed, place
from debt_pipelines.reports.lineage.picture import fit
from debt_pipelines.reports.lineage.registry import LineageReport
from debt_pipelines.reports.lineage.svg_parts import (
    BOX_HEIGHT,
    SUB_CELL,
    link_element,
    node_element,
    rect,
    text,
    words_of,
)
from debt_pipelines.reports.lineage.words import KIND_WORDS, missing, sizes, title
from debt_pipelines.reports.registry import RenderOptions

_STYLE = Path(__file__).with_name("picture.css")
_MARGIN = 24.0
_GAP = 36.0
_LINE = 15.0
_MIN_WIDTH = 560.0
_LONE_COLUMNS = 4
_ROLE = 'role="img" aria-labelledby="lineage-title lineage-desc"'
_ARROW = (
    '<defs><marker id="lineage-arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto"><path d="M0 0.5 8 4 0 7.5z"/></marker></defs>'
)


def render(report: LineageReport, options: RenderOptions) -> str:
    """The graph, or the part of it that fits a picture, as SVG."""
    graph, notes = fit(report.graph)
    drawings = _drawings(graph)
    width = max([_MIN_WIDTH, *(placed.width for _, placed in drawings)]) + 2 * _MARGIN
    notes = [sizes(report.graph), *notes, *missing(report)] if graph.nodes else ["No stages and no tracked data."]
    head = list(_heading(title(report.project, report.graph), notes, width))
    top = _MARGIN + _LINE * len(head)
    legend = _legend(graph, top)
    body = []
    top += _GAP + _LINE
    for part, placed in drawings:
        body.append(f'<g transform="translate({_MARGIN:.1f} {top:.1f})">')
        body += [link_element(link, points) for link, points in placed.lines.items()]
        for key, box in placed.boxes.items():
            body += node_element(part.nodes[key], box, is_asked=key in part.focus)
        body.append("</g>")
        top += placed.height + _GAP
    lines = _frame(title(report.project, report.graph), ". ".join(notes), width, top)
    return "\n".join([*lines, *head, *legend, *body, "</svg>"]) + "\n"


def _frame(name: str, summary: str, width: float, height: float) -> list[str]:
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="lineage" {size} {_ROLE}>',
        f'<title id="lineage-title">{escape(name)}</title>',
        f'<desc id="lineage-desc">{escape(summary)}</desc>',
        f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style>",
        _ARROW,
        '<rect class="page" width="100%" height="100%"/>',
    ]


def _heading(name: str, notes: list[str], width: float) -> Iterator[str]:
    """The title and the notes, each wrapped to the width of the picture."""
    n_cells = int((width - 2 * _MARGIN) / (SUB_CELL * 1.5))
    lines = [(line, "head") for line in wrap(name, n_cells)]
    lines += [(line, "sub") for note in notes for line in wrap(note, int((width - 2 * _MARGIN) / SUB_CELL))]
    for number, (line, look) in enumerate(lines, start=1):
        yield text(line, _MARGIN, _MARGIN + _LINE * number, look)


def _legend(graph: LineageGraph, top: float) -> Iterator[str]:
    """What the shapes and broken lines mean, in words, as far as they are there."""
    kinds = {node.kind for node in graph.nodes.values()}
    left = _MARGIN
    for kind, words in KIND_WORDS.items():
        if kind in kinds:
            yield f'<g class="{kind}">{rect(kind, left, top + 12, 22, 11)}</g>'
            yield text(words, left + 28, top + 21, "sub")
            left += 28 + cell_width(words) * SUB_CELL + 20
    if any(link.kind in ("contains", "imports") for link in graph.links):
        yield f'<path class="link contains" d="M{left:.1f} {top + 17.5:.1f}h22"/>'
        yield text("part of it, or imported", left + 28, top + 21, "sub")


def _drawings(graph: LineageGraph) -> list[tuple[LineageGraph, Placed]]:
    """Each part that hangs together, placed on its own, and last what hangs on nothing."""
    parts = components(graph)
    widths = {key: words_of(node).width for key, node in graph.nodes.items()}
    drawings = [(part, place(part, widths, BOX_HEIGHT)) for part in parts if part.links]
    lone = graph.within({key for part in parts if not part.links for key in part.nodes})
    return [*drawings, (lone, _grid(list(lone.nodes), widths))] if lone.nodes else drawings


def _grid(keys: list[str], widths: dict[str, float]) -> Placed:
    """Nodes without links, row by row."""
    width = max(widths[key] for key in keys)
    boxes = {}
    for number, key in enumerate(keys):
        row, column = divmod(number, _LONE_COLUMNS)
        middle = row * (BOX_HEIGHT + 14) + BOX_HEIGHT / 2
        boxes[key] = Box(column * (width + 20), middle, widths[key], BOX_HEIGHT)
    n_columns, n_rows = min(len(keys), _LONE_COLUMNS), -(-len(keys) // _LONE_COLUMNS)
    return Placed(boxes, {}, n_columns * (width + 20) - 20, n_rows * (BOX_HEIGHT + 14) - 14)
