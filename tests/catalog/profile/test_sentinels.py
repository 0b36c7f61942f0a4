"""Values that stand for a missing one: only what stands apart is called so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from debt_pipelines.catalog.profile.edges import Edges, find_edges
from tests.catalog.profile.looking import signs_of

AGES = [str(18 + n % 40) for n in range(200)]
DAYS = [(date(2015, 1, 1) + timedelta(days=n * 37 % 60)).isoformat() for n in range(200)]


@pytest.mark.parametrize(
    ("values", "sentinel"),
    [
        ([*AGES, *["-1"] * 8], "-1 (3.8 %)"),
        ([*AGES, *["-1"]], None),
        ([*AGES, "-3", *["-1"] * 8], None),
        ([*AGES, *["999"] * 3], "999 (1.5 %)"),
        ([*AGES, *["999"] * 2], None),
        ([*AGES, *["99"] * 9], None),
        ([*AGES, *["-99"] * 3], "-99 (1.5 %)"),
        ([*AGES, *["-60", "-99", "-99", "-99"]], None),
        (["1", "0", "-1"] * 90, None),
        (["1990", "2004", "2011", "0"] * 20, "0 (25 %)"),
        (["1990", "2004", "2011", "9999"] * 20, "9999 (25 %)"),
        (["1990", *["0"] * 30], None),
        (["3", "12", "0"] * 20, None),
        (["-999"] * 30, None),
    ],
)
def test_numbers_that_stand_for_nothing(values: list[str], sentinel: str | None) -> None:
    assert signs_of(values, logical_type="integer").sentinel == sentinel


@pytest.mark.parametrize("name", ["score_change", "latitude", "sentiment", "cluster"])
def test_minus_one_may_be_a_value(name: str) -> None:
    assert signs_of([*AGES, *["-1"] * 8], name=name, logical_type="integer").sentinel is None


def test_a_fill_value_of_a_number_format() -> None:
    values = [*AGES, *["9.969209968386869e+36"] * 3]
    assert signs_of(values, logical_type="number").sentinel == "9.969209968386869e+36 (1.5 %)"


@pytest.mark.parametrize(
    ("name", "values", "sentinel"),
    [
        ("joined", [*DAYS, *["1900-01-01"] * 3], "1900-01-01 (1.5 %)"),
        ("joined", [*DAYS, "1900-01-01"], None),
        ("day", [*["1970-01-01"] * 3, "1970-02-01", "1970-03-01"], None),
        ("birthday", [*DAYS, *["9999-12-31"] * 3], "9999-12-31 (1.5 %)"),
        ("valid_to", [*DAYS, *["9999-12-31"] * 3], None),
    ],
)
def test_dates_at_the_edge_of_time(name: str, values: list[str], sentinel: str | None) -> None:
    assert signs_of(values, name=name, logical_type="date").sentinel == sentinel


@pytest.mark.parametrize(
    ("values", "sentinel"),
    [
        (["1.5", "2", "unknown", "3"] * 5, "unknown (25 %)"),
        (["1.5", "2", "-"], "- (33 %)"),
        (["2020-01-05", "2020-02-05", "TBD"], "TBD (33 %)"),
        ([*[str(n) for n in range(100)], "not available"], "not available (1.0 %)"),
        (["Rome", "Bern", "unknown"] * 5, None),
        (["Rome", "Bern", "?"] * 5, "? (33 %)"),
        (["Rome", "Bern", "n.a.", "unknown"] * 5, "n.a., unknown (50 %)"),
        (["Rome", "Bern", " "] * 5, "blanks (33 %)"),
        (["+", "-"] * 9, None),
        (["DE", "NA", "FR"] * 5, None),
        (["none", "some"] * 5, None),
        (["I know", "no idea", "?", "what"], None),
        (["?"] * 5, None),
    ],
)
def test_words_for_nothing(values: list[str], sentinel: str | None) -> None:
    assert signs_of(values).sentinel == sentinel


def test_bounds_that_may_be_sentinels_are_counted() -> None:
    import polars as pl

    numbers = pl.Series([*range(100), -999, -999, None])
    assert find_edges(numbers, -999, 99) == Edges((("-999", 2), ("99", 1)), ("0", "98"))
    assert find_edges(numbers.filter(numbers >= 0), 0, 98) == Edges()
    days = pl.Series([date(1900, 1, 1), date(2020, 1, 1)])
    assert find_edges(days, days[0], days[1]) == Edges((("1900-01-01", 1),), ("2020-01-01",))
