"""What a check allows, in a few words: its limits as every tool writes them into the `assertions` table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_FIRST = ("min", "max", "min_value", "max_value", "values", "value_set", "regex", "mostly")
"""What a reader looks for; of a long text the end is cut."""
_MAX_VALUES = 8
_MAX_LENGTH = 200


def demand_words(limits: str | None, declared_type: str | None) -> str | None:
    """The limits of a check, and the type it wants, e.g. `min 0; max 10; mostly 0.95`.

    Empty where the name of the check says all; None where its limits are not known.
    """
    said = [declared_type] if declared_type else []
    if limits is not None:
        given = json.loads(limits)
        said += _of_limits(given) if isinstance(given, dict) else [_value(given)]
    elif not said:
        return None
    words = "; ".join(said)
    return words if len(words) <= _MAX_LENGTH else f"{words[: _MAX_LENGTH - 1].rstrip()}…"


def _of_limits(limits: Mapping[str, Any]) -> list[str]:
    names = [*(name for name in _FIRST if name in limits), *(name for name in limits if name not in _FIRST)]
    return [_limit(name.replace("_", " "), limits[name]) for name in names if limits[name] is not None]


def _limit(name: str, value: Any) -> str:
    if value is True:
        return name
    return f"not {name}" if value is False else f"{name} {_value(value)}"


def _value(value: Any) -> str:
    """A value on one line; of a long list the first few."""
    if isinstance(value, list):
        more = f", … {len(value) - _MAX_VALUES:,} more" if len(value) > _MAX_VALUES else ""
        return ", ".join(map(_value, value[:_MAX_VALUES])) + more
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return " ".join(text.split())
