"""Types: what a format stores, and what is only read off the values."""

from __future__ import annotations

import pytest

from debt_pipelines.catalog.drift.column import ColumnVersion
from debt_pipelines.catalog.drift.type_change import type_change

Types = tuple[str | None, str]


@pytest.mark.parametrize(
    ("before", "after", "is_typed", "expected"),
    [
        (("integer", "text"), ("string", "text"), False, ("integer", "string", False)),
        (("integer", "text"), ("number", "text"), False, ("integer", "number", True)),
        (("date", "text"), ("string", "text"), False, ("date", "string", False)),
        (("number", "double"), ("integer", "int64"), True, ("number", "integer", False)),
        (("integer", "int64"), ("integer", "int32"), True, ("int64", "int32", False)),
        (("integer", "int32"), ("integer", "int64"), True, ("int32", "int64", True)),
        (("number", "double"), ("number", "float"), True, ("double", "float", False)),
        (("timestamp", "timestamp[us]"), ("timestamp[UTC]", "timestamp[us, tz=UTC]"), True,
         ("timestamp", "timestamp[UTC]", False)),
        (("decimal(10,2)", "decimal128(10, 2)"), ("decimal(12,2)", "decimal128(12, 2)"), True,
         ("decimal(10,2)", "decimal(12,2)", True)),
    ],
)  # fmt: skip
def test_changed(before: Types, after: Types, expected: tuple[str, str, bool], *, is_typed: bool) -> None:
    found = type_change(ColumnVersion("x", *before), ColumnVersion("x", *after), is_typed=is_typed)
    assert found is not None
    assert (found.before, found.after, found.is_widening) == expected


@pytest.mark.parametrize(
    ("before", "after", "is_typed"),
    [
        (("number", "text"), ("integer", "text"), False),
        ((None, "null"), ("string", "string"), True),
        (("string", "string"), (None, "null"), True),
        (("string", "string"), ("string", "large_string"), True),
        (("timestamp", "timestamp[us]"), ("timestamp", "timestamp[ns]"), True),
        (("integer", "int64"), ("integer", "text"), False),
    ],
)
def test_not_changed(before: Types, after: Types, *, is_typed: bool) -> None:
    assert type_change(ColumnVersion("x", *before), ColumnVersion("x", *after), is_typed=is_typed) is None
