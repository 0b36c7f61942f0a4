"""What an expectation of Great Expectations allows, in words that all tools share, and what its failure does.

Two checks that allow the same have the same limits: what is left at its default, the order of a set, and the way a
whole number is written do not tell.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from debt_pipelines.crawlers.great_expectations_strength import is_open_bound, short_type

_COLUMNS = frozenset({"column", "column_A", "column_B", "column_list", "column_set"})
_OF_A_RUN = frozenset(
    {"batch_id", "result_format", "catch_exceptions", "include_config", "condition_parser", "meta", "rendered_content"}
)
"""What says how to run a check and how to tell of it, not what it allows."""
_BOUNDS = {"min_value": ("min", -1), "max_value": ("max", 1)}
_SETS = {"value_set": "values", "type_list": "values"}
_DEFAULTS: dict[str, Any] = {
    "mostly": 1,
    "strict_min": False,
    "strict_max": False,
    "exact_match": True,
    "allow_relative_error": False,
    "ignore_row_if": "both_values_are_missing",
    "parse_strings_as_datetimes": False,
    "auto": False,
}
_SEVERITIES: dict[str, Literal["error", "warning"]] = {
    **dict.fromkeys(("critical", "error", "failure"), "error"),
    **dict.fromkeys(("warning", "warn", "info"), "warning"),
}


def limits_of(expectation_type: str, kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """What it allows: `mostly`, `min`, `max`, `values`, and everything else under its own name."""
    return dict(sorted(_limits(short_type(expectation_type), kwargs)))


def limits_text(expectation_type: str, kwargs: Mapping[str, Any]) -> str:
    """The limits as a JSON object with sorted keys."""
    return _as_text(limits_of(expectation_type, kwargs))


def severity_of(written: Any) -> Literal["error", "warning"] | None:
    """What a failure does, by the word that the suite says."""
    return _SEVERITIES.get(written.strip().lower()) if isinstance(written, str) else None


def _limits(name: str, kwargs: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if name == "table_columns_to_match_ordered_list":
        yield "columns", kwargs.get("column_list")
    for key, value in kwargs.items():
        if not isinstance(key, str) or key in _COLUMNS or key in _OF_A_RUN:
            continue
        if key in _BOUNDS:
            bound, sign = _BOUNDS[key]
            if not is_open_bound(value, sign):
                yield bound, _plain(value)
        elif key in _SETS and isinstance(value, list):
            yield _SETS[key], sorted(map(_plain, value), key=_as_text)
        elif key == "exact_match":
            if not value:
                yield key, False
        elif value is not None and (key not in _DEFAULTS or value != _DEFAULTS[key]):
            yield key, _plain(value)


def _plain(value: Any) -> Any:
    """A value with its whole numbers as such, all the way down, and no number that JSON does not know."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value if math.isfinite(value) else str(value)
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, list) else value


def _as_text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
