"""Measures of all columns of a table that is read in pieces, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any, TypeVar

from debt_pipelines.catalog.profile.cleaning import cleaned
from debt_pipelines.catalog.profile.column_sums import ColumnSums
from debt_pipelines.catalog.profile.counted import measures_of
from debt_pipelines.catalog.profile.measures import Measures
from debt_pipelines.catalog.profile.sampling import N_SAMPLED, every, shown_places
from debt_pipelines.catalog.tabular.lattice import LogicalType

if TYPE_CHECKING:
    import polars as pl

T = TypeVar("T")


class TableSums:
    """What has been seen of a table so far; the columns of its frames are named by their positions."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._columns = [ColumnSums() for _ in names]
        self._stride = 1
        self._sampled: list[pl.DataFrame] = []
        self.n_rows = 0

    def add(self, frame: pl.DataFrame, pool: Executor | None = None) -> None:
        """Take in the next rows, the columns side by side where there is a pool."""
        frame = cleaned(frame)
        self._sample(frame)
        mapped(pool, ColumnSums.add, list(zip(self._columns, frame.iter_columns(), strict=True)))
        self.n_rows += frame.height

    def measures(self, types: Sequence[LogicalType | None]) -> list[Measures]:
        """The measures of all columns."""
        import polars as pl

        if not self._columns or not self._sampled:
            return [Measures(0, 0, is_distinct_exact=True) for _ in self._columns]
        sampled = pl.concat(self._sampled, how="vertical_relaxed")
        texts, others = (sampled[shown_places(sampled.height, is_text=is_text)] for is_text in (True, False))
        found: list[Measures] = []
        for n, (name, kind, values) in enumerate(zip(self._names, types, sampled.iter_columns(), strict=True)):
            shown = (texts if values.dtype == pl.String else others).to_series(n)
            found.append(measures_of(name, kind, self._columns[n].counted(values), shown.to_list()))
        return found

    def _sample(self, frame: pl.DataFrame) -> None:
        """Keep every so many rows; the distance doubles whenever there are too many."""
        import polars as pl

        self._sampled.append(every(frame, self._stride, -self.n_rows % self._stride))
        while sum(part.height for part in self._sampled) > 2 * N_SAMPLED:
            self._sampled = [every(pl.concat(self._sampled, how="vertical_relaxed"), 2)]
            self._stride *= 2


def mapped(pool: Executor | None, function: Callable[..., T], arguments: Sequence[tuple[Any, ...]]) -> list[T]:
    """The results of a function, in order; with a pool the arguments are dealt out to two threads."""
    if pool is None:
        return [function(*given) for given in arguments]
    middle = len(arguments) // 2
    halves = pool.map(lambda part: [function(*given) for given in part], (arguments[:middle], arguments[middle:]))
    return [found for half in halves for found in half]
