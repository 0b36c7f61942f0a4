"""What chance would do, held against exact figures."""

from __future__ import annotations

import math

import pytest

from debt_pipelines.catalog.drift.chance import (
    MAX_CHANCE,
    chi_squared_limit,
    is_absence_news,
    is_fraction_above,
    ks_limit,
)


@pytest.mark.parametrize(("degrees", "exact"), [(2, 27.63), (5, 36.70), (19, 63.34), (63, 130.6)])
def test_chi_squared_is_near_and_never_below(degrees: int, exact: float) -> None:
    assert exact <= chi_squared_limit(degrees) <= exact * 1.1


def test_ks_limit_is_that_of_kolmogorov() -> None:
    distance = ks_limit(1000, 1000)
    assert 2 * math.exp(-2 * distance**2 * 500) == pytest.approx(MAX_CHANCE)


def test_the_fewer_rows_the_more_of_a_value_must_be_seen() -> None:
    assert not is_absence_news(19, 1000, 1000)
    assert is_absence_news(20, 1000, 1000)
    assert is_absence_news(6, 100, 1000)
    assert not is_absence_news(60, 1000, 100)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((0, 5000), (100, 5000), True),
        ((100, 5000), (300, 5000), True),
        ((0, 20), (3, 20), False),
        ((0, 40), (40, 40), True),
        ((0, 1_000_000), (1000, 1_000_000), False),
        ((500_000, 1_000_000), (530_000, 1_000_000), False),
        ((300, 5000), (100, 5000), False),
    ],
)
def test_a_fraction_that_rose(before: tuple[int, int], after: tuple[int, int], *, expected: bool) -> None:
    assert is_fraction_above(before, after, min_effect=0.15) is expected
