"""What the values of a column are for: to name, to group, to measure, to place or to read."""

from __future__ import annotations

import re
from typing import Literal

from debt_pipelines.catalog.profile.column_values import KEY_WORDS, ColumnValues
from debt_pipelines.catalog.profile.hidden_types import HiddenType

Semantic = Literal[
    "identifier", "category", "date", "timestamp", "time", "text", "number", "boolean", "code", "geo", "constant"
]

_LATITUDE = frozenset({"lat", "latitude"})
_LONGITUDE = frozenset({"lon", "lng", "long", "longitude"})
_PLAIN: dict[str, Semantic] = {"boolean": "boolean", "date": "date", "timestamp": "timestamp", "time": "time"}
_OF_HIDDEN: dict[HiddenType, Semantic] = {
    "boolean": "boolean",
    "date": "date",
    "integer": "number",
    "number": "number",
}
_TOKEN = re.compile(r"(?=.*\d)[\w:.#/-]{2,64}")
_UNIQUE = 0.98
_MIN_UNIQUE = 20
_YEARS = range(1000, 2201)
_MIN_REPEATS = 2
_MAX_CATEGORY_LENGTH = 60


def find_semantic(values: ColumnValues, hidden: HiddenType | None) -> Semantic | None:
    """The meaning of a column's values; None for one without values and for types that hold something else."""
    if not values.n_values or values.base is None:
        return None
    if values.n_distinct == 1 and values.n_values > 1:
        return "constant"
    if values.base in _PLAIN:
        return _PLAIN[values.base]
    if values.base in ("integer", "number", "decimal"):
        return _of_numbers(values)
    if values.base != "string":
        return None
    return _OF_HIDDEN[hidden] if hidden else _of_texts(values)


def _of_numbers(values: ColumnValues) -> Semantic:
    bounds = _bounds(values)
    if bounds is None:
        return "number"
    least, most = bounds
    if (values.words & _LATITUDE and least >= -90 and most <= 90) or (
        values.words & _LONGITUDE and least >= -180 and most <= 180
    ):
        return "geo"
    if values.base != "integer":
        return "number"
    if values.words & KEY_WORDS:
        return "identifier"
    if values.is_code and not values.words & {"num", "number", "no"}:
        return "code"
    is_counter = _is_unique(values) and most - least < values.n_values and least not in _YEARS
    return "identifier" if is_counter else "number"


def _of_texts(values: ColumnValues) -> Semantic:
    texts = [value for value, _count in values.seen]
    is_name = bool(values.words & KEY_WORDS)
    if is_name or (_is_unique(values) and all(map(_TOKEN.fullmatch, texts))):
        return "identifier"
    if values.is_code or _are_padded(texts):
        return "code"
    is_repeated = values.n_distinct is not None and values.n_distinct * _MIN_REPEATS <= values.n_values
    is_short = all(len(value) <= _MAX_CATEGORY_LENGTH for value, _count in values.frequent)
    return "category" if is_repeated and is_short else "text"


def _are_padded(texts: list[str]) -> bool:
    return all(map(str.isdecimal, texts)) and any(text.startswith("0") and len(text) > 1 for text in texts)


def _is_unique(values: ColumnValues) -> bool:
    return (
        values.n_distinct is not None
        and values.n_values >= _MIN_UNIQUE
        and values.n_distinct >= _UNIQUE * values.n_values
    )


def _bounds(values: ColumnValues) -> tuple[float, float] | None:
    try:
        return (float(values.minimum or ""), float(values.maximum or ""))
    except ValueError:
        return None
