"""Measures of all columns of a table, summed up over the pieces it is read in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import MAXYEAR, MINYEAR, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from debt_pipelines.catalog.profile.column_sums import ColumnSums, Spread
from debt_pipelines.catalog.profile.measures import MAX_FREQUENT, Measures
from debt_pipelines.catalog.tabular.lattice import LogicalType

if TYPE_CHECKING:
    import polars as pl

T = TypeVar("T")

N_SAMPLED = 4096
"""Rows that quantiles are taken from; a table with no more rows gives exact ones."""
N_SHOWN = 256
"""Rows whose values are looked at to tell what they mean."""
_N_SELECTED = 64
_NEARLY_ALL = 0.9
_MAX_DUPLICATE_CELLS = 100_000_000


class TableSums:
    """What has been seen of a table so far; the columns of its frames are named by their positions."""

    def __init__(self, names: Sequence[str], *, is_whole: bool) -> None:
        self._columns = [ColumnSums(name, is_whole=is_whole) for name in names]
        self._is_whole = is_whole
        self._stride = 1
        self._sampled: list[pl.DataFrame] = []
        self.n_rows = 0

    def add(self, frame: pl.DataFrame, pool: Executor | None = None) -> None:
        """Take in the next rows, the columns side by side where there is a pool."""
        import polars as pl

        frame = _within_calendar(_without_nan(frame))
        texts = [name for name, kind in frame.schema.items() if kind == pl.String]
        lengths = _selected(frame, texts, lambda column: column.str.len_chars().mean())
        sampled = self._sample(frame)
        spreads = _spreads(frame, sampled) if self._is_whole else {}

        def add(column: ColumnSums, values: pl.Series) -> None:
            spread = spreads.get(values.name, Spread(is_few=False))
            column.add(values, mean_length=lengths.get(values.name), spread=spread)

        mapped(pool, add, list(zip(self._columns, frame.iter_columns(), strict=True)))
        self.n_rows += frame.height

    def measures(self, types: Sequence[LogicalType | None]) -> list[Measures]:
        """The measures of all columns."""
        import polars as pl

        if not self._columns or not self._sampled:
            return [Measures(0, 0, is_distinct_exact=True) for _ in self._columns]
        sampled = pl.concat(self._sampled, how="vertical_relaxed")
        columns = zip(self._columns, types, sampled.iter_columns(), strict=True)
        return [column.measures(kind, values) for column, kind, values in columns]

    def _sample(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Keep every so many rows; the distance doubles whenever there are too many."""
        import polars as pl

        if self._is_whole:
            self._stride = max(1, -(-frame.height // N_SAMPLED))
        offset = -self.n_rows % self._stride
        sampled = frame if self._stride == 1 else frame.gather_every(self._stride, offset)
        self._sampled.append(sampled)
        while not self._is_whole and sum(part.height for part in self._sampled) > 2 * N_SAMPLED:
            self._sampled = [pl.concat(self._sampled, how="vertical_relaxed").gather_every(2)]
            self._stride *= 2
        return sampled


def mapped(pool: Executor | None, function: Callable[..., T], arguments: Sequence[tuple[Any, ...]]) -> list[T]:
    """The results of a function, in order; with a pool the arguments are dealt out to two threads."""
    if pool is None:
        return [function(*given) for given in arguments]
    middle = len(arguments) // 2
    halves = pool.map(lambda part: [function(*given) for given in part], (arguments[:middle], arguments[middle:]))
    return [found for half in halves for found in half]


def measure_frame(
    frame: pl.DataFrame, names: Sequence[str], types: Sequence[LogicalType | None]
) -> tuple[list[Measures], int | None]:
    """The measures of a table in memory, and how many of its rows repeat an earlier one, where that can be counted."""
    frame = frame.rename({old: str(n) for n, old in enumerate(frame.columns)})
    sums = TableSums(names, is_whole=True)
    sums.add(frame)
    measures = sums.measures(types)
    return measures, _count_duplicates(frame, measures)


def _count_duplicates(frame: pl.DataFrame, measures: Sequence[Measures]) -> int | None:
    if any(column.is_distinct_exact and column.n_distinct == frame.height for column in measures):
        return 0
    if not frame.width or frame.width * frame.height > _MAX_DUPLICATE_CELLS:
        return None
    if any(kind.is_nested() for kind in frame.dtypes):
        return None
    return frame.height - frame.hash_rows().n_unique()


def _spreads(frame: pl.DataFrame, sampled: pl.DataFrame) -> dict[str, Spread]:
    """How many different values the columns of a table in one piece have, as far as that is cheap to say.

    Where the sample repeats some values, but not few, an estimate within a few percent will do; a column that may be
    a key is counted later.
    """
    plain = [name for name, kind in frame.schema.items() if not kind.is_nested()]
    seen = _selected(sampled, plain, lambda column: column.n_unique())
    if frame.height == sampled.height:
        return {name: Spread(n <= MAX_FREQUENT + 1, n - bool(frame[name].null_count())) for name, n in seen.items()}
    may_be_keys = {name for name, n in seen.items() if n >= _NEARLY_ALL * sampled.height}
    may_be_keys -= {name for name in may_be_keys if frame.schema[name].is_float()}
    few = {name for name, n in seen.items() if n <= MAX_FREQUENT + 1}
    rest = [name for name in plain if name not in may_be_keys and name not in few]
    estimates = _selected(frame, rest, lambda column: column.approx_n_unique())
    return {name: Spread(name in few, estimates.get(name), name not in estimates) for name in plain}


def _within_calendar(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with days that no calendar of ours can hold moved to the nearest one it can."""
    import polars as pl

    odd: list[pl.Expr] = []
    for name, kind in frame.schema.items():
        is_day = kind == pl.Date
        if not is_day and not isinstance(kind, pl.Datetime):
            continue
        years = frame[name].dt.year()
        first, last = years.min(), years.max()
        if first is not None and (first < MINYEAR or last > MAXYEAR):  # type: ignore[operator]
            bounds = (date.min, date.max) if is_day else (datetime.min, datetime.max)  # noqa: DTZ901
            odd.append(pl.col(name).clip(*bounds))
    return frame.with_columns(odd) if odd else frame


def _without_nan(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with nulls for what is not a number, as pandas counts."""
    import polars as pl

    floats = [name for name, kind in frame.schema.items() if kind.is_float()]
    with_nan = [name for name, found in _selected(frame, floats, lambda column: column.is_nan().any()).items() if found]
    return frame.with_columns(pl.col(with_nan).fill_nan(None)) if with_nan else frame


def _selected(frame: pl.DataFrame, names: Sequence[str], expression: Callable[[pl.Expr], pl.Expr]) -> dict[str, Any]:
    """One value a column, some columns at a time: planning a query takes more than linear time in its width."""
    import polars as pl

    found: dict[str, Any] = {}
    for start in range(0, len(names), _N_SELECTED):
        found |= frame.select(expression(pl.col(names[start : start + _N_SELECTED]))).row(0, named=True)
    return found
