"""The lineage graph as one picture: no script, nothing to load, light or dark as the reader's system is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from debt_pipelines.catalog.lineage_graph import LineageGraph
from debt_pipelines.reports.cells import cell_width, wrap
from debt_pipelines.reports.lineage.drawings import drawings
from debt_pipelines.reports.lineage.picture import fit
from debt_pipelines.reports.lineage.registry import LineageReport
from debt_pipelines.reports.lineage.svg_parts import SUB_CELL, link_element, node_element, rect, text
from debt_pipelines.reports.lineage.words import KIND_WORDS, missing, sizes, title
from debt_pipelines.reports.registry import RenderOptions

_STYLE = Path(__file__).with_name("picture.css")
_MARGIN = 24.0
_GAP = 36.0
_LINE = 15.0
_MIN_WIDTH = 560.0
_ROLE = 'role="img" aria-labelledby="lineage-title lineage-desc"'


def render(report: LineageReport, options: RenderOptions) -> str:
    """The graph, or the part of it that fits a picture, as SVG."""
    graph, notes = fit(report.graph)
    placed_parts = drawings(graph)
    width = max([_MIN_WIDTH, *(placed.width for _, placed in placed_parts)]) + 2 * _MARGIN
    notes = [sizes(report.graph), *notes, *missing(report)] if graph.nodes else ["No stages and no tracked data."]
    head = list(_heading(title(report.project, report.graph), notes, width))
    top = _MARGIN + _LINE * len(head)
    legend = _legend(graph, top)
    body = []
    top += _GAP + _LINE
    for part, placed in placed_parts:
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
