"""The logical types, and how they stand to each other.

The twelve base types may have parameters: `decimal(10,2)` is total digits and those behind the point, `timestamp[UTC]`
a timestamp with a zone. What lies within a list or a structure is a column of its own, named by its path (`a.b`,
`tags[]`). The types are ordered by what a reader can take without loss: a reader of numbers can read integers. Anything
can be written as text, yet a column that turns into text is a change and no widening: computing breaks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from debt_pipelines.catalog.tabular.capacity import holds
from debt_pipelines.catalog.tabular.type_names import (
    TypeName,
    meaning_in_sql,
    meaning_in_words,
    parse_type_name,
    zone_name,
)

if TYPE_CHECKING:
    import pyarrow as pa

BaseType = Literal[
    "boolean",
    "integer",
    "number",
    "decimal",
    "date",
    "timestamp",
    "time",
    "duration",
    "string",
    "binary",
    "list",
    "struct",
]
LogicalType = str
"""A base type, with parameters if it has any."""
Relation = Literal["same", "widening", "narrowing", "incompatible"]

_NUMERIC = frozenset({"integer", "number", "decimal"})


def base_of(logical_type: LogicalType) -> str:
    """The type without its parameters."""
    return logical_type.partition("(")[0].partition("[")[0]


def join(one: LogicalType | None, other: LogicalType | None) -> LogicalType | None:
    """The narrowest type that holds the values of both; None is the type of no value at all."""
    if one == other or other is None:
        return one
    if one is None:
        return other
    bases = {base_of(one), base_of(other)}
    if bases <= _NUMERIC:
        return _join_numbers(one, other, bases)
    if bases == {"date", "timestamp"}:
        return one if base_of(one) == "timestamp" else other
    return "timestamp[UTC]" if bases == {"timestamp"} and "timestamp" not in (one, other) else "string"


def relation(before: LogicalType | None, after: LogicalType | None) -> Relation:
    """What a change of type means to readers: widening when the new type holds all values of the old one.

    It is incompatible when it becomes text, when decimals become floating, and when timestamps gain, lose or change
    their zone, although a common type holds both.
    """
    if before == after:
        return "same"
    if before is None or after is None:
        return "widening" if before is None else "narrowing"
    bases = {base_of(before), base_of(after)}
    if "string" in bases or bases in ({"decimal", "number"}, {"timestamp"}):
        return "incompatible"
    both = join(before, after)
    return "widening" if both == after else "narrowing" if both == before else "incompatible"


def is_widening(before: LogicalType | None, after: LogicalType | None) -> bool:
    """Whether a type becomes another one that holds all its values; None is the type of no value at all."""
    return relation(before, after) == "widening"


def physical_relation(before: str, after: str) -> Relation:
    """What a change of type means as typed formats and databases store it, from the names they use.

    Narrowing is whatever cannot hold all values any more: fewer bits, digits or characters. Units of time, dictionaries
    and the size of offsets are no change.
    """
    if before.casefold() == after.casefold():
        return "same"
    one, other = parse_type_name(before), parse_type_name(after)
    types = of_sql(before), of_sql(after)
    if any(found is None and name.name != "null" for found, name in zip(types, (one, other), strict=True)):
        return "incompatible"
    bases = [found and (found if base_of(found) == "timestamp" else base_of(found)) for found in types]
    between = relation(*bases)
    if between in ("incompatible", "narrowing") or None in bases:
        return between
    if not holds(other, one):
        return "narrowing"
    return "same" if holds(one, other) and between == "same" else "widening"


def of_arrow(arrow_type: pa.DataType) -> LogicalType | None:
    """The logical type of an Arrow type; None for the type of a column without any value."""
    from pyarrow import types

    if types.is_dictionary(arrow_type) or types.is_run_end_encoded(arrow_type):
        return of_arrow(arrow_type.value_type)
    if hasattr(arrow_type, "storage_type"):
        return of_arrow(arrow_type.storage_type)
    if types.is_null(arrow_type):
        return None
    if types.is_decimal(arrow_type):
        return f"decimal({arrow_type.precision},{arrow_type.scale})"
    if types.is_timestamp(arrow_type):
        return f"timestamp[{zone_name(arrow_type.tz)}]" if arrow_type.tz else "timestamp"
    return _of_plain_arrow(arrow_type)


def of_sql(written: str) -> LogicalType | None:
    """The logical type of a column type of a database; None when it is not known or holds something else.

    Knows PostgreSQL, MySQL, DuckDB and what other databases call theirs; else SQLite's rules of affinity decide.
    """
    type_name = parse_type_name(written)
    return _with_parameters(meaning_in_sql(type_name), type_name)


def of_words(written: str) -> LogicalType | None:
    """The logical type a suite, a contract, a dictionary or pandas means; None where the word leaves it open.

    `object` and `categorical` may hold anything, and so say nothing.
    """
    type_name = parse_type_name(written)
    return _with_parameters(meaning_in_words(type_name), type_name)


def _of_plain_arrow(arrow_type: pa.DataType) -> BaseType:
    from pyarrow import types

    tests: dict[BaseType, tuple[str, ...]] = {
        "boolean": ("boolean",),
        "integer": ("integer",),
        "number": ("floating",),
        "date": ("date",),
        "time": ("time",),
        "duration": ("duration", "interval"),
        "string": ("string", "large_string", "string_view"),
        "list": ("list", "large_list", "fixed_size_list", "list_view", "large_list_view"),
        "struct": ("struct", "map", "union"),
    }
    found = (base for base, names in tests.items() if any(getattr(types, f"is_{name}")(arrow_type) for name in names))
    return next(found, "binary")


def _join_numbers(one: LogicalType, other: LogicalType, bases: set[str]) -> LogicalType:
    if "number" in bases:
        return "number"
    if "integer" in bases:
        return one if base_of(one) == "decimal" else other
    if "decimal" in (one, other):
        return "decimal"
    (digits, scale), (other_digits, other_scale) = _digits(one), _digits(other)
    most_scale = max(scale, other_scale)
    return f"decimal({max(digits, other_digits) + most_scale},{most_scale})"


def _digits(decimal: LogicalType) -> tuple[int, int]:
    """The digits before and behind the point that a decimal type with parameters holds."""
    precision, _, scale = decimal[len("decimal(") : -1].partition(",")
    return int(precision) - int(scale), int(scale)


def _with_parameters(meaning: str | None, type_name: TypeName) -> LogicalType | None:
    if meaning == "decimal" and type_name.numbers:
        precision, scale = (*type_name.numbers, 0)[:2]
        return f"decimal({precision},{scale})"
    return f"timestamp[{type_name.zone}]" if meaning == "timestamp" and type_name.zone else meaning
