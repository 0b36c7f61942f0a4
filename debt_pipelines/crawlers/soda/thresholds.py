"""Thresholds in SodaCL: `< 5`, `between 1 and 10`, and the zones in which a check warns or fails."""

from __future__ import annotations

import re

from debt_pipelines.crawlers.thresholds import Threshold

_NUMBER = r"([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)"
_BETWEEN = re.compile(rf"(not )?between ([\[(])?{_NUMBER} and {_NUMBER}([\])])?\s*%?")
_COMPARISON = re.compile(rf"(<=|>=|<>|!=|=|<|>) ?{_NUMBER}\s*%?")
_UNKNOWN = Threshold(is_known=False)


def threshold_of_text(text: str) -> Threshold:
    """The values with which a check passes, from what stands behind its measure."""
    between = _BETWEEN.fullmatch(text.strip())
    if between and not between[1]:
        return Threshold(
            minimum=_number(between[3]),
            maximum=_number(between[4]),
            is_strict_min=between[2] == "(",
            is_strict_max=between[5] == ")",
        )
    compared = _COMPARISON.fullmatch(text.strip())
    if compared is None or compared[1] in ("!=", "<>"):
        return _UNKNOWN
    return _compared(compared[1], _number(compared[2]))


def threshold_of_zone(text: str) -> Threshold:
    """The values with which a check passes, from those with which it does not (`when > 5`)."""
    condition = text.strip().removeprefix("when ").strip()
    compared = _COMPARISON.fullmatch(condition)
    opposite = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "!=": "=", "<>": "="}
    if compared and compared[1] in opposite:
        return _compared(opposite[compared[1]], _number(compared[2]))
    outside = condition.removeprefix("not ")
    return threshold_of_text(outside) if outside != condition else _UNKNOWN


def _compared(operator: str, value: float) -> Threshold:
    if operator == "=":
        return Threshold(minimum=value, maximum=value)
    if operator.startswith("<"):
        return Threshold(maximum=value, is_strict_max=operator == "<")
    return Threshold(minimum=value, is_strict_min=operator == ">")


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number
