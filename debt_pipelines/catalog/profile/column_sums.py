"""Measures of one column, summed up over the pieces it is read in.

A column that comes in one piece is counted exactly. One that comes in many is held in bounded memory: its different
values are then estimated from the smallest of their hashes (KMV).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from debt_pipelines.catalog.profile.edges import Edges, find_edges
from debt_pipelines.catalog.profile.measures import MAX_FREQUENT, N_QUANTILES, Measures
from debt_pipelines.catalog.profile.signs import read_signs
from debt_pipelines.catalog.profile.texts import MAX_LENGTH, text_of
from debt_pipelines.catalog.tabular.lattice import LogicalType

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

_N_SHOWN_TEXTS, _N_SHOWN_NUMBERS = 256, 16
_N_HASHES = 8192
"""How many hashes estimate the number of different values: the standard error is 1 / sqrt of it, 1.1 %."""
_MIX = 0x9E3779B97F4A7C15


class Spread(NamedTuple):
    """How many different values a column in one piece has: counted, estimated, or only whether they seem few."""

    is_few: bool
    n_distinct: int | None = None
    is_exact: bool = True


_UNKNOWN = Spread(is_few=False)


class ColumnSums:
    """What has been seen of one column so far; `is_whole` says that it comes in one piece."""

    def __init__(self, name: str, *, is_whole: bool) -> None:
        self.name = name
        self._is_whole = is_whole
        self._n_rows = self._n_values = 0
        self._low: Any = None
        self._high: Any = None
        self._mean = self._squares = self._n_characters = 0.0
        self._is_numeric = self._is_text = False
        self._counts: dict[Any, int] | None = {}
        self._n_distinct, self._is_exact = 0, True
        self._hashes: NDArray[np.uint64] | None = None
        self._is_increasing = True
        self._last: Any = None
        self._edges = Edges()

    def add(self, values: pl.Series, *, mean_length: float | None, spread: Spread = _UNKNOWN) -> None:
        """Take in the next piece of the column, its rows in order; `mean_length` is that of its texts."""
        import polars as pl

        n_values = len(values) - values.null_count()
        self._is_increasing &= n_values == len(values)
        if n_values and not values.dtype.is_nested():
            self._is_numeric = values.dtype.is_numeric()
            self._is_text = values.dtype == pl.String
            self._count(values, n_values, spread)
            self._bound(values)
            if self._is_whole and self._counts is None:
                self._edges = find_edges(values, self._low, self._high)
            self._order(values, n_values)
            if self._is_numeric:
                self._average(values, n_values)
            self._n_characters += (mean_length or 0.0) * n_values
        self._n_rows += len(values)
        self._n_values += n_values

    def measures(self, logical_type: LogicalType | None, sampled: pl.Series) -> Measures:
        """The measures of the whole column; `sampled` holds rows of it at even distances."""
        n_nulls = self._n_rows - self._n_values
        if self._low is None:
            is_empty = not self._n_values
            return Measures(n_nulls, 0 if is_empty else None, is_distinct_exact=is_empty)
        n_distinct, is_exact = self._distinct()
        frequent = frequent_texts((self._counts or {}).items())
        minimum, maximum = text_of(self._low), text_of(self._high)
        signs = read_signs(
            self.name,
            logical_type,
            [*self._edges.nearest, *self._shown(sampled)],
            n_values=self._n_values,
            n_distinct=n_distinct,
            frequent=frequent or self._edges.counts,
            minimum=minimum,
            maximum=maximum,
        )
        return Measures(
            n_nulls=n_nulls,
            n_distinct=n_distinct,
            is_distinct_exact=is_exact,
            minimum=minimum,
            maximum=maximum,
            mean=_finite(self._mean) if self._is_numeric else None,
            deviation=self._deviation(),
            quantiles=_quantiles(sampled),
            frequent=frequent,
            is_domain_complete=bool(frequent),
            is_increasing=None if self._is_text else self._is_increasing,
            mean_length=self._n_characters / self._n_values if self._is_text else None,
            signs=signs,
        )

    def _shown(self, sampled: pl.Series) -> list[str]:
        """Some values as text: texts from rows at even distances, and a few of the first of other columns."""
        if not self._is_text:
            return shown_texts(sampled.head(_N_SHOWN_NUMBERS).to_list(), is_text=False)
        shown = sampled.gather_every(max(1, len(sampled) // _N_SHOWN_TEXTS)).head(_N_SHOWN_TEXTS)
        return shown_texts(shown.to_list(), is_text=True)

    def _count(self, values: pl.Series, n_values: int, spread: Spread) -> None:
        if self._counts is not None and (spread.is_few or not self._is_whole):
            self._tally(values, self._counts)
        elif not self._is_whole:
            self._hash(values)
        elif spread.n_distinct is not None:
            self._n_distinct, self._is_exact = min(spread.n_distinct, n_values), spread.is_exact
            self._counts = None
        else:
            self._n_distinct = values.n_unique() - (n_values < len(values))
            self._counts = None

    def _tally(self, values: pl.Series, counts: dict[Any, int]) -> None:
        """Count each value; where there turn out to be many, go on with the hashes of all that were seen."""
        import polars as pl

        table = values.value_counts()
        self._n_distinct = len(table) - bool(values.null_count())
        if len(table) <= MAX_FREQUENT + 1:
            for value, count in zip(table.to_series(0).to_list(), table.to_series(1).to_list(), strict=True):
                if value is not None:
                    counts[value] = counts.get(value, 0) + count
        if len(table) > MAX_FREQUENT + 1 or len(counts) > MAX_FREQUENT:
            self._counts = None
            if not self._is_whole:
                self._hash(pl.Series(list(counts), dtype=values.dtype))
                self._hash(table.to_series(0))

    def _hash(self, values: pl.Series) -> None:
        import numpy as np

        hashes = values.drop_nulls().unique().hash(0).to_numpy() * np.uint64(_MIX)
        hashes ^= hashes >> np.uint64(32)
        if self._hashes is not None:
            if len(self._hashes) == _N_HASHES:
                hashes = hashes[hashes < self._hashes[-1]]
            hashes = np.concatenate([self._hashes, hashes])
        self._hashes = np.unique(hashes)[:_N_HASHES]

    def _bound(self, values: pl.Series) -> None:
        low, high = values.min(), values.max()
        if low is not None:
            self._low = low if self._low is None else min(self._low, low)
            self._high = high if self._high is None else max(self._high, high)

    def _order(self, values: pl.Series, n_values: int) -> None:
        if not self._is_increasing or self._is_text:
            return
        is_on = n_values == len(values) and (self._last is None or self._last < values[0]) and values.is_sorted()
        is_strict = self._n_distinct == n_values if self._is_whole else is_on and bool((values[1:] > values[:-1]).all())
        self._is_increasing = is_on and is_strict
        self._last = values[-1]

    def _average(self, values: pl.Series, n_more: int) -> None:
        mean, variance = _float(values.mean()), _float(values.var(ddof=0))
        difference, total = mean - self._mean, self._n_values + n_more
        self._squares += variance * n_more + difference * difference * self._n_values * n_more / total
        self._mean += difference * n_more / total

    def _deviation(self) -> float | None:
        if not self._is_numeric or self._n_values < 2 or not math.isfinite(self._squares):
            return None
        return math.sqrt(self._squares / (self._n_values - 1))

    def _distinct(self) -> tuple[int, bool]:
        if self._counts is not None:
            return len(self._counts), True
        if self._is_whole:
            return self._n_distinct, self._is_exact
        hashes = self._hashes
        if hashes is None or len(hashes) < _N_HASHES:
            return 0 if hashes is None else len(hashes), True
        return min(self._n_values, round((_N_HASHES - 1) / (float(hashes[-1]) / 2.0**64))), False


def frequent_texts(counts: Iterable[tuple[Any, int]]) -> tuple[tuple[str, int], ...]:
    """Values as texts with their counts, most frequent first."""
    texts: dict[str, int] = {}
    for value, count in counts:
        text = text_of(value)
        if text is not None:
            texts[text] = texts.get(text, 0) + count
    return tuple(sorted(texts.items(), key=lambda entry: (-entry[1], entry[0])))


def shown_texts(values: Sequence[Any], *, is_text: bool) -> list[str]:
    """Some values as text: fewer of those that say the more by their bounds."""
    present = [value for value in values if value is not None]
    if is_text:
        return [value[:MAX_LENGTH] for value in present]
    present = present[:: max(1, len(present) // _N_SHOWN_NUMBERS)]
    return [text for value in present if (text := text_of(value)) is not None]


def _quantiles(sampled: pl.Series) -> tuple[float, ...]:
    """Nearest-rank quantiles: the smallest value that so large a share of the values does not exceed."""
    import numpy as np
    import polars as pl

    kind = sampled.dtype
    if isinstance(kind, pl.Datetime):
        numbers = sampled.to_numpy().astype("datetime64[us]").astype("int64")[_present(sampled)] / 1e6
    elif kind == pl.Date:
        numbers = sampled.to_numpy().astype("datetime64[D]").astype("int64")[_present(sampled)].astype(float)
    elif kind.is_numeric():
        numbers = sampled.to_numpy().astype(float)
        numbers = numbers[~np.isnan(numbers)]
    else:
        return ()
    if not len(numbers):
        return ()
    numbers = np.sort(numbers)
    ranks = np.maximum(-(-np.arange(N_QUANTILES) * len(numbers) // (N_QUANTILES - 1)) - 1, 0)
    found: list[float] = numbers[ranks].tolist()
    return tuple(found) if math.isfinite(found[0]) and math.isfinite(found[-1]) else ()


def _present(sampled: pl.Series) -> Any:
    return slice(None) if not sampled.null_count() else sampled.is_not_null().to_numpy()


def _float(value: Any) -> float:
    return float(value) if value is not None else 0.0


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
