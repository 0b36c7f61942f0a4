"""Places a graph for drawing: layers from left to right, few crossings, long links straight, no box on another.

The usual layered layout: layers by longest path, a bend on each layer that a link passes, the order in a layer by the
mean place of the neighbours, then the heights that lie nearest to the neighbours and keep that order.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from debt_pipelines.catalog.lineage_graph import LineageGraph, Link
from debt_pipelines.reports.lineage.layers import layers_of

_LAYER_GAP = 64.0
_NODE_GAP = 14.0
_BEND_GAP = 8.0
_BEND_WEIGHT = 4.0
_N_SWEEPS = 12
_N_SETTLINGS = 12

Spot = str | tuple[int, int]
"""A node, or the bend of a link (by its number) on a layer."""
Row = list[Spot]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """Where a node is drawn."""

    left: float
    middle: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Placed:
    """Where everything goes; a link that closes a cycle runs from right to left."""

    boxes: Mapping[str, Box]
    lines: Mapping[Link, list[Point]]
    width: float
    height: float


@dataclass(slots=True)
class _Spots:
    """The spots by layer, and for each its neighbours on the layers beside it."""

    rows: list[Row]
    before: dict[Spot, list[Spot]] = field(default_factory=dict)
    after: dict[Spot, list[Spot]] = field(default_factory=dict)


def place(graph: LineageGraph, widths: Mapping[str, float], height: float) -> Placed:
    """Place a graph; every node gets the width of the widest in its layer."""
    layers = layers_of(graph)
    spots = _Spots([[] for _ in range(max(layers.values()) + 1)])
    for key, layer in layers.items():
        spots.rows[layer].append(key)
    chains = {link: _chain(number, link, layers, spots) for number, link in enumerate(graph.links)}
    _order(spots)
    middles = _settle(spots, height)
    columns: list[tuple[float, float]] = []
    left = 0.0
    for row in spots.rows:
        width = max((widths[spot] for spot in row if isinstance(spot, str)), default=0.0)
        columns.append((left, width))
        left += width + _LAYER_GAP
    boxes = {key: Box(columns[layer][0], middles[key], columns[layer][1], height) for key, layer in layers.items()}
    lines = {link: list(_points(link, chain, boxes, columns, middles)) for link, chain in chains.items()}
    bottom = max(middle + (height / 2 if isinstance(spot, str) else 0) for spot, middle in middles.items())
    return Placed(boxes, lines, left - _LAYER_GAP, bottom)


def _chain(number: int, link: Link, layers: Mapping[str, int], spots: _Spots) -> Row:
    """The spots that a link passes from left to right, entered in the rows and as neighbours."""
    first, last = sorted((link.source, link.target), key=lambda key: layers[key])
    bends: Row = [(number, layer) for layer in range(layers[first] + 1, layers[last])]
    for layer, bend in enumerate(bends, start=layers[first] + 1):
        spots.rows[layer].append(bend)
    chain = [first, *bends, last]
    for one, other in pairwise(chain):
        spots.after.setdefault(one, []).append(other)
        spots.before.setdefault(other, []).append(one)
    return chain


def _order(spots: _Spots) -> None:
    """Sort each row by the mean place of the neighbours, to and fro, and keep the order with fewest crossings."""
    best, fewest = [list(row) for row in spots.rows], _n_crossings(spots)
    for sweep in range(_N_SWEEPS):
        beside = spots.after if sweep % 2 else spots.before
        rows = reversed(spots.rows) if sweep % 2 else iter(spots.rows)
        places: dict[Spot, float] = {}
        for row in rows:
            here = {spot: float(number) for number, spot in enumerate(row)}
            row.sort(key=lambda spot: _mean([places[other] for other in beside.get(spot, ())], here[spot]))
            places |= {spot: float(number) for number, spot in enumerate(row)}
        n_crossings = _n_crossings(spots)
        if n_crossings < fewest:
            best, fewest = [list(row) for row in spots.rows], n_crossings
    spots.rows[:] = best


def _n_crossings(spots: _Spots) -> int:
    total = 0
    for row, following in pairwise(spots.rows):
        places = {spot: number for number, spot in enumerate(following)}
        seen: list[int] = []
        for spot in row:
            targets = sorted(places[other] for other in spots.after.get(spot, ()))
            total += sum(len(seen) - bisect_right(seen, target) for target in targets)
            for target in targets:
                insort(seen, target)
    return total


def _settle(spots: _Spots, height: float) -> dict[Spot, float]:
    """The middle of each spot: as near to its neighbours as the order and the gaps allow."""
    middles: dict[Spot, float] = {}
    for row in spots.rows:
        middles |= zip(row, _offsets(row, height), strict=True)
    for settling in range(_N_SETTLINGS):
        is_last = settling == _N_SETTLINGS - 1
        for row in spots.rows if settling % 2 == 0 else reversed(spots.rows):
            wishes = []
            for spot in row:
                before, after = spots.before.get(spot, []), spots.after.get(spot, [])
                beside = before + after if is_last else (before if settling % 2 == 0 else after)
                wishes.append(_mean([middles[other] for other in beside], middles[spot]))
            middles |= zip(row, _spread(row, wishes, height), strict=True)
    top = min(middle - (height / 2 if isinstance(spot, str) else 0) for spot, middle in middles.items())
    return {spot: middle - top for spot, middle in middles.items()}


def _offsets(row: Sequence[Spot], height: float) -> list[float]:
    """The middles of a row as close together as the gaps allow, from 0."""
    offsets = [0.0]
    for one, other in pairwise(row):
        n_boxes = isinstance(one, str) + isinstance(other, str)
        offsets.append(offsets[-1] + n_boxes * height / 2 + (_NODE_GAP if n_boxes else _BEND_GAP))
    return offsets[: len(row)]


def _spread(row: Sequence[Spot], wishes: Sequence[float], height: float) -> list[float]:
    """The middles nearest to the wishes (least squares) that keep order and gaps: pool adjacent violators."""
    offsets = _offsets(row, height)
    pools: list[tuple[float, float, int]] = []
    for spot, wish, offset in zip(row, wishes, offsets, strict=True):
        weight = 1.0 if isinstance(spot, str) else _BEND_WEIGHT
        pool = (weight * (wish - offset), weight, 1)
        while pools and pools[-1][0] / pools[-1][1] > pool[0] / pool[1]:
            last = pools.pop()
            pool = (last[0] + pool[0], last[1] + pool[1], last[2] + pool[2])
        pools.append(pool)
    means = [total / weight for total, weight, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _points(
    link: Link, chain: Row, boxes: Mapping[str, Box], columns: Sequence[Point], middles: Mapping[Spot, float]
) -> Iterator[Point]:
    """The points of a link, in the direction of the data."""
    points: list[Point] = []
    for spot in chain:
        if isinstance(spot, str):
            box = boxes[spot]
            points.append((box.left + box.width if not points else box.left, box.middle))
        else:
            left, width = columns[spot[1]]
            points += [(left, middles[spot]), (left + width, middles[spot])]
    return iter(points if chain[0] == link.source else points[::-1])


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
