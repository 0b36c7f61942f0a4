"""The types that expectations demand."""

from __future__ import annotations

from typing import Any

import pytest

from debt_pipelines.crawlers.great_expectations_types import declared_type

OF_TYPE, IN_LIST = "expect_column_values_to_be_of_type", "ExpectColumnValuesToBeInTypeList"
IN_LIST_OLD = "expect_column_values_to_be_in_type_list"


@pytest.mark.parametrize(
    ("name", "kwargs", "expected"),
    [
        (OF_TYPE, {"type_": "INTEGER"}, "integer"),
        (OF_TYPE, {"type_": "object"}, None),
        (OF_TYPE, {"type_": "datetime64[ns, UTC]"}, "timestamp[UTC]"),
        (OF_TYPE, {"type_": "float64", "mostly": 0.9}, None),
        (OF_TYPE, {"type_": "float64", "mostly": 1.0}, "number"),
        (OF_TYPE, {"type_": {"$PARAMETER": "type"}}, None),
        (OF_TYPE, {}, None),
        (IN_LIST_OLD, {"type_list": ["INT", "int64", "LongType", "BYTEINT"]}, "integer"),
        (IN_LIST_OLD, {"type_list": ["FLOAT", "int64", "DECIMAL(10,2)"]}, "number"),
        (IN_LIST_OLD, {"type_list": ["VARCHAR", "str", "object", "dtype('O')"]}, "string"),
        (IN_LIST_OLD, {"type_list": ["str", "int"]}, None),
        (IN_LIST_OLD, {"type_list": ["str", "geometry"]}, None),
        (IN_LIST_OLD, {"type_list": None}, None),
        ("expect_column_values_to_not_be_null", {"type_": "INTEGER"}, None),
        (IN_LIST, {"type_list": ["INT"]}, None),
    ],
)
def test_declared_types(name: str, kwargs: dict[str, Any], expected: str | None) -> None:
    assert declared_type(name, kwargs) == expected
