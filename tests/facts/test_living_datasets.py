"""Which datasets change, and which of them owe a word on how old they may be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from debt_pipelines.model.schema import Row
from tests.facts.history_making import dep, out, person, seen, stage, version

Facts = Callable[..., list[dict[str, Any]]]
END = date(2026, 6, 30)
ADA = person("Ada", END.isoformat())


def every(n_days: int, count: int, path: str = "a.csv", *, end: date = END) -> list[Row]:
    return [version(path, (end - timedelta(days=n_days * n)).isoformat()) for n in reversed(range(count))]


def fact(facts: Facts, name: str, *rows: Row) -> dict[str, Any]:
    return {row["data_path"]: row[name] for row in facts("dataset_facts", ADA, *rows)}


@pytest.mark.parametrize(
    ("rows", "is_living"),
    [
        ([seen("a.csv"), *every(7, 2)], True),
        ([seen("a.csv"), *every(7, 1)], False),
        ([seen("a.csv")], False),
        ([seen("a.csv"), *every(7, 9, end=END - timedelta(days=400))], False),
        ([seen("a.csv", storage="warehouse")], True),
    ],
)
def test_what_changes(facts: Facts, rows: list[Row], is_living: bool) -> None:
    assert fact(facts, "is_living", *rows)["a.csv"] is is_living


@pytest.mark.parametrize(
    ("rows", "owes"),
    [
        ([seen("a.csv", source_path="a.csv.dvc"), *every(7, 10)], True),
        ([seen("a.csv", source_path="a.csv.dvc"), *every(200, 10)], False),
        ([seen("a.bin", kind="other", source_path="a.bin.dvc"), *every(7, 10, "a.bin")], False),
        ([seen("a.csv", source_path="a.csv.dvc"), *every(7, 2)], False),
    ],
)
def test_what_owes_a_word_on_its_age(facts: Facts, rows: list[Row], owes: bool) -> None:
    assert list(fact(facts, "owes_freshness", *rows).values()) == [owes]


def test_what_is_made_from_such_a_table_owes_none(facts: Facts) -> None:
    raw = [seen("a.csv", source_path="a.csv.dvc"), *every(7, 10)]
    made = [seen("b.csv"), stage("s"), dep("s", "a.csv"), out("s", "b.csv"), *every(7, 10, "b.csv")]
    assert fact(facts, "owes_freshness", *raw, *made) == {"a.csv": True, "b.csv": False}


def test_what_a_check_writes_needs_no_check(facts: Facts) -> None:
    rows = [stage("validate"), out("validate", "a.csv"), seen("a.csv"), stage("clean"), out("clean", "b.csv")]
    assert fact(facts, "is_validated", *rows, seen("b.csv")) == {"a.csv": True, "b.csv": False}
