"""What a Great Expectations expectation checks, how much it can catch, and why it can catch nothing.

Each pattern called vacuous here passes on bad data when Great Expectations runs it; the tests do run it. The data has
the columns that are named, and rows: all else fails even the emptiest check. What Great Expectations refuses, such as
`expect_column_values_to_be_between` without a bound, is not vacuous.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from debt_pipelines.crawlers.great_expectations_conditions import never_holds, number_of
from debt_pipelines.crawlers.great_expectations_kinds import KIND_OF
from debt_pipelines.crawlers.great_expectations_patterns import (
    is_any_like,
    matches_any_text,
    matches_no_text,
    selects_nothing,
)
from debt_pipelines.model.data_rows import AssertionKind

_EXTREMES = frozenset({"column_max_to_be_between", "column_min_to_be_between"})
_NON_NEGATIVE = frozenset(
    {
        "table_row_count_to_be_between",
        "table_column_count_to_be_between",
        "column_value_lengths_to_be_between",
        "column_unique_value_count_to_be_between",
        "column_proportion_of_unique_values_to_be_between",
        "column_proportion_of_non_null_values_to_be_between",
        "column_stdev_to_be_between",
    }
)
_AGGREGATES = frozenset(
    {
        *(_NON_NEGATIVE - {"column_value_lengths_to_be_between"}),
        *_EXTREMES,
        "column_mean_to_be_between",
        "column_median_to_be_between",
        "column_sum_to_be_between",
    }
)
_ROW_BY_ROW = re.compile(
    r"(column_values?_(?!to_be_of_type|to_be_in_type_list)|column_pair_values_|multicolumn_|compound_columns_"
    r"|select_column_values_)"
)
_LARGEST_FLOAT = 1.797e308
_UNREACHABLE_Z_SCORE = 1000
_IGNORES_MISSING = ("both_values_are_missing", "either_value_is_missing")
_PATTERNS: dict[str, tuple[str, Callable[[Any], bool], str]] = {
    "column_values_to_match_regex": ("regex", matches_any_text, "every"),
    "column_values_to_match_regex_list": ("regex_list", matches_any_text, "every"),
    "column_values_to_match_like_pattern": ("like_pattern", is_any_like, "every"),
    "column_values_to_match_like_pattern_list": ("like_pattern_list", is_any_like, "every"),
    "column_values_to_not_match_regex": ("regex", matches_no_text, "no"),
    "column_values_to_not_match_regex_list": ("regex_list", matches_no_text, "no"),
}
"""Where each of these has its patterns, and what lets it pass whatever the texts are."""


def short_type(expectation_type: str) -> str:
    """The type without its `expect_`, in lower case."""
    return expectation_type.lower().removeprefix("expect_")


def kind_of(expectation_type: str, kwargs: Mapping[str, Any]) -> AssertionKind:
    """What an expectation checks; an extreme bounded relative to now is a check of freshness."""
    name = short_type(expectation_type)
    if name in _EXTREMES and any("now()" in str(kwargs.get(key)) for key in ("min_value", "max_value")):
        return "freshness"
    return KIND_OF.get(name, "custom")


def columns_of(kwargs: Mapping[str, Any]) -> list[str | None]:
    """The columns an expectation names, each once; None alone for one about the table as a whole."""
    named: list[Any] = [kwargs.get(key) for key in ("column", "column_A", "column_B")]
    for key in ("column_list", "column_set"):
        listed = kwargs.get(key)
        named.extend(listed if isinstance(listed, list) else ())
    columns: list[str | None] = list(dict.fromkeys(name for name in named if isinstance(name, str)))
    return columns or [None]


def strength_of(kind: AssertionKind, kwargs: Mapping[str, Any], *, is_vacuous: bool) -> float:
    """How much it can catch, 0..1: less for mere presence or type, and in proportion to `mostly`."""
    if is_vacuous:
        return 0.0
    base = {"presence": 0.2, "type": 0.3}.get(kind, 1.0)
    mostly = number_of(kwargs.get("mostly"))
    return base if mostly is None or not 0 <= mostly <= 1 else round(base * mostly, 4)


def vacuous_reason(expectation_type: str, kwargs: Mapping[str, Any]) -> str | None:
    """Why an expectation cannot fail whatever the values are, in words; None when it can."""
    name = short_type(expectation_type)
    if name == "unexpected_rows_expectation":
        return "its query selects no row" if selects_nothing(kwargs.get("unexpected_rows_query")) else None
    if name not in KIND_OF or kwargs.get("auto"):
        return None
    return next((reason for reason in _reasons(name, kwargs) if reason), None)


def _reasons(name: str, kwargs: Mapping[str, Any]) -> Iterator[str | None]:
    if _ROW_BY_ROW.match(name):
        yield _mostly_reason(kwargs)
        yield "its row condition matches no row" if never_holds(kwargs.get("row_condition")) else None
    if name == "column_values_to_be_between":
        yield _infinite_reason(kwargs)
    if name in _AGGREGATES or name in _NON_NEGATIVE:
        yield _bounds_reason(name, kwargs)
    yield _set_reason(name, kwargs)
    yield _pattern_reason(name, kwargs)
    yield _pair_reason(name, kwargs)
    yield _quantile_reason(name, kwargs)
    yield _threshold_reason(name, kwargs)


def _mostly_reason(kwargs: Mapping[str, Any]) -> str | None:
    mostly = number_of(kwargs.get("mostly"))
    return "`mostly` is 0, so it passes when every row fails" if mostly == 0 else None


def is_open_bound(value: Any, sign: int) -> bool:
    """Whether a bound is left out or infinite on its side (sign -1: lower, 1: upper)."""
    number = number_of(value)
    return value is None or (number is not None and sign * number >= _LARGEST_FLOAT)


def _is_unbounded(kwargs: Mapping[str, Any]) -> bool:
    return is_open_bound(kwargs.get("min_value"), -1) and is_open_bound(kwargs.get("max_value"), 1)


def _infinite_reason(kwargs: Mapping[str, Any]) -> str | None:
    is_stated = kwargs.get("min_value") is not None or kwargs.get("max_value") is not None
    is_strict = kwargs.get("strict_min") or kwargs.get("strict_max")
    is_infinite = is_stated and not is_strict and _is_unbounded(kwargs)
    return "its bounds are infinite, so every number is between them" if is_infinite else None


def _bounds_reason(name: str, kwargs: Mapping[str, Any]) -> str | None:
    stated = [kwargs[key] for key in ("min_value", "max_value") if kwargs.get(key) is not None]
    if re.search("count|lengths", name) and not all(isinstance(bound, int) for bound in stated):
        return None
    if name in _AGGREGATES and _is_unbounded(kwargs):
        return "it has neither a lower nor an upper bound"
    if name not in _NON_NEGATIVE:
        return None
    lower, upper = number_of(kwargs.get("min_value")), number_of(kwargs.get("max_value"))
    is_exclusive = lower == 0 and kwargs.get("strict_min")
    if kwargs.get("min_value") is not None and (lower is None or lower > 0 or is_exclusive):
        return None
    if is_open_bound(kwargs.get("max_value"), 1) and lower is not None:
        return f"its only bound is a minimum of {lower:g}, and nothing it measures is below 0"
    if "proportion" in name and upper is not None and upper >= 1 and not kwargs.get("strict_max"):
        return "its bounds cover 0 to 1, and a proportion is never outside them"
    return None


def _set_reason(name: str, kwargs: Mapping[str, Any]) -> str | None:
    is_empty = kwargs.get("value_set") == []
    if name == "column_values_to_not_be_in_set" and is_empty:
        return "the set of forbidden values is empty"
    if name == "column_distinct_values_to_contain_set" and is_empty:
        return "the set of required values is empty"
    names_no_column = not kwargs.get("column_set", True) and not kwargs.get("exact_match", True)
    if name == "table_columns_to_match_set" and names_no_column:
        return "the set of required columns is empty and other columns are allowed"
    if name == "column_values_to_be_in_type_list" and kwargs.get("type_list") is None:
        return "no list of types is given"
    if name == "table_columns_to_match_ordered_list" and kwargs.get("column_list", True) is None:
        return "no list of columns is given"
    return None


def _pattern_reason(name: str, kwargs: Mapping[str, Any]) -> str | None:
    if name not in _PATTERNS:
        return None
    argument, is_met, where = _PATTERNS[name]
    written = kwargs.get(argument)
    if not argument.endswith("_list"):
        return f"the pattern `{written}` is found in {where} text" if is_met(written) else None
    if not isinstance(written, list) or not written:
        return None
    combine = any if where == "every" and kwargs.get("match_on") != "all" else all
    return f"its patterns are found in {where} text" if combine(map(is_met, written)) else None


def _pair_reason(name: str, kwargs: Mapping[str, Any]) -> str | None:
    is_same = kwargs.get("column_A") is not None and kwargs.get("column_A") == kwargs.get("column_B")
    is_reflexive = name == "column_pair_values_to_be_equal" or (
        name == "column_pair_values_a_to_be_greater_than_b" and kwargs.get("or_equal") is True
    )
    if not is_same or not is_reflexive or kwargs.get("ignore_row_if", _IGNORES_MISSING[0]) not in _IGNORES_MISSING:
        return None
    return "it compares a column with itself"


def _quantile_reason(name: str, kwargs: Mapping[str, Any]) -> str | None:
    ranges = kwargs.get("quantile_ranges")
    values = ranges.get("value_ranges") if isinstance(ranges, dict) else None
    if name != "column_quantile_values_to_be_between" or not isinstance(values, list):
        return None
    is_open = bool(values) and all(
        isinstance(pair, list) and len(pair) == 2 and is_open_bound(pair[0], -1) and is_open_bound(pair[1], 1)
        for pair in values
    )
    return "every range of its quantiles is open on both sides" if is_open else None


def _threshold_reason(name: str, kwargs: Mapping[str, Any]) -> str | None:
    if name == "column_kl_divergence_to_be_less_than":
        is_open = "threshold" in kwargs and is_open_bound(kwargs["threshold"], 1)
        return "it has no threshold, or an infinite one" if is_open else None
    threshold = number_of(kwargs.get("threshold"))
    if name != "column_value_z_scores_to_be_less_than" or threshold is None or threshold < _UNREACHABLE_Z_SCORE:
        return None
    return f"a z-score among n rows is at most the square root of n, so {threshold:g} is out of reach"
