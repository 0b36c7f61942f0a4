"""The bounds of a column where they may stand for a missing value: how often, and how far from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from debt_pipelines.catalog.profile.sentinels import may_stand_for_nothing
from debt_pipelines.catalog.profile.texts import text_of

if TYPE_CHECKING:
    import polars as pl


class Edges(NamedTuple):
    """Suspicious bounds with their counts, and the values nearest to them, all as text."""

    counts: tuple[tuple[str, int], ...] = ()
    nearest: tuple[str, ...] = ()


def find_edges(values: pl.Series, low: Any, high: Any) -> Edges:
    """The bounds of a column that are known to stand for nothing elsewhere; most columns have none."""
    counts: list[tuple[str, int]] = []
    nearest: list[str] = []
    for bound in (low, high):
        text = text_of(bound)
        if text is None or not may_stand_for_nothing(text):
            continue
        counts.append((text, int((values == bound).sum())))
        next_one = values.filter(values > low).min() if bound is low else values.filter(values < high).max()
        nearest += filter(None, [text_of(next_one)])
    return Edges(tuple(counts), tuple(nearest))
