"""Measures of columns: exact in one piece, close in many, and the same whatever the pieces are."""

from __future__ import annotations

import math
import statistics
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.catalog.profile.measures import N_QUANTILES, Measures
from debt_pipelines.catalog.profile.table_sums import TableSums
from debt_pipelines.catalog.profile.whole_table import measure_frame

START = datetime(2026, 1, 1, tzinfo=UTC)


def measure(values: Any, kind: str = "number", dtype: Any = None) -> Measures:
    (found,), _duplicates = measure_frame(pl.DataFrame({"x": pl.Series(values, dtype=dtype)}), ["x"], [kind])
    return found


def in_pieces(values: pl.Series, size: int, kind: str = "number") -> Measures:
    sums = TableSums(["x"])
    for start in range(0, len(values), size):
        sums.add(pl.DataFrame({"0": values[start : start + size]}))
    assert sums.n_rows == len(values)
    return sums.measures([kind])[0]


def test_numbers() -> None:
    found = measure([3.0, 1.0, None, 2.5, math.nan])
    assert (found.n_nulls, found.n_distinct, found.is_distinct_exact) == (2, 3, True)
    assert (found.minimum, found.maximum) == ("1", "3")
    assert found.mean == pytest.approx(6.5 / 3)
    assert found.deviation == pytest.approx(statistics.stdev([3, 1, 2.5]))
    assert found.frequent == (("1", 1), ("2.5", 1), ("3", 1))
    assert found.is_domain_complete
    assert found.is_increasing is False
    assert found.mean_length is None


def test_texts() -> None:
    found = measure(["b", "a", "b", None, "ccc"], "string")
    assert found.frequent == (("b", 2), ("a", 1), ("ccc", 1))
    assert (found.minimum, found.maximum, found.mean_length) == ("a", "ccc", 1.5)
    assert (found.quantiles, found.mean, found.is_increasing) == ((), None, None)


def test_dates_and_times() -> None:
    days = [date(1970, 1, 1), date(1970, 1, 3), date(1970, 1, 2)]
    found = measure(days, "date")
    assert (found.minimum, found.maximum) == ("1970-01-01", "1970-01-03")
    assert (found.quantiles[0], found.quantiles[-1]) == (0, 2)
    stamps = measure([datetime(1970, 1, 1, 0, 0, 5), None, datetime(1970, 1, 1)], "timestamp")  # noqa: DTZ001
    assert (stamps.minimum, stamps.quantiles[0], stamps.quantiles[-1]) == ("1970-01-01T00:00:00", 0, 5)
    assert measure([START, START + timedelta(days=1)], "timestamp[UTC]").is_increasing is True


def test_days_beyond_the_calendar_are_moved_to_its_end() -> None:
    days = pl.Series([0, 4_000_000, -4_000_000], dtype=pl.Int32).cast(pl.Date)
    found = measure(days, "date")
    assert (found.n_nulls, found.minimum, found.maximum) == (0, "0001-01-01", "9999-12-31")
    stamps = pl.Series([0, 2**62, -(2**62)], dtype=pl.Int64).cast(pl.Datetime("us"))
    assert measure(stamps, "timestamp").minimum == "0001-01-01T00:00:00"


def test_what_has_no_value() -> None:
    assert measure([None, None], dtype=pl.Int64) == Measures(2, 0, is_distinct_exact=True)
    assert measure([], dtype=pl.String, kind="string").n_nulls == 0
    nested = measure([[1], None, []], "list")
    assert (nested.n_nulls, nested.n_distinct, nested.minimum) == (1, None, None)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1, 2, 5], True), ([1, 1, 2], False), ([2, 1], False), ([1, None, 2], False), ([7], True)],
)
def test_increasing_is_strict(values: list[int | None], expected: bool) -> None:
    assert measure(values, "integer").is_increasing is expected
    assert in_pieces(pl.Series(values), 1, "integer").is_increasing is expected


def test_more_values_than_are_kept() -> None:
    found = measure(list(range(200)), "integer")
    assert (found.n_distinct, found.frequent, found.is_domain_complete) == (200, (), False)
    assert found.quantiles == tuple(float(max(math.ceil(200 * n / 20) - 1, 0)) for n in range(N_QUANTILES))


def test_repeated_rows_are_counted() -> None:
    frame = pl.DataFrame({"a": [1, 1, 2, 1], "b": ["x", "x", "x", "y"]})
    assert measure_frame(frame, ["a", "b"], ["integer", "string"])[1] == 1
    assert measure_frame(frame.with_columns(c=pl.Series([1, 2, 3, 4])), ["a", "b", "c"], ["integer"] * 3)[1] == 0
    assert measure_frame(pl.DataFrame({"a": [[1], [1]]}), ["a"], ["list"])[1] is None


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_pieces_add_up(size: int) -> None:
    values = pl.Series([(n * 37) % 50 for n in range(500)] + [None] * 3)
    whole = measure(values.to_list(), "integer")
    parts = in_pieces(values, size, "integer")
    assert parts.frequent == whole.frequent
    assert (parts.n_nulls, parts.n_distinct, parts.minimum, parts.maximum) == (3, 50, "0", "49")
    assert parts.mean == pytest.approx(whole.mean)
    assert parts.deviation == pytest.approx(whole.deviation)
    assert parts.quantiles == whole.quantiles


def test_many_values_in_many_pieces_are_estimated() -> None:
    n_rows = 60_000
    numbers = pl.Series(range(n_rows)).shuffle(seed=1)
    found = in_pieces(numbers, 5_000, "integer")
    assert not found.is_distinct_exact
    assert found.n_distinct == pytest.approx(n_rows, rel=0.05)
    assert found.quantiles[10] == pytest.approx(n_rows / 2, rel=0.05)
    few = in_pieces(numbers % 5_000, 5_000, "integer")
    assert (few.n_distinct, few.is_distinct_exact) == (5_000, True)


@given(st.lists(st.none() | st.floats(-1e6, 1e6), min_size=1, max_size=60), st.integers(1, 60))
def test_any_numbers_in_any_pieces(values: list[float | None], size: int) -> None:
    series = pl.Series(values, dtype=pl.Float64)
    whole, parts = measure(values, dtype=pl.Float64), in_pieces(series, size)
    assert (parts.n_nulls, parts.n_distinct, parts.minimum, parts.maximum, parts.quantiles) == (
        whole.n_nulls,
        whole.n_distinct,
        whole.minimum,
        whole.maximum,
        whole.quantiles,
    )
    assert parts.mean == pytest.approx(whole.mean, abs=1e-6)
    assert parts.is_increasing == whole.is_increasing
