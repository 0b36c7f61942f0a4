"""The parts of the lineage picture: a box for each node and a curve for each link, as SVG elements.

Names are set in a fixed-width font, so that what fits in a box is known; the whole name stands in its tooltip.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

from debt_pipelines.catalog.lineage_fold import pattern_of
from debt_pipelines.catalog.lineage_graph import Link, Node
from debt_pipelines.reports.cells import cell_width, shorten_middle
from debt_pipelines.reports.lineage.layout import Box, Point
from debt_pipelines.reports.lineage.words import description, marks
from debt_pipelines.reports.printable import printable
from debt_pipelines.reports.wording import count

BOX_HEIGHT = 38.0
SUB_CELL = 6.1  # pixels of a cell at 10 pixels, in the widest of the fonts
_NAME_CELL = 7.3  # the same at 12 pixels
_MAX_NAME = 32
_MAX_SUB = 38
_MIN_WIDTH = 80.0
_PADDING = 10.0
_PLURALS = {"job": "stage", "dataset": "dataset", "external": "place", "code": "file"}


@dataclass(frozen=True, slots=True)
class Words:
    """The two lines in a box: the name, and below it where it lies or what is wrong."""

    name: str
    below: str
    is_warning: bool

    @property
    def width(self) -> float:
        """The width of a box that holds both lines."""
        return max(_MIN_WIDTH, cell_width(self.name) * _NAME_CELL, cell_width(self.below) * SUB_CELL) + 2 * _PADDING


def words_of(node: Node) -> Words:
    """What is written into the box of a node."""
    names = node.members or (node.name,)
    if node.kind == "job":
        bases = [name.removeprefix(f"{node.path}:") for name in names]
        below = f"{node.path}:{node.line}" if node.line else node.path
    else:
        bases = [name.rpartition("/")[2] or name for name in names]
        below = posixpath.commonpath([name.rpartition("/")[0] for name in names])
    if node.members:
        many = count(len(names), _PLURALS[node.kind])
        below = f"{many} in {below}" if below else many
    wrong = ", ".join(marks(node))
    name = shorten_middle(printable(pattern_of(list(dict.fromkeys(bases)))), _MAX_NAME)
    return Words(name, shorten_middle(wrong or printable(below), _MAX_SUB), bool(wrong))


def node_element(node: Node, box: Box, *, is_asked: bool) -> Iterator[str]:
    """A box with its two lines, and everything known of the node as a tooltip."""
    words = words_of(node)
    yield f'<g class="{node.kind}{" asked" if is_asked else ""}"><title>{escape(description(node))}</title>'
    if node.members:
        yield rect(node.kind, box.left + 4, box.middle - box.height / 2 + 4, box.width, box.height)
    yield rect(node.kind, box.left, box.middle - box.height / 2, box.width, box.height)
    down = -3 if words.below else 4
    yield text(words.name, box.left + _PADDING, box.middle + down)
    if words.below:
        yield text(words.below, box.left + _PADDING, box.middle + 12, "warn" if words.is_warning else "sub")
    yield "</g>"


def rect(kind: str, left: float, top: float, width: float, height: float) -> str:
    """The outline of a node: stages are rounded, everything else has corners."""
    round_corner = height / 2 if kind == "job" else 3
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{round_corner:.1f}"/>'


def text(words: str, left: float, base: float, look: str = "") -> str:
    """One line of text."""
    style = f' class="{look}"' if look else ""
    return f'<text x="{left:.1f}" y="{base:.1f}"{style} xml:space="preserve">{escape(words)}</text>'


def link_element(link: Link, points: list[Point]) -> str:
    """A curve through the points, level at each of them, with an arrow at its end."""
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x, y), (to_x, to_y) in pairwise(points):
        turn = (x + to_x) / 2
        level = abs(to_y - y) < 0.05
        path += f"H{to_x:.1f}" if level else f"C{turn:.1f} {y:.1f} {turn:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
    look = f"{link.kind} back" if points[-1][0] < points[0][0] else link.kind
    (before, _), (x, y) = points[-2:]
    tip = f"M{x:.1f} {y:.1f}l{7 if before > x else -7} -3.5v7z"
    return f'<path class="link {look}" d="{path}"/><path class="tip" d="{tip}"/>'
