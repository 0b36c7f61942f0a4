"""Whether two columns hold the same values, or values of one kind: what their measures say of a rename."""

from __future__ import annotations

import math
from operator import eq
from typing import Literal

from debt_pipelines.catalog.drift.column import ColumnVersion, counts_of, quantiles_of
from debt_pipelines.catalog.drift.distribution import category_distance, quantity_distance

Content = Literal["same", "like", "unlike"]
_MIN_DISTINCT = 10
"""Columns of fewer values may well have the same figures by chance."""
_MIN_WORDS = 3
"""So many words that stand in just as many rows each are no chance."""
_MIN_SAME_QUANTILES = 0.9
_MAX_PSI = 0.1
_MIN_SHARED = 0.8
_MAX_NULL_DISTANCE = 0.1
_MAX_LENGTH_RATIO = 1.15
_MAX_DISTINCT_RATIO = 1.5


def compare_content(before: ColumnVersion, after: ColumnVersion) -> Content | None:
    """What the measures of two columns say; None where they say nothing for or against.

    The same figures throughout are the same values. Like are two samples of one population.
    """
    if before.n_values is None or after.n_values is None:
        return None
    if not before.n_values or not after.n_values:
        return None if before.n_values == after.n_values else "unlike"
    is_word = before.logical_type == "string" and before.is_domain_known
    min_distinct = _MIN_WORDS if is_word else _MIN_DISTINCT
    if (before.n_distinct or 0) >= min_distinct and _has_same_figures(before, after):
        return "same"
    empty = [(column.n_nulls or 0) / (column.n_rows or 1) for column in (before, after)]
    if abs(empty[0] - empty[1]) > _MAX_NULL_DISTANCE:
        return "unlike"
    return _by_values(before, after)


def _has_same_figures(before: ColumnVersion, after: ColumnVersion) -> bool:
    """Whether all figures are the same, or nearly all quantiles: a few rows may have been mended or added."""
    if _figures(before) == _figures(after):
        return True
    old, new = quantiles_of(before), quantiles_of(after)
    return bool(old) and len(set(old)) > len(old) / 2 and sum(map(eq, old, new)) >= _MIN_SAME_QUANTILES * len(old)


def _figures(column: ColumnVersion) -> tuple[object, ...]:
    return (
        column.n_values,
        column.n_distinct,
        column.minimum,
        column.maximum,
        column.frequent,
        column.quantiles,
        None if column.mean_length is None else round(column.mean_length, 6),
    )


def _by_values(before: ColumnVersion, after: ColumnVersion) -> Content | None:
    if before.is_domain_known != after.is_domain_known:
        return "unlike" if _ratio(before.n_distinct, after.n_distinct) > _MAX_DISTINCT_RATIO else None
    if before.is_domain_known:
        had, has = counts_of(before).keys(), counts_of(after).keys()
        shared = len(had & has) / len(had | has)
        if len(had | has) < 3 and shared == 1:  # every yes-or-no column is like every other
            return _by_distance(before, after) or "like"
        return "like" if shared >= _MIN_SHARED else "unlike"
    found = _by_distance(before, after)
    return found or _by_texts(before, after)


def _by_distance(before: ColumnVersion, after: ColumnVersion) -> Content | None:
    found = (category_distance if before.mean is None else quantity_distance)(before, after)
    if found is None:
        return None
    return "unlike" if found.psi > _MAX_PSI and not found.is_chance else "like"


def _by_texts(before: ColumnVersion, after: ColumnVersion) -> Content | None:
    """What can be told of texts: how many different ones there are, how long they are, and what they look like."""
    if before.mean_length is None or after.mean_length is None:
        return None
    if before.pii_kind != after.pii_kind or not _has_same_ends(before, after):
        return "unlike"
    shares = [(column.n_distinct or 0) / (column.n_values or 1) for column in (before, after)]
    is_like = (
        _ratio(before.mean_length, after.mean_length) <= _MAX_LENGTH_RATIO and _ratio(*shares) <= _MAX_DISTINCT_RATIO
    )
    return "like" if is_like else "unlike"


def _has_same_ends(before: ColumnVersion, after: ColumnVersion) -> bool:
    """Whether the first and the last of the texts, in order, begin with the same letters."""
    firsts = [(column.minimum or "")[:1] + (column.maximum or "")[:1] for column in (before, after)]
    return firsts[0].casefold() == firsts[1].casefold()


def _ratio(one: float | None, other: float | None) -> float:
    low, high = sorted((one or 0, other or 0))
    return high / low if low else math.inf
