"""The logical types, and how they stand to each other.

The types are ordered by what a reader can take without loss: a reader of numbers can read integers. Anything
can be written as text, yet a column that turns into text is a change and no widening: computing breaks.
"""

from __future__ import annotations

from typing import Literal

LogicalType = Literal[
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

_WIDER: dict[LogicalType, tuple[LogicalType, ...]] = {
    "integer": ("number", "decimal"),
    "date": ("timestamp",),
}
_NUMERIC = frozenset({"integer", "number", "decimal"})


def is_widening(before: LogicalType | None, after: LogicalType | None) -> bool:
    """Whether a type becomes another one that holds all its values; None is the type of no value at all."""
    if before is None or after is None:
        return before is None and after is not None
    return after in _WIDER.get(before, ())


def join(one: LogicalType | None, other: LogicalType | None) -> LogicalType | None:
    """The narrowest type that holds the values of both."""
    if one == other or other is None:
        return one
    if one is None or is_widening(one, other):
        return other
    if is_widening(other, one):
        return one
    return "number" if {one, other} <= _NUMERIC else "string"
