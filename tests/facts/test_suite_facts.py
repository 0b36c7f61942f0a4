"""Suite facts: bound to data, run, or a copy of another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Assertion, CodeFiles, Sighting, Source
from debt_pipelines.model.schema import Row

Facts = Callable[..., list[dict[str, Any]]]
CODE = CodeFiles(language="python", path="src/a.py", n_files=3, n_blank=0, n_named_tests=0)
TABLE = Sighting(path="data/orders.csv", crawler="tables", kind="table", source_path="data/orders.csv")


def check(position: int = 0, **changes: Any) -> Assertion:
    values: dict[str, Any] = {
        "reference": "nothing",
        "reference_source": "name",
        "suite": "orders",
        "tool": "great_expectations",
        "type": "expect_column_values_to_not_be_null",
        "column": f"c{position}",
        "kind": "nullness",
        "strength": 1.0,
        "path": "gx/orders.json",
        "line": 4 + position,
    }
    return Assertion(position=position, **values | changes)


def suite(n: int, *, name: str = "orders", **changes: Any) -> list[Row]:
    return [check(position, suite=name, path=f"gx/{name}.json", **changes) for position in range(n)]


def test_a_suite_with_its_checks(facts: Facts) -> None:
    rows = [*suite(2, reference="data/orders.csv", reference_source="declared"), check(1, column="other")]
    (row,) = facts("suite_facts", TABLE, *rows)
    assert (row["suite"], row["name"], row["tool"]) == ("gx/orders.json:orders", "orders", "great_expectations")
    assert (row["path"], row["line"], row["n_checks"]) == ("gx/orders.json", 4, 2)
    assert (row["datasets"], row["is_bound"], row["binding_confidence"]) == ("file:data/orders.csv", True, 1)


@pytest.mark.parametrize(
    ("changes", "others", "is_bound"),
    [
        ({}, [CODE], False),
        ({"reference": None}, [CODE], False),
        ({"reference": "orders"}, [CODE, TABLE], True),
        ({"reference": "shop.orders", "reference_source": "declared"}, [CODE], True),
        ({}, [], None),
        ({}, [CodeFiles(language="python", path="a.py", n_files=0, n_blank=9, n_named_tests=0)], None),
        (
            {},
            [CodeFiles(language="python", path="a.py", n_files=1, n_blank=0, n_named_tests=0, check_tools="soda")],
            None,
        ),
        ({}, [CODE, Source(path="a.yml", crawler="great_expectations", kind="suite", status="error")], None),
    ],
)
def test_what_binds_a_suite(facts: Facts, changes: dict[str, Any], others: list[Row], is_bound: bool | None) -> None:
    (row,) = facts("suite_facts", check(**changes), *others)
    assert row["is_bound"] is is_bound
    assert row["is_bindable"] is True


@pytest.mark.parametrize("tool", ["pydantic", "soda"])
def test_what_names_its_data_need_not_be_bound(facts: Facts, tool: str) -> None:
    (row,) = facts("suite_facts", check(tool=tool), CODE)
    assert row["is_bindable"] is False


def test_copies_are_one_group_whatever_the_order(facts: Facts) -> None:
    turned = [check(2 - n, column=f"c{n}", suite="b", path="gx/b.json") for n in range(3)]
    rows = facts("suite_facts", *suite(3, name="a"), *turned, *suite(3, name="c"), *suite(4, name="d"))
    assert [(row["name"], row["is_first_copy"], row["n_copies"]) for row in rows] == [
        ("a", True, 3),
        ("b", False, 3),
        ("c", False, 3),
        ("d", True, 1),
    ]
    assert [row["is_comparable"] for row in rows] == [True, False, False, True]
    assert [row["copies"] for row in rows] == ["b, c", "b, c", "b, c", None]


@pytest.mark.parametrize(
    ("one", "other", "n_copies", "is_known"),
    [
        ({"kind": "range", "limits": '{"max": 1}'}, {"kind": "range", "limits": '{"max": 1}'}, 2, True),
        ({"kind": "range", "limits": '{"max": 1}'}, {"kind": "range", "limits": '{"max": 2}'}, 1, True),
        ({"kind": "range"}, {"kind": "range"}, 1, None),
        ({}, {"type": "expect_x"}, 1, True),
        ({}, {"tool": "soda"}, 1, True),
    ],
)
def test_what_makes_a_copy(
    facts: Facts, one: dict[str, Any], other: dict[str, Any], n_copies: int, is_known: bool | None
) -> None:
    rows = facts("suite_facts", *suite(3, name="a", **one), *suite(3, name="b", **other))
    assert [row["n_copies"] for row in rows] == [n_copies] * 2
    assert [row["is_content_known"] for row in rows] == [is_known] * 2


@pytest.mark.parametrize(("n", "changes"), [(2, {}), (3, {"tool": "pydantic"})])
def test_few_checks_and_schemas_in_code_may_be_alike(facts: Facts, n: int, changes: dict[str, Any]) -> None:
    rows = facts("suite_facts", *suite(n, name="a", **changes), *suite(n, name="b", **changes))
    assert [(row["n_copies"], row["is_comparable"]) for row in rows] == [(1, False)] * 2


def test_a_suite_without_results_among_others_with(facts: Facts) -> None:
    run = {"is_run": True, "last_run_at": "2026-01-05T09:00:00+00:00"}
    old = {"is_run": True, "last_run_at": "2025-09-01T09:00:00+00:00"}
    late = {"is_run": True, "last_run_at": "2025-12-01"}
    never = {"is_run": False}
    groups: dict[str, dict[str, Any]] = {"a": run, "b": never, "c": old, "d": {}, "e": late}
    rows = facts("suite_facts", *(row for name, values in groups.items() for row in suite(1, name=name, **values)))
    assert {row["name"]: (row["run_problem"], row["is_run"], row["is_run_known"]) for row in rows} == {
        "a": (None, True, True),
        "b": ("has never been run, while results of others are kept", False, True),
        "c": ("was last run on 2025-09-01, and others until 2026-01-05", True, True),
        "d": (None, None, None),
        "e": (None, True, True),
    }
