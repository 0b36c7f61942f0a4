"""The lattice of logical types: how they stand to each other, and what the types of other languages mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.catalog.tabular.lattice import (
    BaseType,
    LogicalType,
    base_of,
    is_widening,
    join,
    of_arrow,
    of_sql,
    of_words,
    physical_relation,
    relation,
)

if TYPE_CHECKING:
    import pyarrow as pa

DECIMALS = st.builds("decimal({},{})".format, st.integers(1, 40), st.integers(-3, 20))
ZONES = st.sampled_from(["timestamp[UTC]", "timestamp[Europe/Rome]", "timestamp[Asia/Tokyo]"])
TYPES = st.none() | st.sampled_from(get_args(BaseType)) | DECIMALS | ZONES


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("integer", "number", True),
        ("integer", "decimal", True),
        ("integer", "decimal(10,2)", True),
        ("decimal(10,2)", "decimal(12,2)", True),
        ("decimal(10,2)", "decimal", True),
        ("date", "timestamp", True),
        ("date", "timestamp[UTC]", True),
        (None, "string", True),
        ("number", "integer", False),
        ("decimal", "number", False),
        ("decimal(10,2)", "decimal(10,4)", False),
        ("timestamp", "timestamp[UTC]", False),
        ("boolean", "integer", False),
        ("integer", "string", False),
        ("integer", "integer", False),
        ("string", None, False),
    ],
)
def test_widening(before: LogicalType | None, after: LogicalType | None, *, expected: bool) -> None:
    assert is_widening(before, after) is expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("number", "integer", "narrowing"),
        ("timestamp[UTC]", "date", "narrowing"),
        ("string", None, "narrowing"),
        ("decimal(12,2)", "decimal(10,2)", "narrowing"),
        ("decimal(10,2)", "decimal(10,4)", "incompatible"),
        ("decimal(10,2)", "number", "incompatible"),
        ("timestamp", "timestamp[UTC]", "incompatible"),
        ("timestamp[Europe/Rome]", "timestamp[UTC]", "incompatible"),
        ("integer", "string", "incompatible"),
        ("string", "integer", "incompatible"),
        ("list", "struct", "incompatible"),
        ("timestamp[UTC]", "timestamp[UTC]", "same"),
    ],
)
def test_relation(before: LogicalType | None, after: LogicalType | None, expected: str) -> None:
    assert relation(before, after) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("integer", "number", "number"),
        ("decimal", "number", "number"),
        ("date", "timestamp", "timestamp"),
        ("integer", "date", "string"),
        (None, "list", "list"),
        ("decimal(10,2)", "decimal(5,4)", "decimal(12,4)"),
        ("decimal(10,2)", "integer", "decimal(10,2)"),
        ("date", "timestamp[Asia/Tokyo]", "timestamp[Asia/Tokyo]"),
        ("timestamp[Europe/Rome]", "timestamp[Asia/Tokyo]", "timestamp[UTC]"),
        ("timestamp", "timestamp[UTC]", "string"),
    ],
)
def test_join(one: LogicalType | None, other: LogicalType | None, expected: LogicalType) -> None:
    assert join(one, other) == expected


@given(TYPES, TYPES, TYPES)
def test_join_is_a_join(one: LogicalType | None, other: LogicalType | None, third: LogicalType | None) -> None:
    assert join(one, one) == one
    assert join(one, other) == join(other, one)
    assert join(one, join(other, third)) == join(join(one, other), third)


@given(TYPES, TYPES)
def test_relations_follow_the_join(before: LogicalType | None, after: LogicalType | None) -> None:
    both, found = join(before, after), relation(before, after)
    assert (found == "same") == (before == after)
    assert found != "widening" or both == after
    assert found != "narrowing" or both == before
    assert relation(after, before) == {"widening": "narrowing", "narrowing": "widening"}.get(found, found)


@given(TYPES.filter(lambda found: found is not None and base_of(found) not in ("list", "struct")))
def test_our_own_words_are_understood(logical_type: LogicalType) -> None:
    assert of_words(logical_type) == logical_type


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("DECIMAL(10,2)", "decimal(10,2)"),
        ("numeric(8)", "decimal(8,0)"),
        ("NUMERIC", "decimal"),
        ("TIMESTAMP WITH TIME ZONE", "timestamp[UTC]"),
        ("timestamp(6) with time zone", "timestamp[UTC]"),
        ("timestamp(6) without time zone", "timestamp"),
        ("TIMESTAMP_NS", "timestamp"),
        ("time with time zone", "time"),
        ("UUID", "string"),
        ("JSON", "struct"),
        ("INTEGER[]", "list"),
        ("VARCHAR(20)[3]", "list"),
        ("STRUCT(a INTEGER, b VARCHAR[])", "struct"),
        ("STRUCT(a INTEGER)[]", "list"),
        ("ENUM('a', 'b, c')", "string"),
        ("enum('unsigned','x')", "string"),
        ("character varying(20)", "string"),
        ('"char"', "string"),
        ("double precision", "number"),
        ("int(11) unsigned", "integer"),
        ("tinyint(1)", "boolean"),
        ("tinyint(4)", "integer"),
        ("bit(8)", "binary"),
        ("interval day to second", None),
        ("INTERVAL", "duration"),
        ("NUMBER(10,2)", "decimal(10,2)"),
        ("nvarchar(max)", "string"),
        ("UNSIGNED BIG INT", "integer"),
        ("NATIVE CHARACTER(70)", "string"),
        ("FLOATING", "number"),
        ("POINT", None),
        ("int4range", None),
        ("NULL", None),
        ("", None),
    ],
)
def test_types_of_databases(written: str, expected: LogicalType | None) -> None:
    assert of_sql(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("object", None),
        ("category", None),
        ("categorical", None),
        ("geopoint", None),
        ("array", None),
        ("interval[int64, right]", None),
        ("period[M]", None),
        ("float64", "number"),
        ("Int64", "integer"),
        ("Sparse[int64]", "integer"),
        ("dtype('float32')", "number"),
        ("dtype('O')", None),
        ("int64[pyarrow]", "integer"),
        ("datetime64[ns]", "timestamp"),
        ("datetime64[ns, Europe/Rome]", "timestamp[Europe/Rome]"),
        ("timestamp[us, tz=+00:00]", "timestamp[UTC]"),
        ("numeric", "number"),
        ("numeric(10, 2)", "decimal(10,2)"),
        ("varchar(20)", "string"),
        ("INT", "integer"),
        ("str", "string"),
        ("StringType", "string"),
        ("DoubleType()", "number"),
        ("IntegerType", "integer"),
        ("np.float64", "number"),
        ("Optional[int]", "integer"),
        ("Nullable(DateTime)", "timestamp"),
        ("list[str]", "list"),
        ("array<string>", "list"),
        ("`integer`", "integer"),
        ("integer (years)", "integer"),
        ("int/float", None),
        ("dictionary<values=timestamp[us, tz=UTC], indices=int32, ordered=0>", "timestamp[UTC]"),
    ],
)
def test_words(written: str, expected: LogicalType | None) -> None:
    assert of_words(written) == expected


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_name_is_read(one: str, other: str) -> None:
    of_sql(one)
    of_words(one)
    assert physical_relation(one, other) in ("same", "widening", "narrowing", "incompatible")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("int32", "int64", "widening"),
        ("int64", "int32", "narrowing"),
        ("uint32", "int32", "narrowing"),
        ("uint32", "int64", "widening"),
        ("INT", "INT UNSIGNED", "narrowing"),
        ("double", "float", "narrowing"),
        ("float", "double", "widening"),
        ("int64", "double", "widening"),
        ("int64", "float", "narrowing"),
        ("int64", "decimal128(10, 2)", "narrowing"),
        ("int32", "decimal128(12, 2)", "widening"),
        ("double", "int64", "narrowing"),
        ("decimal128(10, 2)", "decimal128(12, 2)", "widening"),
        ("decimal128(12, 2)", "decimal128(12, 4)", "narrowing"),
        ("decimal128(12, 2)", "decimal256(12, 2)", "same"),
        ("decimal128(12, 2)", "double", "incompatible"),
        ("VARCHAR(20)", "varchar(10)", "narrowing"),
        ("varchar(10)", "text", "widening"),
        ("text", "varchar(10)", "narrowing"),
        ("timestamp[us]", "timestamp[ns]", "same"),
        ("timestamp[us]", "timestamp[us, tz=UTC]", "incompatible"),
        ("timestamp[us, tz=UTC]", "timestamp[ms, tz=Z]", "same"),
        ("date32[day]", "date64[ms]", "same"),
        ("date32[day]", "timestamp[ms]", "widening"),
        ("timestamp[ms]", "date32[day]", "narrowing"),
        ("string", "large_string", "same"),
        ("string_view", "dictionary<values=string, indices=int32, ordered=0>", "same"),
        ("list<item: int32>", "large_list<item: int32>", "same"),
        ("null", "int32", "widening"),
        ("int32", "null", "narrowing"),
        ("string", "int32", "incompatible"),
        ("geometry", "geography", "incompatible"),
        ("geometry", "GEOMETRY", "same"),
    ],
)
def test_physical_types(before: str, after: str, expected: str) -> None:
    assert physical_relation(before, after) == expected


def arrow_types() -> dict[str, pa.DataType]:
    import pyarrow as pa

    return {
        "integer": pa.uint8(),
        "number": pa.float16(),
        "decimal(8,2)": pa.decimal128(8, 2),
        "timestamp": pa.timestamp("ns"),
        "timestamp[UTC]": pa.timestamp("ns", tz="+00:00"),
        "timestamp[Europe/Rome]": pa.timestamp("s", tz="Europe/Rome"),
        "time": pa.time64("us"),
        "duration": pa.duration("s"),
        "string": pa.dictionary(pa.int8(), pa.string_view()),
        "binary": pa.binary(16),
        "list": pa.list_(pa.int8(), 3),
        "struct": pa.map_(pa.string(), pa.int8()),
    }


def test_types_of_arrow() -> None:
    import pyarrow as pa

    assert {of_arrow(arrow_type) for arrow_type in arrow_types().values()} == set(arrow_types())
    assert of_arrow(pa.null()) is None
    assert of_arrow(pa.uuid()) == "binary"


def test_the_names_of_arrow_types_mean_the_same() -> None:
    for expected, arrow_type in arrow_types().items():
        found = of_sql(str(arrow_type))
        assert found == expected, arrow_type
