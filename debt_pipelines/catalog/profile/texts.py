"""Values as texts, the same whatever they were read from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from debt_pipelines.catalog.profile.sampling import N_SHOWN_NUMBERS

MAX_LENGTH = 200
"""How much of a text is kept, in characters."""
_EXACT_WHOLE = 2.0**53


def text_of(value: Any) -> str | None:
    """A value as text: whole numbers without a fraction, booleans in lower case, dates and times in ISO 8601.

    A long text is cut; bytes and nested values have none.
    """
    if isinstance(value, str):
        return value[:MAX_LENGTH]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return None if math.isnan(value) else _number(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value.is_finite() else None
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return str(value.total_seconds()) if isinstance(value, timedelta) else None


def frequent_texts(counts: Iterable[tuple[Any, int]]) -> tuple[tuple[str, int], ...]:
    """Values as texts with their counts, most frequent first."""
    texts: dict[str, int] = {}
    for value, count in counts:
        text = text_of(value)
        if text is not None:
            texts[text] = texts.get(text, 0) + count
    return tuple(sorted(texts.items(), key=lambda entry: (-entry[1], entry[0])))


def shown_texts(values: Sequence[Any], *, is_text: bool) -> list[str]:
    """Some values as text: fewer of those that say the more by their bounds."""
    present = [value for value in values if value is not None]
    if is_text:
        return [value[:MAX_LENGTH] for value in present]
    present = present[:: max(1, len(present) // N_SHOWN_NUMBERS)]
    return [text for value in present if (text := text_of(value)) is not None]


def _number(value: float) -> str:
    is_whole = value.is_integer() and abs(value) <= _EXACT_WHOLE
    return str(int(value)) if is_whole else repr(value)
