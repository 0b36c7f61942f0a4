"""Domains: categories that are new or gone, and names that only come and go."""

from __future__ import annotations

import pytest

from debt_pipelines.catalog.drift.domain import domain_change, is_category, is_domain_comparable
from tests.catalog.drift.making import version


def counted(**counts: int) -> list[str]:
    return [value.replace("_", " ") for value, count in counts.items() for _ in range(count)]


def said(before: list[str], after: list[str]) -> str | None:
    found = domain_change(version(before), version(after))
    return found.after if found else None


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (counted(new=500, paid=460, unexpected=40), "new: unexpected (4.0 %)"),
        (counted(new=1000), "gone: paid (50 %)"),
        (counted(new=500, paid=400, PAID=100), "new: PAID (10 %)"),
        (counted(new=500, paid_=500), "new: 'paid ' (50 %); gone: paid (50 %)"),
        (counted(new=500, paid=480, rare=20), "new: rare (2.0 %)"),
        (counted(A=500, B=500), "new: A (50 %), B (50 %); gone: new (50 %), paid (50 %)"),
        ([*counted(new=500, paid=500), *map(str, range(300))], "302 values"),
    ],
)
def test_other_values(after: list[str], expected: str) -> None:
    assert said(counted(new=500, paid=500), after) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (counted(new=500, paid=500), counted(paid=500, new=500)),
        (counted(new=500, paid=500), counted(new=500, paid=490, rare=10)),
        (counted(new=50, paid=10), counted(new=60)),
        (counted(Ada=100, Bob=100, Cy=100), counted(Dan=120, Eve=80, Fay=100)),
        (counted(week_1=100, week_2=100), counted(week_1=100, week_2=100, week_3=100)),
        (counted(new=500, paid=500), []),
    ],
)
def test_chance_names_and_numbers_are_no_news(before: list[str], after: list[str]) -> None:
    assert said(before, after) is None


def test_a_category_is_words_that_come_back() -> None:
    assert is_category(version(counted(a=20, b=20)))
    assert not is_category(version(counted(a=20, b=19)))
    assert not is_category(version([1, 2] * 100))
    assert not is_category(version(["2024-01-01", "2024-01-02"] * 100)._replace(hidden_type="date"))
    assert not is_category(version([f"v{n}" for n in range(100)] * 30))
    assert not is_category(version(["Apr 2020-Mar 2021", "Jul 2020-Jun 2021"] * 100))


def test_what_may_be_personal_is_not_shown() -> None:
    before = version(counted(Ada=500, Bob=500))
    after = version(counted(Ada=500, Bob=400, Eve=100))._replace(pii_kind="name")
    found = domain_change(before, after)
    assert found is not None
    assert found.after == "new: 1 of the values"


def test_values_that_are_not_all_known() -> None:
    before = version(counted(a=500, b=500))
    unknown = version(counted(a=500, b=500))._replace(is_domain_complete=False, n_distinct=None)
    assert not is_domain_comparable(before, unknown)
    assert is_domain_comparable(before, unknown._replace(n_distinct=300))
