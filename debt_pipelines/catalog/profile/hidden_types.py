"""Numbers, dates and booleans that are kept as text.

Codes are text on purpose: what is padded, of one length, or named as a code, a phone or a key is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from debt_pipelines.catalog.profile.column_values import KEY_WORDS, ColumnValues, Test, share_of

HiddenType = Literal["integer", "number", "date", "boolean"]

_MIN_FRACTION = 0.95
_MIN_VALUES = 5
_N_PROBED = 8
_SIGN = r"[-+−]?"
_CURRENCY = r"(?:[$€£¥₹]|USD|EUR|GBP|CHF)"
_THOUSANDS = (
    r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|[1-9]\d{0,2}(?:\.\d{3})+,\d+"
    r"|[1-9]\d{0,2}(?:[ '\u00a0\u202f]\d{3})+(?:[.,]\d+)?"
)
_PLAIN = r"(?:0|[1-9]\d*)(?:[.,]\d+)?(?:[eE][-+]?\d+)?|\.\d+"
_NUMBER = re.compile(
    rf"\s*(?:{_SIGN}\s?{_CURRENCY}?\s?{_SIGN}(?:{_THOUSANDS}|{_PLAIN})\s?(?:%|{_CURRENCY})?"
    rf"|\({_CURRENCY}?\s?(?:{_THOUSANDS}|{_PLAIN})\))\s*"
)
_INTEGER = re.compile(rf"\s*{_SIGN}(?:0|[1-9]\d*)\s*")
_BOOLEANS = frozenset({"true", "false"})
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:1[5-9]|20|21)\d{2}"
_MONTH_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_CLOCK = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:[ap]\.?m\.?)?\s?(?:Z|UTC|[-+]\d{2}:?\d{2})?)?"
_DATE = re.compile(
    rf"\s*(?:{_YEAR}([-/.]){_MONTH}\1{_DAY}|(?:{_DAY}([-/.]){_MONTH}\2|{_MONTH}([-/.]){_DAY}\3){_YEAR}"
    rf"|(?:{_DAY}/{_MONTH}|{_MONTH}/{_DAY})/\d{{2}}"
    rf"|{_DAY}(?:st|nd|rd|th)?[-\s]{_MONTH_NAME}[-,\s]+{_YEAR}|{_MONTH_NAME}\s{_DAY}(?:st|nd|rd|th)?,?\s{_YEAR})"
    rf"{_CLOCK}\s*",
    re.IGNORECASE,
)
_START = re.compile(rf"\s*(?:[-+−(.$€£¥₹\d]|USD|EUR|GBP|CHF|true|false|{_MONTH_NAME})", re.IGNORECASE)
_N_STARTS = 3
_MIN_CODE_LENGTH = 4
_YEARS = range(1500, 2201)


def find_hidden_type(values: ColumnValues) -> tuple[HiddenType, float] | None:
    """The type that a column of texts really holds, and the share of the values that do."""
    seen = values.seen
    if values.base != "string" or values.n_values < _MIN_VALUES or values.is_code or values.words & KEY_WORDS:
        return None
    probed = [value for value, _count in seen[:: max(1, len(seen) // _N_PROBED)]]
    first = probed[:_N_STARTS]
    if sum(1 for value in first if _START.match(value)) < len(first) - 1:
        return None
    for hidden, test in _TESTS:
        if sum(1 for value in probed if test(value)) < len(probed) - 1:
            continue
        fraction = share_of(seen, test)
        if fraction >= _MIN_FRACTION:
            return None if _are_codes(seen, hidden) else (hidden, fraction)
    return None


def is_value_of_type(value: str) -> bool:
    """Whether a text is a number, a date or a boolean."""
    return any(test(value) for _hidden, test in _TESTS)


def _is_boolean(value: str) -> bool:
    return value.strip().casefold() in _BOOLEANS


_TESTS: tuple[tuple[HiddenType, Test], ...] = (
    ("integer", _INTEGER.fullmatch),
    ("number", _NUMBER.fullmatch),
    ("date", _DATE.fullmatch),
    ("boolean", _is_boolean),
)


def _are_codes(seen: Sequence[tuple[str, int]], hidden: HiddenType) -> bool:
    """Whether bare digits are all of one length, as codes are; years are no codes."""
    numbers = [value.strip() for value, _count in seen if value.strip().isdecimal()]
    if hidden != "integer" or len({len(value) for value in numbers}) != 1 or len(numbers[0]) < _MIN_CODE_LENGTH:
        return False
    return not all(len(value) == 4 and int(value) in _YEARS for value in numbers)
