"""Counts of one column, summed up over the pieces it is read in, in bounded memory.

Its different values are estimated from the smallest of their hashes (KMV) when they are more than can be held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.profile.counted import Counted
from debt_pipelines.catalog.profile.measures import MAX_FREQUENT
from debt_pipelines.catalog.profile.numbers import as_numbers, is_plain, present_numbers, quantiles_of

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

_N_HASHES = 8192
"""How many hashes estimate the number of different values: the standard error is 1 / sqrt of it, 1.1 %."""
_MIX = (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53)
"""Factors that spread similar values over all hashes."""
_N_GLIMPSED = 512


class ColumnSums:
    """What has been seen of one column so far."""

    def __init__(self) -> None:
        self._n_rows = self._n_values = 0
        self._low: Any = None
        self._high: Any = None
        self._mean = self._squares = self._n_characters = 0.0
        self._is_numeric = self._is_text = False
        self._counts: dict[Any, int] | None = {}
        self._hashes: NDArray[np.uint64] | None = None
        self._is_increasing = True
        self._last: Any = None

    def add(self, values: pl.Series) -> None:
        """Take in the next piece of the column, its rows in order."""
        import polars as pl

        n_values = len(values) - values.null_count()
        self._is_increasing &= n_values == len(values)
        if n_values and not values.dtype.is_nested():
            self._is_numeric = values.dtype.is_numeric()
            self._is_text = values.dtype == pl.String
            self._order(values)
            if not self._tally(values):
                self._hash(values)
                self._bound(values.min(), values.max())
                if self._is_text:
                    self._n_characters += _float(values.str.len_chars().sum())
            if self._is_numeric:
                self._average(values, n_values)
        self._n_rows += len(values)
        self._n_values += n_values

    def counted(self, sampled: pl.Series) -> Counted:
        """What was counted; `sampled` holds rows of the column at even distances."""
        import numpy as np

        n_distinct, is_exact = self._distinct()
        counted = Counted(self._n_rows, self._n_values, self._low, self._high, n_distinct, is_exact, self._counts)
        counted.is_increasing = self._is_increasing
        if self._is_text:
            counted.n_characters = self._n_characters
        elif self._low is not None and (numbers := as_numbers(sampled)) is not None:
            counted.quantiles = quantiles_of(np.sort(numbers), sampled.dtype)
        if self._is_numeric:
            counted.mean, counted.squares = self._mean, self._squares
        return counted

    def _tally(self, values: pl.Series) -> bool:
        """Count each value; False where there turn out to be too many, whose hashes then take over."""
        if self._counts is None or values.head(_N_GLIMPSED).n_unique() > MAX_FREQUENT + 1:
            self._give_up_counting(values.dtype)
            return False
        table = values.value_counts()
        counts = dict(self._counts)
        if table.height <= MAX_FREQUENT + 1:
            found = dict(zip(table.to_series(0).to_list(), table.to_series(1).to_list(), strict=True))
            found.pop(None, None)
            for value, count in found.items():
                counts[value] = counts.get(value, 0) + count
        if table.height > MAX_FREQUENT + 1 or len(counts) > MAX_FREQUENT:
            self._give_up_counting(values.dtype)
            return False
        self._counts = counts
        self._bound(min(found), max(found))
        if self._is_text:
            self._n_characters += sum(len(text) * count for text, count in found.items())
        return True

    def _give_up_counting(self, kind: pl.DataType) -> None:
        """Go on with the hashes of all values that were counted."""
        import polars as pl

        if self._counts:
            self._hash(pl.Series(list(self._counts), dtype=kind))
        self._counts = None

    def _hash(self, values: pl.Series) -> None:
        import numpy as np

        hashes = _hashes(values)
        if self._hashes is not None:
            if len(self._hashes) == _N_HASHES:
                hashes = hashes[hashes < self._hashes[-1]]
            hashes = np.concatenate([self._hashes, hashes])
        ordered = np.sort(hashes)
        self._hashes = ordered[np.append(True, ordered[1:] != ordered[:-1])][:_N_HASHES].copy()

    def _bound(self, low: Any, high: Any) -> None:
        self._low = low if self._low is None else min(self._low, low)
        self._high = high if self._high is None else max(self._high, high)

    def _order(self, values: pl.Series) -> None:
        if not self._is_increasing or self._is_text:
            return
        is_on = (self._last is None or self._last < values[0]) and values.is_sorted()
        self._is_increasing = is_on and bool((values[1:] > values[:-1]).all())
        self._last = values[-1]

    def _average(self, values: pl.Series, n_more: int) -> None:
        mean, variance = _float(values.mean()), _float(values.var(ddof=0))
        difference, total = mean - self._mean, self._n_values + n_more
        self._squares += variance * n_more + difference * difference * self._n_values * n_more / total
        self._mean += difference * n_more / total

    def _distinct(self) -> tuple[int, bool]:
        if self._counts is not None:
            return len(self._counts), True
        if self._is_increasing and not self._is_text:
            return self._n_values, True
        hashes = self._hashes
        if hashes is None or len(hashes) < _N_HASHES:
            return 0 if hashes is None else len(hashes), True
        return min(self._n_values, round((_N_HASHES - 1) / (float(hashes[-1]) / 2.0**64))), False


def _hashes(values: pl.Series) -> NDArray[np.uint64]:
    """The hashes of all values that are not null; those of numbers are made here, with less to prepare."""
    import numpy as np

    if is_plain(values.dtype):
        numbers = present_numbers(values)
        wide = numbers.astype(np.float64) + 0.0 if numbers.dtype.kind == "f" else numbers.astype(np.int64)
        hashes = wide.view(np.uint64) ^ (wide.view(np.uint64) >> np.uint64(33))
    else:
        present = values.filter(values.is_not_null()) if values.null_count() else values
        hashes = present.hash(0).to_numpy().copy()
    for factor in _MIX:
        hashes *= np.uint64(factor)
        hashes ^= hashes >> np.uint64(32)
    return hashes


def _float(value: Any) -> float:
    return float(value) if value is not None else 0.0
