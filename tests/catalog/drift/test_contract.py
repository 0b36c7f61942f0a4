"""Contracts: values that a declared type cannot hold, and those it can."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pytest

from debt_pipelines.catalog.drift.column import ColumnVersion
from debt_pipelines.catalog.drift.contract import is_contradicted
from tests.catalog.drift.making import version

NOON = datetime.fromisoformat("2026-01-05T12:00:00")
MIDNIGHT = datetime.fromisoformat("2026-01-05T00:00:00")


@pytest.mark.parametrize(
    ("declared", "values"),
    [
        ("integer", [1.5, 2.0]),
        ("integer", ["1", "two"]),
        ("number", ["unknown", "n"]),
        ("date", [MIDNIGHT, NOON]),
        ("date", ["yesterday", "today"]),
        ("boolean", [1, 2, 3]),
        ("integer", [date(2026, 1, 5)]),
        ("number", [True, False]),
    ],
)
def test_contradicted(declared: str, values: Sequence[object]) -> None:
    assert is_contradicted(declared, version(values), is_typed=False)
    assert is_contradicted(declared, version(values), is_typed=True)


@pytest.mark.parametrize(
    ("declared", "values"),
    [
        ("integer", [1.0, 2.0, None]),
        ("number", [1, 2]),
        ("decimal(10,2)", [1.5]),
        ("date", [MIDNIGHT]),
        ("timestamp[UTC]", [NOON]),
        ("timestamp", [date(2026, 1, 5)]),
        ("boolean", [0, 1]),
        ("boolean", ["yes", "no"]),
        ("date", [20260105]),
        ("string", ["a"]),
        ("integer", [None, None]),
    ],
)
def test_not_contradicted(declared: str, values: Sequence[object]) -> None:
    assert not is_contradicted(declared, version(values), is_typed=False)
    assert not is_contradicted(declared, version(values), is_typed=True)


@pytest.mark.parametrize("declared", ["string", "time", "list"])
def test_text_formats_know_only_so_much(declared: str) -> None:
    assert not is_contradicted(declared, version([1, 2]), is_typed=False)
    assert is_contradicted(declared, version([1, 2]), is_typed=True)


@pytest.mark.parametrize(
    ("declared", "hidden"), [("number", "number"), ("integer", "number"), ("date", "date"), ("boolean", "boolean")]
)
def test_text_that_holds_the_declared_type(declared: str, hidden: str) -> None:
    column = ColumnVersion("x", "string", hidden_type=hidden)
    assert not is_contradicted(declared, column, is_typed=False)
    assert is_contradicted("timestamp" if hidden != "date" else "number", column, is_typed=False)
