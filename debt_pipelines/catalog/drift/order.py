"""Whether the columns of a table only stand in another order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from debt_pipelines.catalog.drift.change import Change
from debt_pipelines.catalog.drift.column import ColumnVersion

_N_NAMED = 5


def order_change(after: Sequence[ColumnVersion], kept: Mapping[int, int], *, n_before: int) -> Change | None:
    """The pure change of order; `kept` maps positions before -> after, renamed columns included."""
    if len(kept) != n_before or len(kept) != len(after):
        return None
    order = [kept[n] for n in sorted(kept)]
    if order == sorted(order):
        return None
    moved = sorted(set(order) - set(_longest_run(order)))
    places = {later: earlier for earlier, later in kept.items()}
    names = [after[n].name for n in moved]
    return Change("reordered_columns", None, _places(names, [places[n] for n in moved]), _places(names, moved))


def _places(names: Sequence[str], positions: Sequence[int]) -> str:
    """Columns with their places, from 1."""
    listed = [f"{name} at {position + 1}" for name, position in zip(names, positions, strict=True)]
    return ", ".join(listed[:_N_NAMED]) + (f" (+{len(listed) - _N_NAMED})" if len(listed) > _N_NAMED else "")


def _longest_run(order: Sequence[int]) -> list[int]:
    """The longest of the rising subsequences: what stayed where it was, while the others moved around it."""
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int | None] = []
    for n, value in enumerate(order):
        at = bisect_left(tails, value)
        tails[at : at + 1] = [value]
        ends[at : at + 1] = [n]
        previous.append(ends[at - 1] if at else None)
    run: list[int] = []
    step: int | None = ends[-1] if ends else None
    while step is not None:
        run.append(order[step])
        step = previous[step]
    return run[::-1]
