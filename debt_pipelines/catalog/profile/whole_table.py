"""Measures of a table in memory: numbers by sorting them, texts by hashing those that are not few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.profile.cleaning import cleaned
from debt_pipelines.catalog.profile.counted import Counted, measures_of
from debt_pipelines.catalog.profile.edges import find_edges
from debt_pipelines.catalog.profile.measures import MAX_FREQUENT, Measures
from debt_pipelines.catalog.profile.numbers import as_numbers, is_plain, present_numbers, quantiles_of
from debt_pipelines.catalog.profile.sampling import N_SAMPLED, shown_places
from debt_pipelines.catalog.tabular.lattice import LogicalType

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

_FEW = MAX_FREQUENT + 1
_NEARLY_ALL, _ALMOST_UNIQUE = 0.9, 0.96
_N_SELECTED = 64
_MAX_DUPLICATE_CELLS = 100_000_000


def measure_frame(
    frame: pl.DataFrame, names: Sequence[str], types: Sequence[LogicalType | None]
) -> tuple[list[Measures], int | None]:
    """The measures of a table in memory, and how many of its rows repeat an earlier one, where that can be counted."""
    import polars as pl

    frame = frame.rename({old: str(n) for n, old in enumerate(frame.columns)})
    clean = cleaned(frame)
    shown = _shown(clean)
    counted = _count_texts([values for values in clean.iter_columns() if values.dtype == pl.String], shown)
    measures = [
        measures_of(name, kind, counted.get(values.name) or _count(values), shown[values.name].to_list())
        for name, kind, values in zip(names, types, clean.iter_columns(), strict=True)
    ]
    return measures, _count_duplicates(frame, measures)


def _shown(frame: pl.DataFrame) -> dict[str, pl.Series]:
    """Some values of each column."""
    import polars as pl

    texts, others = (frame[shown_places(frame.height, is_text=is_text)] for is_text in (True, False))
    columns = zip(texts.iter_columns(), others.iter_columns(), strict=True)
    return {text.name: text if text.dtype == pl.String else other for text, other in columns}


def _count(values: pl.Series) -> Counted:
    """The counts of a column that holds no texts."""
    counted = Counted(len(values), len(values) - values.null_count())
    if not counted.n_values or values.dtype.is_nested():
        return counted
    if is_plain(values.dtype):
        _count_sorted(values, counted)
    else:
        _count_others(values, counted)
    counted.low, counted.high = values.min(), values.max()
    if counted.counts is None:
        counted.edges = find_edges(values, counted.low, counted.high)
    if values.dtype.is_numeric():
        counted.mean = _float(values.mean())
        counted.squares = _float(values.var(ddof=0)) * counted.n_values
    is_strict = counted.n_distinct == counted.n_rows
    counted.is_increasing = is_strict and values.is_sorted()
    return counted


def _count_sorted(values: pl.Series, counted: Counted) -> None:
    import numpy as np

    ordered = np.sort(present_numbers(values))
    is_next = ordered[1:] != ordered[:-1]
    counted.n_distinct = int(np.count_nonzero(is_next)) + 1
    if counted.n_distinct <= MAX_FREQUENT:
        counted.counts = _counts(ordered, is_next, values.dtype)
    counted.quantiles = quantiles_of(ordered, values.dtype)


def _counts(ordered: NDArray[Any], is_next: NDArray[np.bool_], kind: pl.DataType) -> dict[Any, int]:
    """The different values of sorted numbers with their counts."""
    import numpy as np
    import polars as pl

    starts = np.concatenate([[0], np.flatnonzero(is_next) + 1, [len(ordered)]])
    found = pl.Series(ordered[starts[:-1]]).cast(kind).to_list()
    return dict(zip(found, np.diff(starts).tolist(), strict=True))


def _count_others(values: pl.Series, counted: Counted) -> None:
    """Count booleans, decimals, times and durations."""
    import numpy as np

    counted.n_distinct, counted.counts = _tally(values)
    if (numbers := as_numbers(values)) is not None:
        counted.quantiles = quantiles_of(np.sort(numbers), values.dtype)


def _tally(values: pl.Series) -> tuple[int, dict[Any, int] | None]:
    """How many different values there are, and the counts of all where they are few."""
    table = values.value_counts()
    n_distinct = table.height - bool(values.null_count())
    if n_distinct > MAX_FREQUENT:
        return n_distinct, None
    counts = zip(table.to_series(0).to_list(), table.to_series(1).to_list(), strict=True)
    return n_distinct, {value: count for value, count in counts if value is not None}


def _count_texts(columns: Sequence[pl.Series], shown: Mapping[str, pl.Series]) -> dict[str, Counted]:
    """The counts of columns of texts, those of many texts together."""
    import polars as pl

    found: dict[str, Counted] = {}
    known: dict[str, int] = {}
    for values in columns:
        counted = found[values.name] = Counted(len(values), len(values) - values.null_count(), n_characters=0.0)
        if not counted.n_values or shown[values.name].n_unique() > _FEW:
            continue
        counted.n_distinct, counts = _tally(values)
        if counts is None:
            known[values.name] = counted.n_distinct
            continue
        counted.counts = counts
        counted.low, counted.high = min(counts), max(counts)
        counted.n_characters = float(sum(len(text) * count for text, count in counts.items()))
    many = [values for values in columns if found[values.name].n_values and found[values.name].counts is None]
    for start in range(0, len(many), _N_SELECTED):
        _count_many(pl.DataFrame(many[start : start + _N_SELECTED]), shown, found, known)
    return found


def _count_many(
    frame: pl.DataFrame, shown: Mapping[str, pl.Series], found: Mapping[str, Counted], known: Mapping[str, int]
) -> None:
    """Count columns of many texts; how many are different is estimated where that says enough.

    An estimate within a few percent will do for a column that cannot be a key.
    """
    import polars as pl

    asked: list[pl.Expr] = []
    exact = {name for name in frame.columns if frame.height <= N_SAMPLED or _may_be_key(shown[name])}
    for name in frame.columns:
        column = pl.col(name)
        asked += [column.min().alias(f"{name} low"), column.max().alias(f"{name} high")]
        asked.append(column.str.len_chars().sum().alias(f"{name} length"))
        if name not in known:
            distinct = column.n_unique() if name in exact else column.approx_n_unique()
            asked.append(distinct.alias(f"{name} distinct"))
    answers = frame.select(asked).row(0, named=True)
    for name, values in frame.to_dict().items():
        counted = found[name]
        counted.low, counted.high = answers[f"{name} low"], answers[f"{name} high"]
        counted.n_characters = float(answers[f"{name} length"])
        n_distinct: int = known.get(name) or answers[f"{name} distinct"] - (name in exact and bool(values.null_count()))
        counted.is_exact = name in exact or name in known
        if not counted.is_exact and n_distinct >= _NEARLY_ALL * counted.n_values:
            n_distinct, counted.is_exact = values.n_unique() - bool(values.null_count()), True
        counted.n_distinct = min(n_distinct, counted.n_values)
        counted.edges = find_edges(values, counted.low, counted.high)


def _may_be_key(shown: pl.Series) -> bool:
    n_null = shown.null_count()
    return shown.n_unique() - bool(n_null) >= _ALMOST_UNIQUE * (len(shown) - n_null)


def _count_duplicates(frame: pl.DataFrame, measures: Sequence[Measures]) -> int | None:
    if any(column.is_distinct_exact and column.n_distinct == frame.height for column in measures):
        return 0
    if not frame.width or frame.width * frame.height > _MAX_DUPLICATE_CELLS:
        return None
    if any(kind.is_nested() for kind in frame.dtypes):
        return None
    return frame.height - frame.hash_rows().n_unique()


def _float(value: Any) -> float:
    return float(value) if value is not None else 0.0
