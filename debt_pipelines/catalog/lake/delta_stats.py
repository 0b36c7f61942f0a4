"""Rows, nulls and bounds of the columns of a Delta table, from what its log says of each data file.

What a single file leaves open is open for the table. Bounds of texts are cut by some writers, so that only short ones
are believed. Where rows are deleted by vectors, the bounds and nulls of the files are those before, and not told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from debt_pipelines.catalog.lake.table import Field, logical_type
from debt_pipelines.catalog.profile.measures import UNMEASURED, Measures
from debt_pipelines.catalog.tabular.lattice import base_of

_MIN_CUT_CHARACTERS = 32
_MAX_EXPONENT = 40
_MOST_ROWS = 2**53
_NUMERIC = ("integer", "number", "decimal")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|[+-]00:?00)?")


class FileStats(NamedTuple):
    """What the log says of one data file."""

    n_rows: int | None
    nulls: dict[str, Any]
    minima: dict[str, Any]
    maxima: dict[str, Any]
    partition: dict[str, str | None]
    has_deleted_rows: bool


def file_stats(add: dict[str, Any]) -> FileStats:
    """The statistics of an added file; a file without any tells nothing."""
    written = add.get("stats")
    try:
        said = json.loads(written, parse_float=Decimal) if written else {}
    except ValueError:
        said = {}
    count = _count(said.get("numRecords"))
    deleted = (add.get("deletionVector") or {}).get("cardinality", 0)
    return FileStats(
        None if count is None else count - deleted,
        said.get("nullCount") or {},
        said.get("minValues") or {},
        said.get("maxValues") or {},
        add.get("partitionValues") or {},
        bool(deleted),
    )


def number_of_rows(files: Iterable[FileStats]) -> int | None:
    """The rows of all files; None as soon as one does not tell."""
    counts = [file.n_rows for file in files]
    return None if None in counts else sum(count for count in counts if count is not None)


def measure(files: list[FileStats], field: Field, *, is_partition: bool) -> Measures:
    """The nulls and bounds of a column."""
    if field.is_nested or any(file.has_deleted_rows for file in files):
        return UNMEASURED
    text = _text_of(field.physical_type)
    if is_partition:
        return _of_partitions(files, field, text)
    counts = [count for file in files if (count := _nulls_of(file, field)) is not None]
    if len(counts) < len(files):
        return UNMEASURED
    filled = [file for file, count in zip(files, counts, strict=True) if count != file.n_rows]
    minima = [text(file.minima.get(field.key)) for file in filled]
    maxima = [text(file.maxima.get(field.key)) for file in filled]
    order = _order_of(field.physical_type)
    return Measures(sum(counts), minimum=_bound(min, minima, order), maximum=_bound(max, maxima, order))


def _count(value: object) -> int | None:
    """A number of rows; None for what cannot be one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST_ROWS else None


def _nulls_of(file: FileStats, field: Field) -> int | None:
    count = _count(file.nulls.get(field.key))
    return None if count is None or (file.n_rows is not None and count > file.n_rows) else count


def _of_partitions(files: list[FileStats], field: Field, text: Callable[[Any], str | None]) -> Measures:
    empty = [file.n_rows for file in files if not file.partition.get(field.key)]
    values = [text(value) for file in files if (value := file.partition.get(field.key))]
    order = _order_of(field.physical_type)
    n_nulls = None if None in empty else sum(count for count in empty if count is not None)
    return Measures(n_nulls, minimum=_bound(min, values, order), maximum=_bound(max, values, order))


def _bound(pick: Callable[..., str], values: list[str | None], order: Callable[[str], Decimal | str]) -> str | None:
    known = [value for value in values if value is not None]
    return pick(known, key=order) if known and len(known) == len(values) else None


def _order_of(physical_type: str) -> Callable[[str], Decimal | str]:
    return Decimal if _base_of(physical_type) in _NUMERIC else str


def _base_of(physical_type: str) -> str:
    return base_of(logical_type(physical_type, "delta") or "")


def _text_of(physical_type: str) -> Callable[[Any], str | None]:
    """A function from a bound as the log has it to its text as all measures have it."""
    base = _base_of(physical_type)
    if base in _NUMERIC:
        return _number
    return {"date": _date, "timestamp": _moment, "boolean": _boolean, "string": _string}.get(base, lambda _value: None)


def _number(value: Any) -> str | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > _MAX_EXPONENT:
        return None
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(value: Any) -> str | None:
    return value if isinstance(value, str) and _DATE.fullmatch(value) else None


def _moment(value: Any) -> str | None:
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    fraction = (found[3] or "").rstrip("0")
    return f"{found[1]}T{found[2]}" + (f".{fraction}" if fraction else "")


def _boolean(value: Any) -> str | None:
    text = str(value).lower()
    return text if text in ("true", "false") else None


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) and len(value) < _MIN_CUT_CHARACTERS else None
