"""How a check has been loosened: what it allows now, compared with what it allowed before."""

from __future__ import annotations

import json
from typing import Any

Limits = dict[str, Any]
_SHARE, _LOWER, _UPPER, _SET = "mostly", "min", "max", "values"


def limits_of(text: str | None) -> Limits | None:
    """The limits of a check, or None where they are not known."""
    limits = json.loads(text) if text else None
    return limits if isinstance(limits, dict) else None


def loosening(before: Limits, now: Limits) -> str | None:
    """What became looser, in words; None where nothing did, something became tighter, or it cannot be told.

    A share or a bound can be looser. A set that has grown is upkeep, as new values come up.
    """
    changed = sorted(key for key in {*before, *now} if before.get(key) != now.get(key))
    said: list[str] = []
    for key in changed:
        if key == _SET and _has_grown(before.get(key), now.get(key)):
            continue
        is_looser = _is_looser(key, before.get(key), now.get(key))
        if not is_looser:
            return None
        said.append(f"`{key}` {_shown(before.get(key), key)} → {_shown(now.get(key), key)}")
    return ", ".join(said) or None


def _is_looser(key: str, before: Any, now: Any) -> bool:
    if key == _SHARE:
        return _is_less(1 if now is None else now, 1 if before is None else before)
    if key in (_LOWER, _UPPER) and before is not None:
        return now is None or (_is_less(now, before) if key == _LOWER else _is_less(before, now))
    return False


def _is_less(one: Any, other: Any) -> bool:
    """Whether one is less; numbers with numbers, texts such as dates with texts."""
    are_numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (one, other))
    are_texts = all(isinstance(value, str) for value in (one, other))
    return (are_numbers or are_texts) and bool(one < other)


def _has_grown(before: Any, now: Any) -> bool:
    if not isinstance(before, list) or not isinstance(now, list):
        return False
    known = {json.dumps(value, sort_keys=True) for value in now}
    return all(json.dumps(value, sort_keys=True) in known for value in before)


def _shown(value: Any, key: str) -> str:
    if value is None:
        return "1" if key == _SHARE else "none"
    return str(value)
