"""Row conditions of Great Expectations that contradict themselves, so that a check looks at no row."""

from __future__ import annotations

import ast
import math
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

_Limit = tuple[str, str, Any]
_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.In: "in",
}


def number_of(value: Any) -> float | None:
    """The number a value stands for; texts such as `Infinity` count, parameters and dates do not."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return None if number != number else number


def never_holds(condition: Any) -> bool:
    """Whether a row condition, in either form, matches no row of any table; False where that cannot be told."""
    read = _limits_of_object if isinstance(condition, dict) else _limits_of_text
    try:
        limits = list(read(condition))
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return False
    by_column: dict[str, list[_Limit]] = {}
    for limit in limits:
        by_column.setdefault(limit[0], []).append(limit)
    wants_nothing = any(limit[1:] == ("in", []) for limit in limits)
    return wants_nothing or any(map(_is_contradictory, by_column.values()))


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
    stated = [(operator, None if isinstance(value, str) else number_of(value)) for _, operator, value in limits]
    numbers = [(operator, number) for operator, number in stated if number is not None]
    lower = max((number for operator, number in numbers if operator in (">", ">=", "==")), default=-math.inf)
    upper = min((number for operator, number in numbers if operator in ("<", "<=", "==")), default=math.inf)
    is_strict = any(operator in ("<", ">") and number == lower for operator, number in numbers)
    return lower > upper or (lower == upper and is_strict)
