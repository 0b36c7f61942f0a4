"""Nulls: a rise that matters and is no chance."""

from __future__ import annotations

import pytest

from debt_pipelines.catalog.drift.change import Change
from debt_pipelines.catalog.drift.nulls import null_change
from tests.catalog.drift.making import version


def with_nulls(n_nulls: int, n_rows: int) -> list[int | None]:
    return [None] * n_nulls + list(range(n_rows - n_nulls))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((0, 2000), (100, 2000), ("0 % empty", "5.0 % empty")),
        ((10, 2000), (304, 2000), ("0.5 % empty", "15 % empty")),
        ((0, 50), (50, 50), ("0 % empty", "100 % empty")),
        ((1, 10_000), (5000, 10_000), ("under 0.1 % empty", "50 % empty")),
    ],
)
def test_more_nulls(before: tuple[int, int], after: tuple[int, int], said: tuple[str, str]) -> None:
    found = null_change(version(with_nulls(*before)), version(with_nulls(*after)))
    assert found == Change("changed_nullability", "x", *said)


@pytest.mark.parametrize(
    ("before", "after"),
    [((0, 2000), (1, 2000)), ((0, 12), (2, 12)), ((40, 2000), (50, 2000)), ((300, 2000), (0, 2000)), ((0, 0), (5, 5))],
)
def test_no_more_than_chance_or_no_harm(before: tuple[int, int], after: tuple[int, int]) -> None:
    assert null_change(version(with_nulls(*before)), version(with_nulls(*after))) is None


def test_nulls_that_were_not_counted() -> None:
    assert null_change(version([1])._replace(n_nulls=None), version([None] * 50)) is None
