"""The lineage picture of the page: the graph, or the part of it that bears debt, with a badge on each place in debt.

A picture holds 150 nodes. Of a larger graph it shows the places with most open debt and what stands right before and
after them; the list beside it names what else is in debt.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from markupsafe import Markup

from debt_pipelines.catalog.lineage_graph import LineageGraph, Node
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.html_lineage_part import lineage_of, part_of
from debt_pipelines.reports.html_places import Places, anchor, gravest
from debt_pipelines.reports.lineage.drawings import drawings
from debt_pipelines.reports.lineage.layout import Box, Placed
from debt_pipelines.reports.lineage.picture import MAX_NODES
from debt_pipelines.reports.lineage.svg_parts import link_element, node_element
from debt_pipelines.reports.wording import count, duration

_MARGIN = 16.0
_GAP = 28.0
_WIDE = 1080.0
_FIT = 1450.0  # up to this width the picture shrinks to that of the page
_SIZES = (MAX_NODES, 80, 40)
Debt = Mapping[str, tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class LineagePicture:
    """The picture, what it leaves out in words, and the places with open debt that are in it."""

    svg: Markup
    notes: tuple[str, ...]
    drawn: frozenset[str]


def lineage_picture(
    scorecard: Scorecard, places: Places, *, linked: Collection[str], max_bytes: int
) -> LineagePicture | None:
    """The picture in at most so many bytes, None if there is none; `linked` have a section on the page."""
    whole = lineage_of(scorecard)
    minutes = {id: place.minutes for id, place in places.by_id.items()}
    for size in _SIZES:
        part = part_of(whole, minutes, size)
        if part is None:
            return None
        badges = {key: _findings(places, ids) for key, ids in part.members.items()}
        svg = _svg(part.graph, badges, linked)
        if len(svg.encode()) <= max_bytes:
            drawn = frozenset(id for ids in part.members.values() for id in ids)
            return LineagePicture(Markup(svg), part.notes, drawn)  # noqa: S704 - escaped here
    return None


def _findings(places: Places, ids: Iterable[str]) -> tuple[Finding, ...]:
    """The open findings of all that a node stands for."""
    return tuple(finding for id in ids if id in places.by_id for finding in places.by_id[id].findings)


def _svg(graph: LineageGraph, badges: Debt, linked: Collection[str]) -> str:
    parts = drawings(graph)
    shelves, width, height = _shelved([placed for _, placed in parts])
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    lines = [
        f'<svg class="lineage{" fit" if width <= _FIT else ""}" {size} role="group" aria-label="Lineage">',
    ]
    for (part, placed), (left, top) in zip(parts, shelves, strict=True):
        lines.append(f'<g transform="translate({left:.1f} {top:.1f})">')
        lines += [link_element(link, points) for link, points in placed.lines.items()]
        for key, box in placed.boxes.items():
            lines += _node(part.nodes[key], box, badges.get(key, ()), is_linked=key in linked)
        lines.append("</g>")
    return "\n".join([*lines, "</svg>"])


def _shelved(placed: list[Placed]) -> tuple[list[tuple[float, float]], float, float]:
    """Where each part goes: side by side as long as there is room, then below; and the size of it all."""
    spots, left, top, shelf, width = [], _MARGIN, _MARGIN, 0.0, 0.0
    for part in placed:
        if left > _MARGIN and left + part.width > _WIDE:
            left, top, shelf = _MARGIN, top + shelf + _GAP, 0.0
        spots.append((left, top))
        left += part.width + 2 * _GAP
        shelf, width = max(shelf, part.height), max(width, left)
    return spots, width - 2 * _GAP + _MARGIN, top + shelf + _MARGIN


def _node(node: Node, box: Box, findings: tuple[Finding, ...], *, is_linked: bool) -> Iterator[str]:
    """A box, which leads to the section of its dataset or stage, and the badge of its open debt."""
    if is_linked:
        yield f'<a href="#{anchor(node.id)}" tabindex="-1">'
    yield from node_element(node, box, is_asked=False)
    if is_linked:
        yield "</a>"
    if findings:
        yield from _badge(findings, box.left + box.width, box.middle - box.height / 2)


def _badge(findings: tuple[Finding, ...], right: float, top: float) -> Iterator[str]:
    """The number of findings and the shape of the gravest of them, at the upper right corner of a box."""
    severity = gravest(findings)
    minutes = sum(finding.effort_minutes for finding in findings)
    told = f"{count(len(findings), 'finding')}, {duration(minutes)} to fix, the gravest {severity}"
    number = f"{len(findings):,}"
    width = 24 + 7.3 * len(number)
    yield f'<g class="badge {severity}" transform="translate({right - width + 10:.1f} {top - 13:.1f})">'
    yield f"<title>{escape(told)}</title>"
    yield f'<rect width="{width:.1f}" height="18" rx="9"/><use href="#shape-{severity}" x="6" y="4"/>'
    yield f'<text x="19" y="13">{number}</text></g>'
