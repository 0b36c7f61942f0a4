"""How regularly a dataset changes, and whether its next version is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median, quantiles

_MIN_DAYS_WITH_VERSIONS = 5
_MIN_SPAN_DAYS = 28
_MAX_SPREAD = 2
_WEEKEND_DAYS = 2
_OVERDUE = 3


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The usual time between versions, and whether a new one has failed to come; empty when that means nothing."""

    interval_days: float
    is_overdue: bool | None


def interval_of(dates: Iterable[str]) -> float | None:
    """The median time between versions in days; those of one day count as one."""
    gaps = _gaps(dates)
    return round(float(median(gaps)), 1) if gaps else None


def rhythm_of(dates: list[str], days_since_change: float | None) -> Rhythm | None:
    """The rhythm of a dataset, or None where there is none.

    There is one when versions came on at least five days over at least four weeks, nine in ten within twice the median
    time, or a weekend more. The next is overdue after three times the median, and after a longer pause than ever.
    """
    gaps = _gaps(dates)
    if days_since_change is None or len(gaps) + 1 < _MIN_DAYS_WITH_VERSIONS or sum(gaps) < _MIN_SPAN_DAYS:
        return None
    usual = float(median(gaps))
    if quantiles(gaps, n=10, method="inclusive")[-1] > max(_MAX_SPREAD * usual, usual + _WEEKEND_DAYS):
        return None
    return Rhythm(round(usual, 1), days_since_change > max(_OVERDUE * usual, *gaps))


def without_standstill(rhythms: Mapping[str, Rhythm]) -> dict[str, Rhythm]:
    """The rhythms of a project; where most of them have stopped, the project has, and no dataset by itself is late."""
    n_late = sum(rhythm.is_overdue is True for rhythm in rhythms.values())
    if 2 * n_late <= len(rhythms):
        return dict(rhythms)
    return {path: replace(rhythm, is_overdue=None if rhythm.is_overdue else False) for path, rhythm in rhythms.items()}


def _gaps(dates: Iterable[str]) -> list[int]:
    days = sorted({datetime.fromisoformat(date).astimezone(UTC).date().toordinal() for date in dates})
    return [later - earlier for earlier, later in pairwise(days)]
