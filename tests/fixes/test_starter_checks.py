"""Which expectations a table starts with, and how far their bounds reach."""

from __future__ import annotations

import json
from typing import Any

import pytest

from debt_pipelines.fixes.starter_checks import Check, TableSeen, key_checks, starter_checks, value_checks


def profile(**changes: Any) -> dict[str, Any]:
    return {
        "n_rows": 100, "n_nulls": 0, "n_distinct": 40, "is_distinct_exact": True, "minimum": None, "maximum": None,
        "frequent": None, "is_domain_complete": False, "semantic": None, "pii_kind": None, **changes,
    }  # fmt: skip


def numbers(low: str, high: str, **changes: Any) -> dict[str, Any]:
    return profile(minimum=low, maximum=high, **changes)


def words(counts: dict[str, int], **changes: Any) -> dict[str, Any]:
    return profile(frequent=json.dumps(counts), is_domain_complete=True, n_distinct=len(counts), **changes)


def seen(profiles: dict[str, dict[str, Any]], types: dict[str, str], **changes: Any) -> TableSeen:
    return TableSeen(columns=list(types), types=dict(types), profiles=profiles, **changes)


def values_of(table: TableSeen, column: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        (check.type, {k: v for k, v in check.kwargs.items() if k != "column"}) for check in value_checks(table, column)
    ]


@pytest.mark.parametrize(
    ("low", "high", "bounds"),
    [
        ("0", "12", (0, 18)),
        ("0.2", "0.9", (0, 1)),
        ("3", "2871.5", (0, 4400)),
        ("-10", "10", (-20, 20)),
        ("-5", "-1", (-7, 0)),
    ],
)
def test_bounds_leave_room(low: str, high: str, bounds: tuple[float, float]) -> None:
    table = seen({"x": numbers(low, high)}, {"x": "number"})
    ((name, kwargs),) = values_of(table, "x")
    assert (name, kwargs["min_value"], kwargs["max_value"]) == ("expect_column_values_to_be_between", *bounds)
    assert kwargs["min_value"] <= float(low) <= float(high) <= kwargs["max_value"]


def test_a_set_of_words() -> None:
    table = seen({"kind": words({"b": 60, "a": 40})}, {"kind": "string"})
    assert values_of(table, "kind") == [("expect_column_values_to_be_in_set", {"value_set": ["a", "b"]})]


@pytest.mark.parametrize(
    "measured",
    [
        words({"Ada Lovelace": 60, "Alan Turing": 40}, pii_kind="person"),
        words({"a": 4, "b": 4}),
        words({f"k{n}": 5 for n in range(21)}),
        profile(frequent='{"a": 60}'),
    ],
)
def test_values_that_are_not_listed(measured: dict[str, Any]) -> None:
    table = seen({"x": measured}, {"x": "string"})
    assert values_of(table, "x") == [("expect_column_values_to_not_be_null", {})]


def test_a_column_with_gaps_and_nothing_else_has_no_check() -> None:
    assert values_of(seen({"x": profile(n_nulls=3)}, {"x": "string"}), "x") == []


def test_the_declared_key_wins() -> None:
    identifier = profile(semantic="identifier", n_distinct=100)
    types = {"id": "integer", "day": "date", "shop": "string"}
    declared = list(key_checks(seen({"id": identifier}, types, key=("day", "shop"))))
    assert [check.type for check in declared] == [
        "expect_column_values_to_not_be_null",
        "expect_column_values_to_not_be_null",
        "expect_compound_columns_to_be_unique",
    ]
    inferred = list(key_checks(seen({"id": identifier}, types)))
    assert [check.kwargs["column"] for check in inferred] == ["id", "id"]
    assert list(key_checks(seen({"id": identifier | {"n_distinct": 99}}, types))) == []


def test_few_and_strong() -> None:
    profiles = {f"n{n}": numbers("1", "5") for n in range(50)} | {f"w{n}": words({"a": 50, "b": 50}) for n in range(50)}
    types = {name: "integer" if name.startswith("n") else "string" for name in profiles}
    checks = starter_checks(seen(profiles, types, critical=frozenset({"n7"})))
    kinds = [check.type for check in checks]
    assert len(checks) <= 12
    assert kinds[0] == "expect_table_column_count_to_equal"
    assert "expect_table_row_count_to_be_between" in kinds
    assert (
        Check("expect_column_values_to_be_between", {"column": "n7", "min_value": 0, "max_value": 8}, "from 1 to 5")
        in checks
    )
    assert len({json.dumps([check.type, check.kwargs]) for check in checks}) == len(checks)
