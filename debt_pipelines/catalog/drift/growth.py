"""Whether a table has only grown: all rows it had are still there, and others were added."""

from __future__ import annotations

from collections.abc import Iterable

from debt_pipelines.catalog.drift.column import ColumnVersion, counts_of, quantiles_of
from debt_pipelines.catalog.drift.distribution import share_below

_TOLERANCE = 0.05
"""Shares read off quantiles may be wrong by a step between them."""


def has_only_grown(pairs: Iterable[tuple[ColumnVersion, ColumnVersion]]) -> bool:
    """Whether the figures of all columns are such as rows added to the old ones would give.

    A new sample hardly keeps, in every column, the smallest and the largest value and no fewer of each category.
    """
    listed = list(pairs)
    return bool(listed) and all(_has_only_grown(before, after) for before, after in listed)


def _has_only_grown(before: ColumnVersion, after: ColumnVersion) -> bool:
    if before.n_values is None or after.n_values is None or before.n_nulls is None or after.n_nulls is None:
        return False
    if before.n_values > after.n_values or before.n_nulls > after.n_nulls or before.n_rows == after.n_rows:
        return False
    if before.is_domain_known and after.is_domain_known:
        has = counts_of(after)
        return all(has.get(value, 0) >= count for value, count in counts_of(before).items())
    if not _keeps_bounds(before, after):
        return False
    old, new = quantiles_of(before), quantiles_of(after)
    return not old or not new or _keeps_bins(before.n_values, old, after.n_values, new)


def _keeps_bounds(before: ColumnVersion, after: ColumnVersion) -> bool:
    if before.minimum is None or before.maximum is None or after.minimum is None or after.maximum is None:
        return True
    is_number = before.mean is not None and after.mean is not None
    old_low, old_high, new_low, new_high = (
        (float(text), "") if is_number else (0.0, text)
        for text in (before.minimum, before.maximum, after.minimum, after.maximum)
    )
    return new_low <= old_low and old_high <= new_high


def _keeps_bins(n_before: int, old: tuple[float, ...], n_after: int, new: tuple[float, ...]) -> bool:
    """Whether as many values lie up to each old quantile, and beyond it, as did before."""
    slack = _TOLERANCE * n_after
    for n, value in enumerate(old):
        n_below = n_before * n / (len(old) - 1)
        below = n_after * share_below(new, value)
        if below < n_below - slack or n_after - below < n_before - n_below - slack:
            return False
    return True
