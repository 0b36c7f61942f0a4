"""How far apart the runs of a schedule are, as its cron line says."""

from __future__ import annotations

from debt_pipelines.model.digits import whole_number

_NAMED = {"@hourly": 1.0, "@daily": 1.0, "@midnight": 1.0, "@weekly": 7.0, "@monthly": 30.0}
_DAYS = (30, 7)
_FIELDS = 5
_ANY = ("*", "?")


def days_between(cron: str) -> float | None:
    """The days from one run to the next, 1 where it runs more often; None for what runs in some months alone."""
    if cron.strip() in _NAMED:
        return _NAMED[cron.strip()]
    fields = cron.split()
    if len(fields) != _FIELDS or fields[3] not in _ANY:
        return None
    for field, days in zip((fields[2], fields[4]), _DAYS, strict=True):
        if field not in _ANY:
            n_days = _n_values(field, days)
            return None if n_days is None else round(max(days / n_days, 1), 1)
    return 1.0


def _n_values(field: str, n_all: int) -> int | None:
    """How many of all days a field names; None where that is not plain."""
    n = 0
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, dash, last = span.partition("-")
        each, least, most = whole_number(step or "1"), whole_number(first), whole_number(last)
        if not each:
            return None
        if span in _ANY:
            n += max(n_all // each, 1)
        elif dash and least is not None and most is not None and least <= most:
            n += (most - least) // each + 1
        elif dash and first.isalpha() and last.isalpha():
            return None
        else:
            n += 1
    return n
