"""Assertion facts about the past: what a check allowed before, and how its last runs ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Assertion, AssertionVersion

Facts = Callable[..., list[dict[str, Any]]]


def _check(limits: str | None = '{"max": 20}', **changes: Any) -> Assertion:
    values: dict[str, Any] = {
        "reference": "data/a.csv",
        "reference_source": "declared",
        "suite": "orders",
        "position": 0,
        "tool": "great_expectations",
        "type": "expect_x",
        "column": "id",
        "kind": "range",
        "strength": 0.5,
        "path": "suite.json",
    }
    return Assertion(limits=limits, **values | changes)


def _version(limits: str = '{"max": 10}', **changes: Any) -> AssertionVersion:
    values: dict[str, Any] = {
        "path": "suite.json",
        "suite": "orders",
        "type": "expect_x",
        "column": "id",
        "revision": "f" * 40,
        "committed_at": "2026-01-05T09:00:00+00:00",
    }
    return AssertionVersion(limits=limits, **values | changes)


def test_a_loosened_check(facts: Facts) -> None:
    (row,) = facts("assertion_facts", _check(), _version())
    assert (row["is_changed"], row["is_change_known"]) == (True, True)
    assert (row["loosened"], row["loosened_at"]) == ("`max` 10 → 20", "2026-01-05T09:00:00+00:00")


def test_a_tightened_check(facts: Facts) -> None:
    (row,) = facts("assertion_facts", _check('{"max": 5}'), _version())
    assert (row["is_changed"], row["is_change_known"]) == (True, True)
    assert (row["loosened"], row["loosened_at"]) == (None, None)


def test_limits_that_are_not_known(facts: Facts) -> None:
    (row,) = facts("assertion_facts", _check(None), _version())
    assert (row["is_changed"], row["is_change_known"], row["loosened"]) == (True, None, None)


@pytest.mark.parametrize("change", [{"column": None}, {"suite": "other"}, {"type": "expect_y"}, {"path": "b.json"}])
def test_another_check_says_nothing(facts: Facts, change: dict[str, Any]) -> None:
    (row,) = facts("assertion_facts", _check(), _version(**change))
    assert (row["is_changed"], row["is_change_known"], row["loosened"]) == (False, True, None)


def test_a_check_that_its_suite_has_twice_cannot_be_told_from_the_other(facts: Facts) -> None:
    rows = facts("assertion_facts", _check(), _check(position=1), _version())
    assert [row["is_changed"] for row in rows] == [False, False]


def test_a_check_of_two_datasets_is_one_check(facts: Facts) -> None:
    rows = facts("assertion_facts", _check(), _check(reference="data/b.csv"), _version())
    assert [row["loosened"] for row in rows] == ["`max` 10 → 20"] * 2


@pytest.mark.parametrize(
    ("result", "n", "is_known", "is_failing"),
    [
        ("failed", 3, True, True),
        ("error", 4, True, True),
        ("failed", 2, True, False),
        ("failed", None, None, False),
        ("passed", 0, True, False),
        ("passed", None, True, False),
        (None, None, None, False),
    ],
)
def test_how_its_last_runs_ended(
    facts: Facts, result: Any, n: int | None, is_known: bool | None, is_failing: bool
) -> None:
    (row,) = facts("assertion_facts", _check(last_result=result, n_failures_in_row=n))
    assert (row["is_result_known"], row["is_failing"], row["n_failures_in_row"]) == (is_known, is_failing, n)
