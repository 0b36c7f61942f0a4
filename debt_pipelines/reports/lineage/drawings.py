"""The parts of a graph as drawings: each part that hangs together on its own, and last what hangs on nothing."""

from __future__ import annotations

from debt_pipelines.catalog.lineage_graph import LineageGraph
from debt_pipelines.catalog.lineage_select import components
from debt_pipelines.reports.lineage.layout import Box, Placed, place
from debt_pipelines.reports.lineage.svg_parts import BOX_HEIGHT, words_of

_LONE_COLUMNS = 4


def drawings(graph: LineageGraph) -> list[tuple[LineageGraph, Placed]]:
    """Each part with where everything in it goes."""
    parts = components(graph)
    widths = {key: words_of(node).width for key, node in graph.nodes.items()}
    found = [(part, place(part, widths, BOX_HEIGHT)) for part in parts if part.links]
    lone = graph.within({key for part in parts if not part.links for key in part.nodes})
    return [*found, (lone, _grid(list(lone.nodes), widths))] if lone.nodes else found


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
