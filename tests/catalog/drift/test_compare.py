"""Two versions of a table: laws that hold whatever the table, and what may be said of columns that stayed."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from debt_pipelines.catalog.drift.compare import Format, Outcome, compare, compare_partitions
from tests.catalog.drift.making import Values, changes, version, versions

CELLS: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(-(10**6), 10**6),
    "number": st.floats(-1e6, 1e6, allow_nan=False),
    "string": st.sampled_from(["", "a", "A", "b ", "2024-01-01", "é"]),
    "date": st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    "boolean": st.booleans(),
}


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[Any]]:
    """Tables of up to six columns and up to 300 rows, made of a few rows that come back."""
    n_repeats = draw(st.sampled_from([1, 7, 60]))
    columns = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=6))
    n_rows = draw(st.integers(0, 5))
    return {
        f"c{n}": draw(st.lists(st.none() | CELLS[kind], min_size=n_rows, max_size=n_rows)) * n_repeats
        for n, kind in enumerate(columns)
    }


@given(tables())
@settings(max_examples=12)
def test_the_same_table_has_not_changed(table: Values) -> None:
    assert changes(table, table) == []


@given(tables(), st.randoms(use_true_random=False))
@settings(max_examples=12)
def test_the_order_of_rows_is_no_drift(table: Values, rng: random.Random) -> None:
    order = list(range(len(next(iter(table.values())))))
    rng.shuffle(order)
    assert changes(table, {name: [values[n] for n in order] for name, values in table.items()}) == []


@given(tables(), st.data())
@settings(max_examples=12)
def test_what_one_way_is_added_is_the_other_way_removed(table: dict[str, list[Any]], data: st.DataObject) -> None:
    kept = data.draw(st.sets(st.sampled_from(sorted(table)), min_size=1))
    part = {name: table[name] for name in table if name in kept}
    added = {(change.kind, change.column) for change in changes(part, table)}
    removed = {(change.kind, change.column) for change in changes(table, part)}
    assert added == {("added_column", name) for name in table.keys() - kept}
    assert removed == {("removed_column", name) for name in table.keys() - kept}


def sample(seed: int, n: int) -> dict[str, list[Any]]:
    rng = np.random.default_rng(seed)
    heavy, clicks = rng.lognormal(1, 1.5, n), np.minimum(rng.pareto(0.6, n) + 1, 1e6)
    return {
        "id": [seed * n + k for k in range(n)],
        "price": rng.normal(10, 3, n).round(2).tolist(),
        "heavy": heavy.round(2).tolist(),
        "clicks": clicks.astype(int).tolist(),
        "stars": [stars or None for stars in rng.integers(0, 6, n).tolist()],
        "shop": rng.choice(["north", "south", "east", "west"], n).tolist(),
        "is_paid": (rng.random(n) < 0.4).tolist(),
        "day": [date(2024, 1, 1) + timedelta(days=days) for days in rng.integers(0, 700, n).tolist()],
        "note": [f"text {k}" if k < 500 else None for k in rng.integers(0, 999, n).tolist()],
    }


@given(st.integers(0, 10**6), st.integers(1, 900), st.integers(1, 900))
@settings(max_examples=12)
def test_another_sample_of_the_same_data_is_no_drift(seed: int, n_before: int, n_after: int) -> None:
    assert changes(sample(seed, n_before), sample(seed + 1, n_after)) == []


def outcome(before: list[Any], after: list[Any]) -> Outcome:
    (found,) = compare([version(before)], [version(after)], Format())
    return found


def test_what_could_be_compared() -> None:
    words, numbers = ["a", "b"] * 100, [round(n * 0.37 % 11, 2) for n in range(200)]
    assert outcome(words, words[::-1]).domain is True
    assert outcome(numbers, numbers[::-1]).domain is False
    assert outcome(numbers, numbers[::-1]).distribution is True
    assert outcome(numbers, [*numbers, *numbers]).distribution is None
    assert outcome(numbers, words).distribution is False
    assert outcome(numbers, words).nulls is True


def test_what_was_not_measured_is_unknown() -> None:
    column = version(["a"] * 50)
    (found,) = compare([column], [column._replace(n_rows=None, n_nulls=None)], Format())
    assert (found.nulls, found.domain, found.distribution) == (None, None, None)


def test_nulls_explain_the_values_that_went() -> None:
    before, after = ["a", "b"] * 500, ["a", None] * 500
    assert [change.kind for change in outcome(before, after).changes] == ["changed_nullability", "changed_domain"]


def test_partitions_are_compared_by_the_columns_they_share() -> None:
    before = versions({"n": [1, 2] * 50, "old": [1, 2] * 50, "shop": ["a", "b"] * 50})
    after = versions({"n": ["x", "y"] * 50, "new": [1, 2] * 50, "shop": ["a", None] * 50})
    found = [change for outcome in compare_partitions(before, after, Format()) for change in outcome.changes]
    assert [(change.kind, change.column) for change in found] == [
        ("unchanged", "n"),
        ("changed_nullability", "shop"),
        ("changed_domain", "shop"),
    ]
