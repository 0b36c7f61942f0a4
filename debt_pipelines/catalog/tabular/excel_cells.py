"""The cells of a workbook as values of one type a column: numbers that are all whole are integers, as people say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.tabular.infer import NULL_WORDS
from debt_pipelines.catalog.tabular.lattice import LogicalType, of_arrow

if TYPE_CHECKING:
    import pyarrow as pa

_NULLS = frozenset(NULL_WORDS)
_MAX_WHOLE = 2.0**53
"""Beyond that a double does not tell neighbouring integers apart."""


class Kinds:
    """The kinds of values that a column holds."""

    def __init__(self) -> None:
        self.types: set[type] = set()
        self.is_whole = True
        self.is_midnight = True

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds a value."""
        return not self.types

    def add(self, values: Iterable[Any]) -> None:
        """Take in more cells."""
        present = [value for value in values if not is_blank(value)]
        self.types.update(map(type, present))
        if self.is_whole and float in self.types:
            self.is_whole = all(_is_whole(value) for value in present if isinstance(value, float))
        if self.is_midnight and datetime in self.types:
            self.is_midnight = all(value.time() == time() for value in present if isinstance(value, datetime))

    def arrow_type(self) -> pa.DataType:
        """The one type that holds them all."""
        import pyarrow as pa

        if not self.types:
            return pa.null()
        if self.types <= {int, float}:
            return pa.int64() if self.is_whole else pa.float64()
        if self.types <= {date, datetime}:
            return pa.date32() if self.is_midnight else pa.timestamp("us")
        alone: dict[type, pa.DataType] = {bool: pa.bool_(), time: pa.time64("us"), timedelta: pa.duration("us")}
        return alone.get(next(iter(self.types)), pa.string()) if len(self.types) == 1 else pa.string()

    def logical_type(self) -> LogicalType | None:
        """The logical type of the one type that holds them all."""
        return of_arrow(self.arrow_type())


def is_blank(value: Any) -> bool:
    """Whether a cell holds no value; errors have become empty cells already."""
    return value is None or (isinstance(value, str) and value.strip() in _NULLS)


def values_of(cells: Iterable[Any], arrow_type: pa.DataType) -> list[Any]:
    """The cells of a column as values that Arrow takes for its type."""
    convert = _converter(arrow_type)
    return [None if is_blank(cell) else convert(cell) for cell in cells]


def _converter(arrow_type: pa.DataType) -> Callable[[Any], Any]:
    from pyarrow import types

    if types.is_string(arrow_type):
        return text_of
    if types.is_integer(arrow_type):
        return int
    if types.is_date(arrow_type):
        return lambda cell: cell.date() if isinstance(cell, datetime) else cell
    if types.is_timestamp(arrow_type):
        return lambda cell: cell if isinstance(cell, datetime) else datetime.combine(cell, time())
    return lambda cell: cell


def text_of(value: Any) -> str:
    """A cell as text, as the other readers write values."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if _is_whole(value) else repr(value)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _is_whole(value: float) -> bool:
    return value.is_integer() and abs(value) <= _MAX_WHOLE
