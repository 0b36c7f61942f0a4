"""How far the values of a column have moved: the shares of rows in bins, before and after.

The size of a move is told by the population stability index (PSI), the sum of (q - p) ln(q / p) over the shares p
before and q after. Between two samples of one population it is a chi-squared value, times 1/n + 1/m (Yurdakul, 2018).
Quantities of few values do not allow that: their quantiles jump. There the largest distance between the shares up to
any value (Kolmogorov and Smirnov) must be more than chance and such a jump explain.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from operator import le
from typing import NamedTuple

from debt_pipelines.catalog.drift.chance import chi_squared_limit, ks_limit
from debt_pipelines.catalog.drift.column import ColumnVersion, counts_of, quantiles_of

_MIN_VALUES = 100
"""So many values put five into each of twenty bins: fewer tell nothing."""
_SAMPLED = 4096
"""Quantiles come from so many rows, however many there are."""
_PSEUDOCOUNT = 0.5


class Distance(NamedTuple):
    """How far two distributions are apart; `is_chance` says that samples of one population may be as far."""

    psi: float
    is_chance: bool


def category_distance(before: ColumnVersion, after: ColumnVersion) -> Distance | None:
    """The distance between the shares of the values of two categories; None where they are not known."""
    if not (before.is_domain_known and after.is_domain_known and _are_enough(before, after)):
        return None
    had, has = counts_of(before), counts_of(after)
    values = sorted(had.keys() | has.keys())
    return _of_counts([had.get(value, 0) for value in values], [has.get(value, 0) for value in values])


def quantity_distance(before: ColumnVersion, after: ColumnVersion) -> Distance | None:
    """The distance between quantities, in bins between the 5 % quantiles that they had; None where there are none."""
    old, new = quantiles_of(before), quantiles_of(after)
    if not old or not new or not _are_enough(before, after):
        return None
    if _is_near(old, new):
        return Distance(0.0, is_chance=True)
    edges = sorted(set(old[1:-1]))
    is_exact = before.is_domain_known and after.is_domain_known
    shares = _counted_shares if is_exact else _quantile_shares
    earlier, later = shares(before, edges), shares(after, edges)
    n_old, n_new = (min(column.n_values or 0, _SAMPLED) for column in (before, after))
    found = _of_counts(_in_bins(earlier, n_old), _in_bins(later, n_new))
    if is_exact or not _are_jumpy(old, new, edges):
        return found
    step = 1 / (len(old) - 1)
    farthest = max(abs(one - other) for one, other in zip(earlier, later, strict=True)) - step
    return found._replace(is_chance=farthest <= ks_limit(n_old, n_new))


def share_below(quantiles: Sequence[float], value: float) -> float:
    """The share of values up to and including one, read off evenly spaced quantiles."""
    n_steps = len(quantiles) - 1
    n = bisect_right(quantiles, value)
    if n == 0:
        return 0.0
    if n > n_steps:
        return 1.0
    low, high = quantiles[n - 1], quantiles[n]
    return (n - 1 + (value - low) / (high - low)) / n_steps


def _are_enough(before: ColumnVersion, after: ColumnVersion) -> bool:
    return min(before.n_values or 0, after.n_values or 0) >= _MIN_VALUES


def _is_near(old: Sequence[float], new: Sequence[float]) -> bool:
    """Whether each quantile lies between the neighbours it had, so that no share has moved by more than a step."""
    inner = new[1:-1]
    return all(map(le, old[:-2], inner)) and all(map(le, inner, old[2:]))


def _are_jumpy(old: Sequence[float], new: Sequence[float], edges: Sequence[float]) -> bool:
    """Whether single values make up so much that shares between the quantiles cannot be told."""
    has_ties = len(set(old)) < len(old) or len(set(new)) < len(new)
    return has_ties or 2 * len(set(edges) & set(new)) > len(edges)


def _quantile_shares(column: ColumnVersion, edges: Sequence[float]) -> list[float]:
    quantiles = quantiles_of(column)
    return [share_below(quantiles, edge) for edge in edges]


def _counted_shares(column: ColumnVersion, edges: Sequence[float]) -> list[float]:
    counted = sorted((float(value), count) for value, count in counts_of(column).items())
    values = [value for value, _count in counted]
    sums = list(accumulate((count for _value, count in counted), initial=0))
    return [sums[bisect_right(values, edge)] / sums[-1] for edge in edges]


def _in_bins(shares: Sequence[float], total: int) -> list[float]:
    """How many of the values lie up to each edge, and beyond the last one."""
    return [total * (upper - lower) for lower, upper in pairwise((0.0, *shares, 1.0))]


def _of_counts(before: Sequence[float], after: Sequence[float]) -> Distance:
    """The distance between values that were counted in the same bins."""
    n_before, n_after, n_bins = sum(before), sum(after), len(before)
    psi = 0.0
    for had, has in zip(before, after, strict=True):
        p = (had + _PSEUDOCOUNT) / (n_before + _PSEUDOCOUNT * n_bins)
        q = (has + _PSEUDOCOUNT) / (n_after + _PSEUDOCOUNT * n_bins)
        psi += (q - p) * math.log(q / p)
    expected = 1 / n_before + 1 / n_after
    return Distance(psi, n_bins < 2 or psi / expected <= chi_squared_limit(n_bins - 1))
