"""Says how debt changed, the same way in every report: signed times, and the causes that have a share in it."""

from __future__ import annotations

from debt_pipelines.model.trend import Trend
from debt_pipelines.reports.wording import duration

CAUSES = ("fixed", "introduced", "accepted", "rule_set", "evidence")
_WORDS = {"rule_set": "other rules"}


def signed(minutes: float) -> str:
    """Working time with its sign; nothing is `0 h`."""
    sign = "+" if minutes > 0 else "-" if minutes < 0 else ""
    return sign + duration(abs(minutes))


def minutes_by(trend: Trend, cause: str) -> float:
    """The minutes of one of CAUSES."""
    minutes: float = getattr(trend, f"{cause}_minutes")
    return minutes


def cause_words(cause: str) -> str:
    """One of CAUSES as a reader says it."""
    return _WORDS.get(cause, cause)


def trend_words(trend: Trend) -> str:
    """Since when, and what had a share in the change: `since 2026-01-05: fixed -3 h, introduced +1 h`."""
    told = [(cause, minutes_by(trend, cause)) for cause in CAUSES]
    words = ", ".join(f"{cause_words(cause)} {signed(minutes)}" for cause, minutes in told if minutes)
    return f"since {trend.since[:10]}{f': {words}' if words else ', nothing changed'}"
