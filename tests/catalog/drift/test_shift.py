"""Shifts: values that moved by much, and what looks like it and is none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from debt_pipelines.catalog.drift.shift import has_distribution, is_quantity, shifts
from tests.catalog.drift.making import version


def bell(seed: int, n: int = 3000, *, mean: float = 10.0) -> list[float]:
    drawn: list[float] = np.random.default_rng(seed).normal(mean, 2.0, n).round(3).tolist()
    return drawn


def said(before: Sequence[object], after: Sequence[object]) -> tuple[str | None, str | None] | None:
    found = list(shifts([(version(before), version(after))]))
    return (found[0].before, found[0].after) if found else None


def test_half_a_deviation_is_a_shift() -> None:
    found = said(bell(1), bell(2, mean=11.0))
    assert found is not None
    assert found[0] == "mean 9.995"
    assert found[1] is not None
    assert found[1].startswith("mean 10.94, PSI 0.3")


def test_another_unit_is_a_shift() -> None:
    cents = said(bell(1), [100 * value for value in bell(2)])
    assert cents is not None
    assert cents[1] is not None
    assert float(cents[1].rpartition(" ")[2]) > 5


def test_another_spread_around_the_same_mean() -> None:
    found = said(bell(1), [10 + 3 * (value - 10) for value in bell(2)])
    assert found is not None
    assert found[0] == "half of them from 8.646 to 11.35"


@pytest.mark.parametrize("seed", range(5))
def test_another_sample_is_none(seed: int) -> None:
    assert said(bell(seed), bell(seed + 100)) is None
    assert said(bell(seed, 120), bell(seed + 100, 120, mean=10.4)) is None


@pytest.mark.parametrize("seed", range(5))
def test_few_values_that_jump_are_none(seed: int) -> None:
    """The share up to a value is only known to 5 % where single values have as much."""
    before, after = np.minimum(np.random.default_rng(seed).pareto(0.5, (2, 2000)) + 1, 1e6).astype(int).tolist()
    assert said(before, after) is None


def test_few_rows_tell_nothing() -> None:
    assert said([1.5, 2.5] * 40, [7.5, 8.5] * 40) is None


def test_shares_of_categories() -> None:
    before, after = ["sun"] * 490 + ["rain"] * 510, ["sun"] * 900 + ["rain"] * 100
    assert said(before, after) == ("rain 51 %", "rain 10 %, PSI 0.9")
    assert said(["Ada", "Bob"] * 500, ["Cy", "Dan"] * 500) is None


def test_where_most_moved_it_is_another_population() -> None:
    pairs = [(version(bell(n), f"c{n}"), version(bell(n, mean=20), f"c{n}")) for n in range(3)]
    stayed = [(version(bell(n), f"c{n}"), version(bell(n), f"c{n}")) for n in range(3, 7)]
    assert list(shifts(pairs)) == []
    assert [change.column for change in shifts([*pairs, *stayed])] == ["c0", "c1", "c2"]


@pytest.mark.parametrize(
    "values",
    [
        list(range(500)),
        [500 - n for n in range(500)],
        [2015 + n % 9 for n in range(500)],
        [201501 + n % 12 for n in range(500)],
        [20150101 + n % 28 for n in range(500)],
        [7] * 500,
        ["a", "b"] * 250,
    ],
)
def test_keys_years_and_constants_are_no_quantities(values: list[object]) -> None:
    assert not is_quantity(version(values))


def test_what_has_a_distribution() -> None:
    numbers, words = version(bell(1)), version(["a", "b"] * 500)
    assert has_distribution(numbers, numbers)
    assert has_distribution(words, words)
    assert not has_distribution(numbers, words)
    assert not has_distribution(version(list(range(500))), numbers)
