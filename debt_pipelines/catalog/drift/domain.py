"""Whether a column of few values has got others: new ones, or some that are gone."""

from __future__ import annotations

import re

from debt_pipelines.catalog.drift.chance import is_absence_news
from debt_pipelines.catalog.drift.change import Change, share, shown
from debt_pipelines.catalog.drift.column import ColumnVersion, counts_of

_MIN_REPEATS = 20
"""A category comes back: on average each value stands in so many rows. Else a new one is only the next name."""
_MIN_KEPT = 0.5
_BURST = 4
_N_NAMED = 5
_DIGITS = re.compile(r"\d+")
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")


def is_category(column: ColumnVersion) -> bool:
    """Whether a column holds words out of a small set that is known in full; periods follow one another."""
    n_values = column.n_values
    if column.logical_type != "string" or column.hidden_type or not column.is_domain_known or not n_values:
        return False
    values = counts_of(column)
    return n_values >= _MIN_REPEATS * len(values) and not all(map(_YEAR.search, values))


def is_domain_comparable(before: ColumnVersion, after: ColumnVersion) -> bool:
    """Whether the values of a category before can be held against those after."""
    is_larger = after.n_distinct is not None and after.n_distinct > len(counts_of(before))
    return after.is_domain_known or is_larger


def has_other_values(before: ColumnVersion, after: ColumnVersion) -> bool:
    """Whether most of the values are others now."""
    had, has = counts_of(before).keys(), counts_of(after).keys()
    return len(had & has) < _MIN_KEPT * len(had)


def domain_change(before: ColumnVersion, after: ColumnVersion) -> Change | None:
    """The new and the vanished values of a category, where chance does not explain them.

    A column most of whose values are others now holds names that come and go, and no category, unless just as many
    rows have each: then they were written anew. Values that only count on, such as `week 12`, are no news.
    """
    had, has = counts_of(before), counts_of(after)
    n_before, n_after = before.n_values or 0, after.n_values or 0
    if had.keys() == has.keys() or not n_before or not n_after:
        return None
    if _is_burst(before, after):
        return Change("changed_domain", after.name, f"{len(had)} values", f"{after.n_distinct} values")
    if not after.is_domain_known or (has_other_values(before, after) and sorted(had.values()) != sorted(has.values())):
        return None
    new = [value for value, count in has.items() if value not in had and is_absence_news(count, n_after, n_before)]
    gone = [value for value, count in had.items() if value not in has and is_absence_news(count, n_before, n_after)]
    if not (new or gone) or _do_count_on(had, [*new, *gone]):
        return None
    said = [_listed("new", new, has, n_after, is_shown=after.pii_kind is None)] * bool(new)
    said += [_listed("gone", gone, had, n_before, is_shown=before.pii_kind is None)] * bool(gone)
    return Change("changed_domain", after.name, f"{len(had)} values", "; ".join(said))


def _is_burst(before: ColumnVersion, after: ColumnVersion) -> bool:
    """Whether a small set has become so many values that they are not told in full, in not many more rows."""
    is_larger = not after.is_domain_known and (after.n_distinct or 0) >= _BURST * len(counts_of(before))
    return is_larger and (after.n_values or 0) < _BURST * (before.n_values or 0)


def _do_count_on(had: dict[str, int], values: list[str]) -> bool:
    """Whether all values have the form of earlier ones, with other numbers."""
    forms = {_DIGITS.sub("0", value) for value in had}
    return all(_DIGITS.search(value) and _DIGITS.sub("0", value) in forms for value in values)


def _listed(word: str, values: list[str], counts: dict[str, int], total: int, *, is_shown: bool) -> str:
    if not is_shown:
        return f"{word}: {len(values)} of the values"
    named = [f"{shown(value)} ({share(counts[value], total)})" for value in values[:_N_NAMED]]
    more = f" (+{len(values) - _N_NAMED})" if len(values) > _N_NAMED else ""
    return f"{word}: {', '.join(named)}{more}"
