"""The key of a table, declared or inferred, and what of it no check is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Assertion, Sighting, Source
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen, Profile, ProfileVersion

Facts = Callable[..., list[dict[str, Any]]]


def table(key: str | None = None, *columns: str, is_read: bool = True) -> list[Row]:
    seen = Sighting(
        path="a.csv", crawler="tables", kind="table", source_path="a.csv", is_schema_read=is_read, primary_key=key
    )
    names = columns or ("id", "day", "amount")
    return [
        seen,
        *(ColumnSeen(path="a.csv", column=name, position=n, physical_type="t") for n, name in enumerate(names)),
    ]


def check(kind: Any, column: str = "id", strength: float = 1.0, type: str = "t") -> Assertion:
    return Assertion(
        reference="a.csv", reference_source="declared", suite="s", position=0, tool="soda", type=type, column=column,
        kind=kind, strength=strength, path="s.yml",
    )  # fmt: skip


def profiles(column: str = "id", *, before: dict[str, Any] | None = None, **changes: Any) -> list[Row]:
    values = {"n_rows": 50, "n_nulls": 0, "n_distinct": 50, "is_distinct_exact": True, "semantic": "identifier"}
    now: dict[str, Any] = values | changes
    earlier: dict[str, Any] = values | (before or {})
    return [
        Profile(path="a.csv", column=column, **now),
        ProfileVersion(path="a.csv", column=column, revision="f" * 40, **earlier),
    ]


def heads(facts: Facts, *rows: Row) -> list[tuple[Any, ...]]:
    found = facts("column_facts", *rows)
    return [(row["column"], row["key"], row["is_key_inferred"], row["key_gap"]) for row in found if row["is_key_head"]]


@pytest.mark.parametrize(
    ("checks", "gap"),
    [
        ([], "repeated values and missing values"),
        ([check("uniqueness")], "missing values"),
        ([check("nullness", "ID")], "repeated values"),
        ([check("uniqueness"), check("nullness")], None),
        ([check("uniqueness", strength=0.0), check("nullness")], "repeated values"),
        ([check("uniqueness", "day"), check("nullness", "day")], "repeated values and missing values"),
        ([check("uniqueness", type="primary_key")], None),
    ],
)
def test_what_no_check_is_about(facts: Facts, checks: list[Row], gap: str | None) -> None:
    assert heads(facts, *table("id"), *checks) == [("id", "id", False, gap)]


def test_a_key_of_two_columns_is_told_once(facts: Facts) -> None:
    checks = [check("uniqueness", "day"), check("uniqueness"), check("nullness", "day")]
    assert heads(facts, *table("day, id"), *checks) == [("day", "day, id", False, "missing values")]


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        (profiles(), "id"),
        (profiles("day"), None),
        (profiles(semantic="number"), None),
        (profiles(n_distinct=49), None),
        (profiles(n_nulls=1), None),
        (profiles(is_distinct_exact=False), None),
        (profiles(is_sampled=True), None),
        (profiles(n_rows=5, n_distinct=5), None),
        (profiles(before={"n_distinct": 49}), None),
        (profiles()[:1], None),
    ],
)
def test_an_inferred_key_names_each_row_in_both_versions(facts: Facts, rows: list[Row], key: str | None) -> None:
    expected = [("id", key, True, "repeated values and missing values")] if key else []
    assert heads(facts, *table(), *rows) == expected


def test_a_declared_key_wins(facts: Facts) -> None:
    assert [head[:3] for head in heads(facts, *table("day"), *profiles())] == [("day", "day", False)]


def test_checks_that_are_not_read_leave_it_open(facts: Facts) -> None:
    unread = Source(path="x.py", crawler="unread_tools", kind="suite", status="skipped", error="not read")
    found = facts("column_facts", *table("id"), unread)
    assert [row["is_key_known"] for row in found] == [None, True, True]
    both = [check("uniqueness"), check("nullness")]
    assert facts("column_facts", *table("id"), unread, *both)[0]["is_key_known"] is True


def test_a_table_that_was_not_read(facts: Facts) -> None:
    unread = table("id", is_read=False)[:1]
    assert [row["is_key_head"] for row in facts("column_facts", *unread)] == [None]
    assert [row["is_key_head"] for row in facts("column_facts", *table(is_read=False)[:1])] == [False]
