"""Order: the same columns elsewhere, and which of them moved."""

from __future__ import annotations

import pytest

from debt_pipelines.catalog.drift.column import ColumnVersion
from debt_pipelines.catalog.drift.compare import Format, compare


def order(before: str, after: str, *, is_ordered: bool = True) -> tuple[str | None, str | None] | None:
    sides = [[ColumnVersion(name, "integer") for name in names.split()] for names in (before, after)]
    outcomes = compare(sides[0], sides[1], Format(is_ordered=is_ordered))
    found = [change for outcome in outcomes for change in outcome.changes if change.kind == "reordered_columns"]
    return (found[0].before, found[0].after) if found else None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a b c", "a c b", ("b at 2", "b at 3")),
        ("a b c d e", "e a b c d", ("e at 5", "e at 1")),
        ("a b c d e f g", "g f e d c b a", ("f at 6, e at 5, d at 4, c at 3, b at 2 (+1)", None)),
    ],
)
def test_moved_columns_are_named(before: str, after: str, expected: tuple[str, str | None]) -> None:
    found = order(before, after)
    assert found is not None
    assert found[0] == expected[0]
    assert expected[1] is None or found[1] == expected[1]


@pytest.mark.parametrize(("before", "after"), [("a b c", "a b c"), ("a b c", "c b"), ("a b", "b c a"), ("a b", "A b")])
def test_no_pure_change_of_order(before: str, after: str) -> None:
    assert order(before, after) is None


def test_a_renamed_column_keeps_its_place() -> None:
    assert order("id unit_price note", "id unitPrice note") is None
    assert order("id unit_price note", "note id unitPrice") == ("note at 3", "note at 1")


def test_keys_of_objects_have_no_order() -> None:
    assert order("a b c", "c b a", is_ordered=False) is None
