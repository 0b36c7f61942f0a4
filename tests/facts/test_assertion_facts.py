"""Assertion facts: which dataset and column each check is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Assertion, Sighting
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen

Facts = Callable[..., list[dict[str, Any]]]


def _check(column: str | None = "id", *, reference: str | None = "data/a.csv", position: int = 0) -> Assertion:
    return Assertion(
        reference=reference,
        reference_source="declared",
        suite="orders",
        position=position,
        tool="great_expectations",
        type="expect_x",
        column=column,
        kind="range",
        strength=0.0,
        vacuous_reason="it accepts everything",
        path="suite.json",
        line=9,
    )


def _table(*columns: str, is_read: bool = True) -> list[Row]:
    seen = Sighting(path="data/a.csv", crawler="tables", kind="table", source_path="data/a.csv", is_schema_read=is_read)
    return [
        seen,
        *(ColumnSeen(path="data/a.csv", column=name, position=n, physical_type="t") for n, name in enumerate(columns)),
    ]


def test_a_check_bound_to_a_column(facts: Facts) -> None:
    (row,) = facts("assertion_facts", _check("ID"), *_table("id"))
    assert (row["assertion"], row["suite"], row["type"]) == ("suite.json:orders/expect_x/ID", "orders", "expect_x")
    assert (row["dataset"], row["column"], row["path"], row["line"]) == ("file:data/a.csv", "ID", "suite.json", 9)
    assert (row["is_on_column"], row["is_column_present"], row["binding_confidence"]) == (True, True, 1)
    assert row["vacuous_reason"] == "it accepts everything"


@pytest.mark.parametrize(
    ("check", "table", "is_present"),
    [
        (_check("id"), _table("id"), True),
        (_check("gone"), _table("id"), False),
        (_check("gone"), _table(is_read=False), None),
        (_check(None), _table("id"), None),
        (_check("id", reference="nope.csv"), _table("id"), None),
        (_check("id", reference=None), _table("id"), None),
    ],
)
def test_whether_the_column_is_there(facts: Facts, check: Assertion, table: list[Row], is_present: bool | None) -> None:
    (row,) = facts("assertion_facts", check, *table)
    assert row["is_column_present"] is is_present
    assert row["is_on_column"] is (check.column is not None)


def test_a_check_that_is_bound_to_nothing(facts: Facts) -> None:
    (row,) = facts("assertion_facts", _check(reference="nope.csv"), *_table("id"))
    assert (row["dataset"], row["binding_confidence"]) == (None, None)


def test_checks_that_stand_twice_are_numbered(facts: Facts) -> None:
    checks = [_check(position=0), _check(position=1), _check("day", position=2), _check(position=3), _check(None)]
    assert [row["assertion"] for row in facts("assertion_facts", *checks)] == [
        "suite.json:orders/expect_x/id",
        "suite.json:orders/expect_x/id/2",
        "suite.json:orders/expect_x/day",
        "suite.json:orders/expect_x/id/3",
        "suite.json:orders/expect_x/*",
    ]


def test_a_check_of_two_columns_has_one_first_row(facts: Facts) -> None:
    checks = [_check("a", position=1), _check("b", position=1), _check("c", position=2)]
    assert [row["is_first_row"] for row in facts("assertion_facts", *checks)] == [True, False, True]
