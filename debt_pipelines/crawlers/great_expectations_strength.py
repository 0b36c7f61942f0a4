"""What a Great Expectations expectation checks, how much it can catch, and why it can catch nothing.

Each pattern called vacuous here passes on bad data when Great Expectations runs it; the tests do run it. What
Great Expectations refuses, such as `expect_column_values_to_be_between` without a bound, is not vacuous.
"""

from __future__ import annotations

import ast
import math
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from debt_pipelines.crawlers.great_expectations_kinds import KIND_OF
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
    }
)
_AGGREGATES = frozenset(
    {
        *(_NON_NEGATIVE - {"column_value_lengths_to_be_between"}),
        *_EXTREMES,
        "column_mean_to_be_between",
        "column_median_to_be_between",
        "column_stdev_to_be_between",
        "column_sum_to_be_between",
    }
)
_ROW_BY_ROW = re.compile(
    r"(column_values?_(?!to_be_of_type|to_be_in_type_list)|column_pair_values_|multicolumn_|compound_columns_"
    r"|select_column_values_)"
)
_LARGEST_FLOAT = 1.797e308
_UNREACHABLE_Z_SCORE = 1000
_ANY_TEXT = re.compile(r"\^?(\(*(\?:)?(\.|\[\\s\\S\]|\[\\S\\s\]|\[\\w\\W\]|\[\\d\\D\])\*\??\)*)?\$?")
_ANCHOR_OR_GROUP_OPTION = re.compile(r"[\^$]|\\[^.\-_/+*?()\[\]{}|\\dDwWsStnr]|\(\?(?!:)")


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
    mostly = _number(kwargs.get("mostly"))
    return base if mostly is None or not 0 <= mostly <= 1 else round(base * mostly, 4)


def vacuous_reason(expectation_type: str, kwargs: Mapping[str, Any]) -> str | None:
    """Why an expectation cannot fail on any data, in words; None when it can."""
    name = short_type(expectation_type)
    if name not in KIND_OF or kwargs.get("auto"):
        return None
    return next((reason for reason in _reasons(name, kwargs) if reason), None)


def _reasons(name: str, kwargs: Mapping[str, Any]) -> Iterator[str | None]:
    if _ROW_BY_ROW.match(name):
        yield _mostly_reason(kwargs)
        yield _condition_reason(kwargs.get("row_condition"))
    if name == "column_values_to_be_between":
        yield _infinite_reason(kwargs)
    if name in _AGGREGATES or name in _NON_NEGATIVE:
        yield _bounds_reason(name, kwargs)
    yield _set_reason(name, kwargs)
    yield _regex_reason(name, kwargs)
    yield _quantile_reason(name, kwargs)
    yield _z_score_reason(name, kwargs)


def _number(value: Any) -> float | None:
    """The number a value stands for; texts such as `Infinity` count, parameters and dates do not."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return None if number != number else number


def _mostly_reason(kwargs: Mapping[str, Any]) -> str | None:
    mostly = _number(kwargs.get("mostly"))
    return "`mostly` is 0, so it passes when every row fails" if mostly == 0 else None


def _is_open(value: Any, sign: int) -> bool:
    """Whether a bound is left out or infinite on its side (sign -1: lower, 1: upper)."""
    number = _number(value)
    return value is None or (number is not None and sign * number >= _LARGEST_FLOAT)


def _is_unbounded(kwargs: Mapping[str, Any]) -> bool:
    return _is_open(kwargs.get("min_value"), -1) and _is_open(kwargs.get("max_value"), 1)


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
    lower, upper = _number(kwargs.get("min_value")), _number(kwargs.get("max_value"))
    is_exclusive = lower == 0 and kwargs.get("strict_min")
    if kwargs.get("min_value") is not None and (lower is None or lower > 0 or is_exclusive):
        return None
    if _is_open(kwargs.get("max_value"), 1) and lower is not None:
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
    return None


def _regex_reason(name: str, kwargs: Mapping[str, Any]) -> str | None:
    if name == "column_values_to_match_regex" and matches_any_text(kwargs.get("regex")):
        return f"the pattern `{kwargs['regex']}` is found in every text"
    patterns = kwargs.get("regex_list")
    if name != "column_values_to_match_regex_list" or not isinstance(patterns, list) or not patterns:
        return None
    combine = all if kwargs.get("match_on") == "all" else any
    return "its patterns are found in every text" if combine(map(matches_any_text, patterns)) else None


def matches_any_text(pattern: Any) -> bool:
    """Whether a regular expression, searched for, is found in every text."""
    if not isinstance(pattern, str) or len(pattern) > 1000:
        return False
    is_any = pattern != "^$" and _ANY_TEXT.fullmatch(pattern) is not None
    if not is_any and _ANCHOR_OR_GROUP_OPTION.search(pattern):
        return False
    try:
        with warnings.catch_warnings(action="ignore"):
            return re.search(pattern, "") is not None
    except (re.error, RecursionError, OverflowError):
        return False


def _quantile_reason(name: str, kwargs: Mapping[str, Any]) -> str | None:
    ranges = kwargs.get("quantile_ranges")
    values = ranges.get("value_ranges") if isinstance(ranges, dict) else None
    if name != "column_quantile_values_to_be_between" or not isinstance(values, list):
        return None
    is_open = all(isinstance(pair, list) and all(bound is None for bound in pair) for pair in values)
    return "every range of its quantiles is open on both sides" if is_open else None


def _z_score_reason(name: str, kwargs: Mapping[str, Any]) -> str | None:
    if name != "column_value_z_scores_to_be_less_than":
        return None
    threshold = _number(kwargs.get("threshold"))
    if threshold is None or threshold < _UNREACHABLE_Z_SCORE:
        return None
    return f"a z-score among n rows is at most the square root of n, so {threshold:g} is out of reach"


def _condition_reason(condition: Any) -> str | None:
    read = _limits_of_object if isinstance(condition, dict) else _limits_of_text
    try:
        limits = list(read(condition))
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return None
    by_column: dict[str, list[_Limit]] = {}
    for limit in limits:
        by_column.setdefault(limit[0], []).append(limit)
    wants_nothing = any(limit[1:] == ("in", []) for limit in limits)
    is_never = wants_nothing or any(map(_is_contradictory, by_column.values()))
    return "its row condition matches no row" if is_never else None


_Limit = tuple[str, str, Any]
_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.In: "in",
}


def _limits_of_object(condition: Mapping[str, Any]) -> Iterator[_Limit]:
    """The comparisons that must all hold, of a condition in its object form."""
    kind, conditions = condition.get("type"), condition.get("conditions")
    if kind == "and" and isinstance(conditions, list):
        for part in conditions:
            if isinstance(part, dict):
                yield from _limits_of_object(part)
    elif kind == "pass_through":
        yield from _limits_of_text(condition.get("pass_through_filter"))
    elif kind == "comparison":
        column = condition.get("column")
        name = column.get("name") if isinstance(column, dict) else column
        yield str(name), str(condition.get("operator")).lower(), condition.get("parameter")


def _limits_of_text(condition: Any) -> Iterator[_Limit]:
    """The comparisons that must all hold, of a pandas expression; it is parsed and never evaluated."""
    if not isinstance(condition, str) or len(condition) > 1000:
        return
    with warnings.catch_warnings(action="ignore"):
        pending: list[ast.expr] = [ast.parse(condition.strip(), mode="eval").body]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            pending.extend(node.values)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
            pending.extend((node.left, node.right))
        elif isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.left, ast.Name):
            value = ast.literal_eval(node.comparators[0])
            yield node.left.id, _OPERATORS.get(type(node.ops[0]), "other"), value


def _is_contradictory(limits: list[_Limit]) -> bool:
    """Whether no value satisfies all comparisons of one column with numbers."""
    stated = [(operator, None if isinstance(value, str) else _number(value)) for _, operator, value in limits]
    numbers = [(operator, number) for operator, number in stated if number is not None]
    lower = max((number for operator, number in numbers if operator in (">", ">=", "==")), default=-math.inf)
    upper = min((number for operator, number in numbers if operator in ("<", "<=", "==")), default=math.inf)
    is_strict = any(operator in ("<", ">") and number == lower for operator, number in numbers)
    return lower > upper or (lower == upper and is_strict)
