"""What the columns of an SQLite table hold: the values decide, because a declared type binds nobody there.

Dates, timestamps and booleans have no type of their own; a column is one where it is declared so and every value is
written that way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from debt_pipelines.catalog.profile.texts import text_of
from debt_pipelines.catalog.tabular.declared import quoted
from debt_pipelines.catalog.tabular.lattice import LogicalType, base_of, of_sql

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["null", "boolean", "integer", "number", "date", "timestamp", "string", "binary"]

_CLASSES = ("integer", "real", "text", "blob")
_COLUMNS_AT_ONCE = 200
_DAY = "'[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_IS_DAY = "({0} GLOB " + _DAY + "*' AND substr({0}, 1, 10) IS date(substr({0}, 1, 10), '+0 days') AND {0} >= '0001')"
_TESTS = {
    "boolean": "{0} IN (0, 1)",
    "date": f"{_IS_DAY} AND length({{0}}) = 10",
    "timestamp": f"{_IS_DAY} AND {{0}} GLOB {_DAY}[ T][0-2][0-9]:[0-5][0-9]:[0-5][0-9]*'"
    " AND substr({0}, 12, 2) < '24' AND (length({0}) = 19"
    " OR ({0} GLOB '*:[0-9][0-9].[0-9]*' AND substr({0}, 21) NOT GLOB '*[^0-9]*'))",
}
"""How every value of a column must be written for it to be what it is declared."""
_FITTING: dict[Kind, tuple[str, ...]] = {"integer": ("integer", "decimal"), "number": ("number", "decimal")}


class Column(NamedTuple):
    """A column: its declared type as written, what its values are, and how long the longest is in characters."""

    name: str
    declared: str
    kind: Kind
    longest: int

    @property
    def logical_type(self) -> LogicalType | None:
        """The declared type where the values are of it, else the type of the values."""
        declared = of_sql(self.declared) if self.declared else None
        if self.kind == "null":
            return declared
        is_kept = declared is not None and base_of(declared) in _FITTING.get(self.kind, (self.kind,))
        return declared if is_kept and declared != "timestamp[UTC]" else self.kind


def read_columns(connection: sqlite3.Connection, table: str) -> list[Column]:
    """The columns of a table, each judged on all its values."""
    listed = connection.execute("SELECT name, type FROM pragma_table_xinfo(?) WHERE hidden != 1", (table,)).fetchall()
    columns: list[Column] = []
    for start in range(0, len(listed), _COLUMNS_AT_ONCE):
        columns += _judged(connection, table, listed[start : start + _COLUMNS_AT_ONCE])
    return columns


def expression(column: Column) -> str:
    """What to ask for: of bytes only whether they are there."""
    name = quoted(column.name)
    return f"CASE WHEN {name} IS NULL THEN NULL ELSE x'' END" if column.kind == "binary" else name


def arrow_type(kind: Kind) -> pa.DataType:
    """The Arrow type for the values of a column."""
    import pyarrow as pa

    types: dict[Kind, pa.DataType] = {
        "null": pa.null(),
        "boolean": pa.bool_(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
        "string": pa.string(),
        "binary": pa.binary(),
    }
    return types[kind]


def converted(values: Sequence[Any], kind: Kind) -> Sequence[Any]:
    """The values as their Arrow type takes them."""
    converters: dict[Kind, Callable[[Any], object]] = {
        "boolean": bool,
        "number": float,
        "date": date.fromisoformat,
        "timestamp": datetime.fromisoformat,
        "string": lambda value: value if isinstance(value, str) else text_of(value),
    }
    convert = converters.get(kind)
    return values if convert is None else [None if value is None else convert(value) for value in values]


def _judged(connection: sqlite3.Connection, table: str, listed: Sequence[tuple[str, str]]) -> list[Column]:
    bases = [base_of(of_sql(declared) or "") if declared else "" for _name, declared in listed]
    asked: list[str] = []
    for (name, _declared), base in zip(listed, bases, strict=True):
        column = quoted(name)
        asked += [f"max(typeof({column}) = '{storage}')" for storage in _CLASSES]
        asked.append(f"max(CASE typeof({column}) WHEN 'text' THEN length({column}) END)")
        asked.append(f"min({_TESTS.get(base, '0').format(column)})")
    found = connection.execute(f"SELECT {', '.join(asked)} FROM {quoted(table)}").fetchone()  # noqa: S608 - quoted names
    width = len(_CLASSES) + 2
    answers = [found[n * width : (n + 1) * width] for n in range(len(listed))]
    return [
        Column(name, declared, _kind(answer, base), answer[-2] or 0)
        for (name, declared), base, answer in zip(listed, bases, answers, strict=True)
    ]


def _kind(answer: Sequence[int | None], base: str) -> Kind:
    """What a column holds, from the storage classes that occur and whether all is written as it is declared."""
    classes = {storage for storage, occurs in zip(_CLASSES, answer, strict=False) if occurs}
    is_as_declared = bool(answer[-1])
    if not classes:
        return "null"
    if "blob" in classes:
        return "binary"
    if classes == {"text"} and is_as_declared and base in ("date", "timestamp"):
        return "date" if base == "date" else "timestamp"
    if "text" in classes:
        return "string"
    if "real" in classes:
        return "number"
    return "boolean" if base == "boolean" and is_as_declared else "integer"
