"""The logical type of a column of text, and its values in that type: from all of them, never from a first guess.

Arrow casts the whole column, once the first values say that it may hold such.
Codes such as `007` stay text, because a reader that makes numbers of them loses their zeros. Dates and times
count only in ISO 8601: another way to write them is what breaks a reader.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from debt_pipelines.catalog.tabular.lattice import LogicalType
from debt_pipelines.catalog.tabular.text_edges import has_codes, is_padded

if TYPE_CHECKING:
    import pyarrow as pa

NULL_WORDS = (
    "",
    "#N/A",
    "#N/A N/A",
    "#NA",
    "-1.#IND",
    "-1.#QNAN",
    "-NaN",
    "-nan",
    "1.#IND",
    "1.#QNAN",
    "<NA>",
    "N/A",
    "NA",
    "NULL",
    "NaN",
    "None",
    "n/a",
    "nan",
    "null",
)  # what pandas takes for missing, so that the counts agree
_N_PROBED = 32
_TRUE, _FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")
_BOOLEANS = ("true", "false")
_INFINITIES = ("inf", "infinity")
_WHOLE = r"^[+-]?[0-9]+$"
_TIME = r"^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?$"
_IS_WHOLE, _IS_TIME = re.compile(_WHOLE), re.compile(_TIME)
_IS_CODE = re.compile(r"-?0[0-9xX]")
_IS_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Inferred(NamedTuple):
    """A logical type (None for a column without a value) and the values in it; what has no better type stays text."""

    logical_type: LogicalType | None
    values: pa.ChunkedArray


def infer(values: pa.ChunkedArray) -> Inferred:
    """The type of a string column, and its values as numbers, dates, timestamps or booleans where they are such."""
    import pyarrow.compute as pc

    first = _first(values)
    if first is None or (not first and not _any(pc.match_substring_regex(values, r"\S"))):
        return Inferred(None, values)
    if first.lower() in _BOOLEANS:
        return _boolean(values)
    if first[:1] not in set("0123456789+-.") and first.lower() not in _INFINITIES:
        return Inferred("string", values)
    found = _numeric(values) or infer_temporal(values)
    if found is None and is_padded(values):
        trimmed = pc.utf8_trim_whitespace(values)
        found = _numeric(trimmed) or infer_temporal(trimmed)
    return found or Inferred("string", values)


def _first(values: pa.ChunkedArray) -> str | None:
    """The first value, without the white space around it."""
    if values.null_count == len(values):
        return None
    value: str | None = values[0].as_py()
    if value is None:
        value = values.drop_null()[0].as_py()
    return (value or "").strip()


def _boolean(values: pa.ChunkedArray) -> Inferred:
    """The values as booleans, in any case and padded, unless there are others among them."""
    import pyarrow.compute as pc

    n_values = len(values) - values.null_count
    is_true, is_false = (pc.is_in(values, value_set=_array(words)) for words in (_TRUE, _FALSE))
    if (pc.sum(is_true).as_py() or 0) + (pc.sum(is_false).as_py() or 0) == n_values:
        return Inferred("boolean", pc.if_else(pc.is_valid(values), is_true, None) if values.null_count else is_true)
    lowered = pc.utf8_lower(pc.utf8_trim_whitespace(values))
    is_boolean = _all(pc.is_in(lowered.drop_null(), value_set=_array(_BOOLEANS)))
    return Inferred("boolean", pc.equal(lowered, "true")) if is_boolean else Inferred("string", values)


def _numeric(values: pa.ChunkedArray) -> Inferred | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    head = _head(values)
    if not all(map(_is_number, head)):
        return None
    if any(map(_IS_CODE.match, head)):
        return Inferred("string", values)
    whole = _cast(values, pa.int64()) if all(map(_IS_WHOLE.match, head)) else None
    numbers = whole if whole is not None else _cast(values, pa.float64())
    if numbers is None:
        return None
    if has_codes(values):
        return Inferred("string", values)
    is_whole = whole is not None or (_are_whole(numbers) and _all(pc.match_substring_regex(values, _WHOLE)))
    return Inferred("integer" if is_whole else "number", numbers)


def infer_temporal(values: pa.ChunkedArray) -> Inferred | None:
    """The type of a string column that holds dates, timestamps or times only, with its values; else None."""
    import pyarrow as pa
    import pyarrow.compute as pc

    head = _head(values)
    if all(map(_IS_DAY.match, head)):
        dates = _cast(values, pa.date32()) if all(map(_IS_DAY.fullmatch, head)) else None
        if dates is not None:
            return Inferred("date", dates)
        for stamp in [pa.timestamp(unit, tz=zone) for unit in ("us", "ns") for zone in (None, "UTC")]:
            found = _cast(values, stamp)
            if found is not None:
                return Inferred("timestamp", found)
    is_time = all(map(_IS_TIME.match, head)) and _all(pc.match_substring_regex(values, _TIME))
    return Inferred("time", values) if is_time else None


def _head(values: pa.ChunkedArray) -> list[str]:
    """The first values, which spare most casts that would fail."""
    return [value for value in values.slice(0, _N_PROBED).to_pylist() if value is not None]


def _is_number(text: str) -> bool:
    """Whether Python takes a text for a number: it takes all that Arrow does."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _are_whole(numbers: pa.ChunkedArray) -> bool:
    """Whether no number has a fraction: then the column may hold whole numbers beyond 64 bits."""
    import pyarrow.compute as pc

    parts = (numbers.slice(0, _N_PROBED), numbers)
    return all(_all(pc.equal(pc.floor(part), part)) for part in parts)


def _cast(values: pa.ChunkedArray, to: pa.DataType) -> pa.ChunkedArray | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        return pc.cast(values, to)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None


def _array(values: tuple[str, ...]) -> pa.Array:
    import pyarrow as pa

    return pa.array(values, pa.string())


def _all(mask: pa.ChunkedArray) -> bool:
    import pyarrow.compute as pc

    return bool(pc.all(mask).as_py())


def _any(mask: pa.ChunkedArray) -> bool:
    import pyarrow.compute as pc

    return bool(pc.any(mask).as_py())
