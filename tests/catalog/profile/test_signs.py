"""What values mean, and that judging them survives whatever they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.catalog.profile.measures import Signs
from debt_pipelines.catalog.profile.signs import read_signs
from tests.catalog.profile.looking import signs_of

NUMBERS = [str(n * 7 % 101) for n in range(100)]


@pytest.mark.parametrize(
    ("name", "logical_type", "values", "semantic"),
    [
        ("customer_id", "integer", NUMBERS, "identifier"),
        ("customerID", "string", ["a", "b", "a"], "identifier"),
        ("n", "integer", [str(n) for n in range(1, 51)], "identifier"),
        ("token", "string", [f"x{n}-{n * 3}" for n in range(50)], "identifier"),
        ("year", "integer", [str(n) for n in range(1950, 2000)], "number"),
        ("amount", "number", ["0.5", "2", "7.25"], "number"),
        ("amount", "decimal(10,2)", ["0.5", "2", "7.25"], "number"),
        ("postcode", "integer", ["10115", "20095", "80331"], "code"),
        ("region", "string", ["007", "12", "011"], "code"),
        ("lat", "number", ["52.5", "48.1"], "geo"),
        ("longitude", "number", ["13.4", "181"], "number"),
        ("city", "string", ["Rome", "Bern", "Rome", "Bern"], "category"),
        ("city", "string", ["Rome"] * 5, "constant"),
        ("note", "string", [f"It rained in week {n}." for n in range(9)], "text"),
        ("day", "string", ["1/31/2020", "2/28/2020", "3/1/2020"] * 3, "date"),
        ("day", "date", ["2026-01-01", "2026-01-02"], "date"),
        ("at", "timestamp[UTC]", ["2026-01-01T09:00:00", "2026-01-02T09:00:00"], "timestamp"),
        ("is_new", "boolean", ["true", "false"], "boolean"),
        ("parts", "list", ["?"], None),
    ],
)
def test_what_values_mean(name: str, logical_type: str, values: list[str], semantic: str | None) -> None:
    assert signs_of(values, name=name, logical_type=logical_type).semantic == semantic


def test_no_value_says_nothing() -> None:
    nothing = {"n_values": 0, "n_distinct": 0, "frequent": (), "minimum": None, "maximum": None}
    assert read_signs("a", None, (), **nothing) == Signs()  # type: ignore[arg-type]
    assert read_signs("a", "string", (), **nothing) == Signs()  # type: ignore[arg-type]


@given(
    name=st.text(max_size=20),
    logical_type=st.sampled_from(["string", "integer", "number", "date", "timestamp", "boolean", "list"]),
    values=st.lists(
        st.one_of(st.text(max_size=30), st.integers().map(str), st.dates().map(str)), min_size=1, max_size=80
    ),
)
def test_any_text_can_be_judged(name: str, logical_type: str, values: list[str]) -> None:
    frequent = tuple(dict.fromkeys(values, 1).items())[:64]
    n_distinct = len(set(values))
    signs = read_signs(
        name,
        logical_type,
        values,
        n_values=len(values),
        n_distinct=n_distinct,
        frequent=frequent,
        minimum=min(values),
        maximum=max(values),
    )
    assert signs.pii_fraction is None or 0.2 <= signs.pii_fraction <= 1
    assert signs.pii_kind is None or signs.variants is None
