"""The dates of commits, some of which no clock ever showed: tools wrote time zones of days and years of millions.

What git tells of such a commit is brought to UTC, where that gives a date at all; else it is the beginning of time, as
git itself has it for what it cannot tell.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_BEGINNING = "1970-01-01T00:00:00+00:00"
_PARTS = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)([+-])(\d+):(\d\d)")


def commit_date(told: str) -> str:
    """A date of git (strict ISO 8601) as one that can be reckoned with."""
    try:
        datetime.fromisoformat(told).astimezone(UTC)
    except (ValueError, OverflowError):
        return _in_utc(told)
    return told


def _in_utc(told: str) -> str:
    parts = _PARTS.fullmatch(told)
    if parts is None:
        return _BEGINNING
    moment, sign, hours, minutes = parts.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    try:
        local = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        return (local - offset if sign == "+" else local + offset).isoformat()
    except OverflowError:
        return _BEGINNING
