"""Time as git knows it: "now" is the last commit of anybody, so that the same input always gives the same facts."""

from __future__ import annotations

from datetime import datetime

from debt_pipelines.catalog.frames import Frames, records

_SECONDS_A_DAY = 86_400


def present_time(frames: Frames) -> datetime | None:
    """The date of the last commit of anybody; None without git."""
    return max((datetime.fromisoformat(row["last_commit_at"]) for row in records(frames["contributors"])), default=None)


def is_history_whole(frames: Frames) -> bool:
    """Whether git remembers everything from the beginning."""
    sources = records(frames["sources"])
    return not any(row["crawler"] == "dvc_history" and row["status"] != "read" for row in sources)


def days_until(now: datetime | None, since: str | None) -> float | None:
    """Days from a date to now, rounded; None when either is unknown."""
    if now is None or since is None:
        return None
    return round(max((now - datetime.fromisoformat(since)).total_seconds(), 0) / _SECONDS_A_DAY, 1)


def day_of(date: str | None) -> str | None:
    """The day of a date, for people to read."""
    return date[:10] if date else None
