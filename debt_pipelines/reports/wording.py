"""Says figures in words, the same way in every report: counts, hours, shares, grades, places and moments."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from debt_pipelines.reports.cells import shorten_middle
from debt_pipelines.reports.printable import printable

UNKNOWN = "?"
LETTER_LIMITS: dict[str, str] = {
    "A": "up to 5 %",
    "B": "up to 10 %",
    "C": "up to 20 %",
    "D": "up to 50 %",
    "E": "over 50 %",
}
_GRADE_WORDS = ((4.95, "clean"), (3.5, "light debt"), (2.5, "moderate debt"), (1.5, "heavy debt"))


def count(number: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: `1 finding`, `2,000 findings`, `0 categories`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def duration(minutes: float) -> str:
    """Working time: minutes under an hour, else hours."""
    if minutes <= 0:
        return "0 h"
    if minutes < 1:
        return "<1 min"
    if round(minutes) < 60:
        return f"{minutes:.0f} min"
    hours = minutes / 60
    return f"{hours:,.0f} h" if hours >= 100 else f"{_trim(hours)} h"


def durations(low: float, high: float) -> str:
    """What lies between two working times in minutes: `2 min to 3 h`, or one of them where both read alike."""
    first, last = duration(low), duration(high)
    return first if first == last else f"{first} to {last}"


def weeks(number: float) -> str:
    """A time of payback: whole weeks up to two years, then years."""
    if number < 1:
        return "under a week"
    return count(round(number), "week") if number <= 104 else count(round(number / 52), "year")


def percent(share: float | None) -> str:
    """A share with one decimal at most; never rounded up to all or down to nothing."""
    if share is None or not math.isfinite(share):
        return UNKNOWN
    figure = share * 100
    if 0 < figure < 0.05:
        return "<0.1 %"
    if 99.9 < figure < 100:
        return "99.9 %"
    return f"{_trim(figure)} %" if figure < 1000 else f"{figure:,.0f} %"


def grade(score: float | None) -> str:
    """A grade out of five, or a question mark where too little is known."""
    return UNKNOWN if score is None else f"{score:.1f}/5"


def grade_word(score: float | None) -> str:
    """What a grade means, in words."""
    if score is None:
        return "too little evidence"
    return next((word for limit, word in _GRADE_WORDS if score >= limit), "severe debt")


def place(path: str, line: int | None, limit: int) -> str:
    """`path:line`, printable, cut in the middle to `limit` cells."""
    suffix = "" if line is None else f":{line}"
    return shorten_middle(printable(path), limit - len(suffix)) + suffix


def moment(iso: str) -> str:
    """A moment to the minute in UTC; text that is no ISO moment stays as it is."""
    try:
        parsed = datetime.fromisoformat(iso)
    except ValueError:
        return printable(iso)
    if parsed.tzinfo is None:
        return parsed.strftime("%Y-%m-%d %H:%M")
    return parsed.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def utc(iso: str) -> str:
    """A moment in UTC to the second (RFC 3339), for machines; text that is no moment gives the epoch."""
    try:
        parsed = datetime.fromisoformat(iso)
    except ValueError:
        parsed = datetime.fromtimestamp(0, UTC)
    aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def file_size(size_bytes: int) -> str:
    """A size in decimal units."""
    size = float(size_bytes)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{_trim(size)} {unit}"
        size /= 1000
    return f"{_trim(size)} TB"


def _trim(figure: float) -> str:
    return f"{figure:.1f}".removesuffix(".0")
