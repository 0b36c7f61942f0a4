"""Two trees for a terminal: what comes before some nodes and what comes after them, with the stages on the way.

Each line is one step, `made <- stage` before and `stage -> made` after. What was shown is not shown again, and a
branch that goes too deep for the page is continued below, at the margin.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from debt_pipelines.catalog.lineage_graph import LineageGraph
from debt_pipelines.catalog.lineage_select import Direction
from debt_pipelines.reports.cells import cell_width, shorten_middle
from debt_pipelines.reports.lineage.steps import Keys, Step, downstream, upstream

_LEFT_SHARE = 0.6
_MARGIN = "  "


def tree_lines(graph: LineageGraph, direction: Direction, width: int) -> list[str]:
    """The tree of what the nodes asked for are made from, or of what is made from them."""
    return list(_Tree(graph, direction, width).lines())


class _Tree:
    """A tree under way: what was shown, and what is to be continued below."""

    def __init__(self, graph: LineageGraph, direction: Direction, width: int) -> None:
        self._graph = graph
        self._steps = upstream if direction == "upstream" else downstream
        self._width = width
        self._seen: set[str] = set()
        self._later: deque[tuple[str, Keys]] = deque([("", graph.focus)])

    def lines(self) -> Iterator[str]:
        """All lines, continued branches last."""
        while self._later:
            name, keys = self._later.popleft()
            if name:
                yield f"{_MARGIN}{shorten_middle(name, self._width - 16)}, continued"
            self._seen.update(keys)
            yield from self._branch(keys, _MARGIN)

    def _branch(self, keys: Keys, prefix: str) -> Iterator[str]:
        bundles = self._steps(self._graph, keys)
        for number, bundle in enumerate(bundles, start=1):
            steps = self._unless_seen(bundle)
            for place, step in enumerate(steps, start=1):
                is_last = number == len(bundles) and place == len(steps)
                yield from self._step(step, prefix, is_last=is_last)

    def _unless_seen(self, bundle: list[Step]) -> list[Step]:
        """The steps through some stages, or one line for them when they were shown before."""
        via = bundle[0].via
        if via and self._seen.issuperset(via) and via != self._graph.focus:
            return [Step(bundle[0].left, remark="(above)")]
        self._seen.update(via)
        return bundle

    def _step(self, step: Step, prefix: str, *, is_last: bool) -> Iterator[str]:
        goes_on = bool(step.after and self._steps(self._graph, step.after))
        if goes_on and self._seen.issuperset(step.after):
            step, goes_on = replace(step, remark="(above)"), False
        elif goes_on and len(prefix) > self._width // 2:
            self._later.append((step.right, step.after))
            step, goes_on = replace(step, remark="(below)"), False
        corner, bar = ("└ ", "  ") if is_last else ("├ ", "│ ")
        yield prefix + corner + _fitted(step, self._width - len(prefix) - len(corner))
        if goes_on:
            self._seen.update(step.after)
            yield from self._branch(step.after, prefix + bar)


def _fitted(step: Step, room: int) -> str:
    """The line, cut in the middle of its names where it is too long."""
    end = f" {step.remark}" if step.remark else ""
    if not step.arrow:
        return shorten_middle(step.left, room - cell_width(end)) + end
    budget = room - len(step.arrow) - 2 - cell_width(end)
    n_left = max(int(budget * _LEFT_SHARE), budget - cell_width(step.right))
    left = shorten_middle(step.left, n_left)
    right = shorten_middle(step.right, budget - cell_width(left))
    return f"{left} {step.arrow} {right}{end}"
