"""The header of a delimited table: clean, unique names, and whether it is a header at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from debt_pipelines.catalog.tabular.lattice import LogicalType
from debt_pipelines.model.digits import whole_number

_NUMBER = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$")
_GENERATED = re.compile(r"^column_\d+$")
_MIN_FIELDS = 2


@lru_cache(maxsize=65_536)
def clean_name(raw: str) -> str:
    """A column name without byte order mark, surrounding white space and paired quotes."""
    name = raw.strip("\ufeff").strip()
    while len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1].strip()
    return name


def generated_name(position: int) -> str:
    """The name of a column that has none, by its position from 0."""
    return f"column_{position + 1}"


def is_generated(name: str) -> bool:
    """Whether a name is one that `generated_name` gives."""
    return bool(_GENERATED.match(name))


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """The names with `.1`, `.2` ... behind repeated ones, as pandas tells them apart."""
    taken = set(names)
    seen: dict[str, int] = {}
    unique: list[str] = []
    for name in names:
        candidate = name
        if name in seen:
            number = seen[name]
            while (candidate := f"{name}.{number}") in taken:
                number += 1
            seen[name] = number + 1
            taken.add(candidate)
        else:
            seen[name] = 1
        unique.append(candidate)
    return tuple(unique)


def is_value(field: str) -> bool:
    """Whether a field is a number or a date, as a name hardly is."""
    return bool(_NUMBER.match(field.strip()) or _DATE.match(field.strip()))


def looks_like_data(
    fields: Sequence[str],
    types: Sequence[LogicalType | None],
    has_value: Callable[[int, str], bool],
) -> bool:
    """Whether a first record is a row: its numbers and dates stand over such columns, its words recur below.

    Whole numbers that count up by one (years, positions) are names that people give to columns.
    """
    stripped = [field.strip() for field in fields]
    values = [field for field in stripped if is_value(field)]
    if len(fields) < _MIN_FIELDS or len(values) < max(_MIN_FIELDS, sum(map(bool, stripped)) / 2):
        return False
    if len(set(values)) < len(values) / 2 or _counts_up(values):
        return False
    return all(_is_row_value(n, field, types[n], has_value) for n, field in enumerate(stripped) if field)


def _is_row_value(
    position: int, field: str, logical_type: LogicalType | None, has_value: Callable[[int, str], bool]
) -> bool:
    if _NUMBER.match(field):
        return logical_type in ("integer", "number")
    if _DATE.match(field):
        return logical_type in ("date", "timestamp")
    return has_value(position, field)


def _counts_up(values: Sequence[str]) -> bool:
    numbers = [number for value in values if (number := whole_number(value)) is not None]
    return len(numbers) == len(values) and all(later - earlier == 1 for earlier, later in pairwise(numbers))
