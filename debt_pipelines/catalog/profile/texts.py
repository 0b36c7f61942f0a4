"""Values as texts, the same whatever they were read from."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

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


def _number(value: float) -> str:
    is_whole = value.is_integer() and abs(value) <= _EXACT_WHOLE
    return str(int(value)) if is_whole else repr(value)
