"""The logical type of a column of text, from all of its values and never from a first guess.

Arrow casts the whole column, after a few values from both ends: a cast that fails late is slow.
Codes such as `007` stay text, because a reader that makes numbers of them loses their zeros. Dates and times
count only in ISO 8601: another way to write them is what breaks a reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from debt_pipelines.catalog.tabular.lattice import LogicalType

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
_BOOLEANS = ("true", "false")
_INFINITIES = ("inf", "infinity")
_PADDED_OR_HEXADECIMAL = r"^-?0[0-9xX]"
_WHOLE = r"^[+-]?[0-9]+$"
_TIME = r"^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?$"


def infer_type(values: pa.ChunkedArray) -> LogicalType | None:
    """The logical type of a string column; None when it has no value at all, or only white space."""
    import pyarrow.compute as pc

    values = values.drop_null()
    if len(values) == 0:
        return None
    first: str = values[0].as_py().strip()
    if not first and not _any(pc.match_substring_regex(values, r"\S")):
        return None
    if first.lower() in _BOOLEANS:
        lowered = pc.utf8_lower(pc.utf8_trim_whitespace(values))
        return "boolean" if _all(pc.is_in(lowered, value_set=_array(_BOOLEANS))) else "string"
    if first[:1] not in set("0123456789+-.") and first.lower() not in _INFINITIES:
        return "string"
    found = _numeric(values) or infer_temporal(values)
    if found is None and _any_padding(values):
        trimmed = pc.utf8_trim_whitespace(values)
        found = _numeric(trimmed) or infer_temporal(trimmed)
    return found or "string"


def infer_temporal(values: pa.ChunkedArray) -> LogicalType | None:
    """The type of a string column without nulls that holds dates, timestamps or times only, else None."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if _casts(values, pa.date32()):
        return "date"
    stamps = [pa.timestamp(unit, tz=zone) for unit in ("us", "ns") for zone in (None, "UTC")]
    if any(_casts(values, stamp) for stamp in stamps):
        return "timestamp"
    return "time" if _all(pc.match_substring_regex(values, _TIME)) else None


def _numeric(values: pa.ChunkedArray) -> LogicalType | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    is_integer = _casts(values, pa.int64())
    if not is_integer and not _casts(values, pa.float64()):
        return None
    suspects = values.filter(pc.or_(pc.starts_with(values, "0"), pc.starts_with(values, "-0")))
    if _any(pc.match_substring_regex(suspects, _PADDED_OR_HEXADECIMAL)):
        return "string"
    if is_integer or _all(pc.match_substring_regex(values, _WHOLE)):
        return "integer"
    return "number"


def _casts(values: pa.ChunkedArray, to: pa.DataType) -> bool:
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        for part in (values.slice(0, _N_PROBED), values.slice(max(len(values) - _N_PROBED, 0)), values):
            pc.cast(part, to)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return False
    return True


def _any_padding(values: pa.ChunkedArray) -> bool:
    import pyarrow.compute as pc

    return _any(pc.match_substring_regex(values, r"^\s|\s$"))


def _array(values: tuple[str, ...]) -> pa.Array:
    import pyarrow as pa

    return pa.array(values, pa.string())


def _all(mask: pa.ChunkedArray) -> bool:
    import pyarrow.compute as pc

    return bool(pc.all(mask).as_py())


def _any(mask: pa.ChunkedArray) -> bool:
    import pyarrow.compute as pc

    return bool(pc.any(mask).as_py())
