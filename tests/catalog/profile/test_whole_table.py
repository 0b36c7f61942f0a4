"""Tables in memory: sorting numbers and hashing texts give what counting each value would."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.catalog.profile.measures import MAX_FREQUENT, Measures
from debt_pipelines.catalog.profile.texts import text_of
from debt_pipelines.catalog.profile.whole_table import measure_frame

START = datetime(2026, 1, 1, tzinfo=UTC)


def measure(values: list[Any], kind: str, dtype: Any = None) -> Measures:
    (found,), _duplicates = measure_frame(pl.DataFrame({"x": pl.Series(values, dtype=dtype)}), ["x"], [kind])
    return found


def check(found: Measures, values: list[Any]) -> None:
    """That the counts are those of the values, told as texts."""
    counts = Counter(text_of(value) for value in values if value is not None)
    assert found.n_nulls == values.count(None)
    assert (found.n_distinct, found.is_distinct_exact) == (len(counts), True)
    assert dict(found.frequent) == (counts if len(counts) <= MAX_FREQUENT else {})


@pytest.mark.parametrize(
    ("values", "kind", "dtype"),
    [
        ([2**63 - 1, -(2**63), None, 2**63 - 1, 2**53 + 1], "integer", pl.Int64),
        ([2**64 - 1, 0, 2**64 - 1, None], "integer", pl.UInt64),
        ([1, None, 1, -128], "integer", pl.Int8),
        ([0.5, None, 0.5, -1.25], "number", pl.Float32),
        ([Decimal("1.50"), None, Decimal("2.25"), Decimal("1.50")], "decimal(5,2)", pl.Decimal(5, 2)),
        ([True, None, False, True], "boolean", pl.Boolean),
        ([START, None, START + timedelta(microseconds=1), START], "timestamp[UTC]", pl.Datetime("us", "UTC")),
        ([time(1, 2), None, time(1, 2)], "time", pl.Time),
        ([timedelta(seconds=3), None, timedelta(seconds=3)], "duration", pl.Duration("us")),
        (["a", "", None, "a"], "string", pl.String),
    ],
)
def test_few_values_of_any_type(values: list[Any], kind: str, dtype: Any) -> None:
    check(measure(values, kind, dtype), values)


@pytest.mark.parametrize("n_distinct", [MAX_FREQUENT - 1, MAX_FREQUENT, MAX_FREQUENT + 1, 1000, 6000])
@pytest.mark.parametrize("with_null", [False, True])
def test_many_values_are_counted(n_distinct: int, with_null: bool) -> None:
    numbers = [(n * 11) % n_distinct for n in range(6000)] + [None] * with_null
    check(measure(numbers, "integer", pl.Int64), numbers)
    texts = [None if number is None else f"é{number}" for number in numbers]
    found = measure(texts, "string")
    present = [text for text in texts if text is not None]
    assert (found.minimum, found.maximum) == (min(present), max(present))
    assert found.mean_length == pytest.approx(sum(map(len, present)) / len(present))
    if n_distinct <= MAX_FREQUENT or n_distinct == len(present):
        check(found, texts)
    assert found.n_distinct == pytest.approx(n_distinct, rel=0.05)


def test_texts_that_hide_many_behind_few() -> None:
    texts = ["usual"] * 20_000 + [f"rare {n}" for n in range(100)]
    check(measure(texts, "string"), texts)


def test_quantiles_are_those_of_all_values() -> None:
    found = measure([float(n) for n in reversed(range(20_001))], "number")
    assert found.quantiles == tuple(1000.0 * n for n in range(21))


@given(st.lists(st.none() | st.integers(-5, 5) | st.integers(), max_size=30).filter(any))
def test_any_integers(values: list[int | None]) -> None:
    kept = [None if value is None else max(-(2**63), min(value, 2**63 - 1)) for value in values]
    check(measure(kept, "integer", pl.Int64), kept)
