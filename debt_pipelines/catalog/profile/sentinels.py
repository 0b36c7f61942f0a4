"""Values that stand for a missing one: a number far outside the others, a date at the edge of time, a word for nothing.

A value is only called so when it stands apart: numbers and dates by a gap to all others that were seen, words by what
they stand among.
"""

from __future__ import annotations

import re

from debt_pipelines.catalog.profile.column_values import ColumnValues, share
from debt_pipelines.catalog.profile.hidden_types import is_value_of_type

_MIN_COUNT = 3
_MIN_SHARE = 0.001
_LOW_NUMBERS = frozenset({"-1", "-9", *(f"-{digit * n}" for digit in "89" for n in range(2, 8)), "-2147483648"})
_HIGH_NUMBERS = frozenset({*("9" * n for n in range(2, 9)), "888", "8888", "2147483647", "9223372036854775807"})
_FILL_VALUES = re.compile(r"-?(1\.797693\d*e\+?308|3\.40282\d*e\+?38|9\.96920?9?\d*e\+?36|1e\+?(20|30|36))")
_GAP = 3
"""A high number stands apart when it is so many times the largest of the others."""
_MIN_MINUS_ONE_SHARE = 0.01
_MIN_COUNTED = 10
"""-1 among numbers up to 10 or more is no class label, and no step of a scale."""
_SIGNED_WORDS = frozenset(
    "change changes diff difference delta net margin score sentiment label target class cluster direction sign offset "
    "gmt utc balance growth trend x y z lat lon latitude longitude".split()
)
_LOW_DATES = frozenset({"0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1970-01-01"})
_HIGH_DATES = frozenset({"2099-12-31", "2999-12-31", "9999-12-31", "9999-01-01"})
_MIN_YEARS = 5
_END_WORDS = frozenset("end ends until valid to expiry expires expiration bis thru through till".split())
_YEARS = (1000, 2200)
_N_YEAR_DIGITS = 4
_MAX_YEAR_SHARE = 0.5
_MARKS = frozenset(
    {
        "",
        "?",
        "??",
        "???",
        "-",
        "--",
        "---",
        "—",
        ".",
        "..",
        "...",
        "n/a",
        "#n/a",
        "n.a.",
        "nan",
        "null",
        "(null)",
        "<null>",
    }
    | {"\\n", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!"}
)
_WORDS = frozenset(
    {"na", "none", "nil", "nd", "n.d.", "unknown", "unk", "missing", "(missing)", "undefined", "tbd", "tba", "*", "**"}
    | {"nodata", "notavailable", "notapplicable", "notreported", "notknown", "noanswer", "notstated", "unspecified"}
    | {"keineangabe", "k.a.", "unbekannt", "sconosciuto", "desconocido", "inconnu"}
)
_N_NAMED = 3
_BLANK = "blanks"
_SPACES = dict.fromkeys(map(ord, " \t\u00a0"))
_NOTHING = _MARKS | _WORDS
_NUMBERS, _DATES = _LOW_NUMBERS | _HIGH_NUMBERS, _LOW_DATES | _HIGH_DATES


def find_sentinel(values: ColumnValues) -> str | None:
    """The value or values that stand for a missing one, with their share of all values."""
    if values.base in ("integer", "number", "decimal"):
        return _number(values)
    if values.base in ("date", "timestamp"):
        return _date(values)
    return _word(values) if values.base == "string" else None


def may_stand_for_nothing(bound: str) -> bool:
    """Whether the smallest or largest value of a column is one that is used for missing ones."""
    return bound in _NUMBERS or bound[:10] in _DATES or _is_fill(bound)


def _texts(values: ColumnValues) -> set[str]:
    return {value for seen in (values.seen, values.frequent) for value, _count in seen}


def _number(values: ColumnValues) -> str | None:
    low, high = values.minimum or "", values.maximum or ""
    if low == high:
        return None
    for value in (low, high):
        is_low = value == low
        is_odd_year = value == "0" and is_low and high.startswith(("1", "2")) and len(high) == _N_YEAR_DIGITS
        if is_odd_year or value in (_LOW_NUMBERS if is_low else _HIGH_NUMBERS) or _is_fill(value):
            others = _other_numbers(values, value)
            count = _count(values, value)
            if others and count and _is_apart(values, value, count, (min(others), max(others))):
                return f"{value} ({share(count, values.n_values)})"
    return None


def _is_fill(value: str) -> bool:
    return "e" in value and bool(_FILL_VALUES.fullmatch(value))


def _count(values: ColumnValues, value: str) -> int:
    return next((count for found, count in values.frequent if found == value), 0)


def _other_numbers(values: ColumnValues, value: str) -> list[float]:
    texts = _texts(values) - {value}
    try:
        return [float(text) for text in texts]
    except ValueError:
        return []


def _is_apart(values: ColumnValues, value: str, count: int, others: tuple[float, float]) -> bool:
    number, (least, most) = float(value), others
    if _YEARS[0] <= least and most <= _YEARS[1] and least.is_integer():
        return (number in (0, -1, 9999) or number <= -9) and count <= _MAX_YEAR_SHARE * values.n_values
    if value == "0" or count < max(_MIN_COUNT, _MIN_SHARE * values.n_values):
        return False
    if number in (-1, -9):
        is_counted = least >= 0 and most >= _MIN_COUNTED and not values.words & _SIGNED_WORDS
        return is_counted and count >= _MIN_MINUS_ONE_SHARE * values.n_values
    return least > number / 2 if number < 0 else 0 < most * _GAP <= number


def _date(values: ColumnValues) -> str | None:
    low, high = (values.minimum or "")[:10], (values.maximum or "")[:10]
    for date, is_known in ((low, low in _LOW_DATES), (high, high in _HIGH_DATES)):
        if not is_known or low == high or (date == high and values.words & _END_WORDS):
            continue
        count = sum(count for value, count in values.frequent if value.startswith(date))
        others = [value for value in _texts(values) if not value.startswith(date)]
        nearest = min(others, default="") if date == low else max(others, default="")
        if count >= _MIN_COUNT and nearest and abs(int(nearest[:4]) - int(date[:4])) >= _MIN_YEARS:
            return f"{date} ({share(count, values.n_values)})"
    return None


def _word(values: ColumnValues) -> str | None:
    joined = "\0".join([value for value, _count in values.seen])
    if joined.count("\0") >= len(values.seen):
        joined = "\0".join([value.replace("\0", " ") for value, _count in values.seen])
    folded = _folded(joined).split("\0")
    if _NOTHING.isdisjoint(folded):
        return None
    found = [entry for entry, word in zip(values.seen, folded, strict=True) if word in _NOTHING]
    if len(found) == len(values.seen):
        return None
    marks = [(value, count) for value, count in found if _folded(value) in _MARKS]
    if _stand_among_numbers(values):
        told = found
    elif not values.is_category:
        return None
    elif len({_folded(value) for value, _count in found}) > 1 and marks:
        told = found
    else:
        told = [(value, count) for value, count in marks if _is_mark_of_missing(value, count, values)]
    if not told:
        return None
    names = list(dict.fromkeys(value.strip() or _BLANK for value, _count in told))
    n_told, n_seen = (sum(count for _value, count in entries) for entries in (told, values.seen))
    return f"{', '.join(names[:_N_NAMED])} ({share(n_told, n_seen)})"


def _folded(value: str) -> str:
    return value.casefold().translate(_SPACES)


def _stand_among_numbers(values: ColumnValues) -> bool:
    """Whether all other values that were seen, two or more, are numbers, dates or booleans."""
    others = [value for value, _count in values.seen if _folded(value) not in _NOTHING]
    return len(others) > 1 and all(map(is_value_of_type, others))


def _is_mark_of_missing(value: str, count: int, values: ColumnValues) -> bool:
    """Whether a mark stands alone and often enough; beside other marks, a dash may be the other side of a plus."""
    others = (other.strip() for other, _count in values.frequent if other != value)
    is_only_mark = all(not other or any(map(str.isalnum, other)) for other in others)
    return not value.strip() or (count >= _MIN_COUNT and is_only_mark)
