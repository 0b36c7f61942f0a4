"""The lattice of logical types."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from debt_pipelines.catalog.tabular.lattice import LogicalType, is_widening, join

TYPES = (None, *get_args(LogicalType))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("integer", "number", True),
        ("integer", "decimal", True),
        ("date", "timestamp", True),
        (None, "string", True),
        ("number", "integer", False),
        ("decimal", "number", False),
        ("boolean", "integer", False),
        ("integer", "string", False),
        ("integer", "integer", False),
        ("string", None, False),
    ],
)
def test_widening(before: LogicalType | None, after: LogicalType | None, *, expected: bool) -> None:
    assert is_widening(before, after) is expected


def test_join_is_commutative_and_idempotent() -> None:
    for one, other in product(TYPES, TYPES):
        assert join(one, other) == join(other, one)
        assert join(one, join(one, other)) == join(one, other)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("integer", "number", "number"),
        ("decimal", "number", "number"),
        ("date", "timestamp", "timestamp"),
        ("integer", "date", "string"),
        (None, "list", "list"),
    ],
)
def test_join(one: LogicalType | None, other: LogicalType | None, expected: LogicalType) -> None:
    assert join(one, other) == expected
