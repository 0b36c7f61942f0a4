"""Whether the values of a column have moved although its type and its set of values are the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from debt_pipelines.catalog.drift.change import Change, number, share, shown
from debt_pipelines.catalog.drift.column import ColumnVersion, counts_of, quantiles_of
from debt_pipelines.catalog.drift.distribution import category_distance, quantity_distance
from debt_pipelines.catalog.drift.domain import has_other_values, is_category
from debt_pipelines.catalog.tabular.lattice import base_of

_MIN_PSI = 0.2
"""Scorecards call 0.1 a shift to watch and 0.25 one to act on; half a standard deviation of a bell curve gives 0.25."""
_NAMES = frozenset({"identifier", "constant", "date", "timestamp", "time"})
_TELLING = 0.1
_MAX_MOVED = 0.5
_MIN_TO_TELL = 3
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_PERIOD_DIGITS = (4, 6, 8)

Pair = tuple[ColumnVersion, ColumnVersion]


def is_quantity(column: ColumnVersion) -> bool:
    """Whether a column measures something: no key, no counter, no period, no constant, and none of a few codes."""
    if column.logical_type is None or base_of(column.logical_type) not in ("integer", "number", "decimal"):
        return False
    if column.semantic in _NAMES or column.is_increasing or (column.n_distinct or 0) < 2:
        return False
    if column.semantic == "code" and column.is_domain_known:
        return False
    return column.logical_type != "integer" or not (column.n_distinct == column.n_values or _holds_periods(column))


def has_distribution(before: ColumnVersion, after: ColumnVersion) -> bool:
    """Whether the shares of values in two versions of a column say anything about drift."""
    return (is_quantity(before) and is_quantity(after)) or (is_category(before) and after.logical_type == "string")


def shifts(pairs: Iterable[Pair]) -> Iterator[Change]:
    """The columns of one table that moved by much, and by more than chance would.

    Where most of its quantities moved at once, the table holds another period or another sample. That is no drift of
    a column, so nothing is said.
    """
    moved: list[Change] = []
    quantities: list[bool] = []
    for before, after in pairs:
        found = _shift(before, after)
        if found is not None:
            moved.append(found)
        if before.mean is not None:
            quantities.append(found is not None)
    if not _is_another_population(quantities):
        yield from moved


def _is_another_population(have_moved: Sequence[bool]) -> bool:
    return len(have_moved) >= _MIN_TO_TELL and sum(have_moved) > _MAX_MOVED * len(have_moved)


def _shift(before: ColumnVersion, after: ColumnVersion) -> Change | None:
    if (before.quantiles, before.frequent) == (after.quantiles, after.frequent):
        return None
    of_quantities = before.mean is not None and after.mean is not None
    found = (quantity_distance if of_quantities else category_distance)(before, after)
    if found is None or found.is_chance or found.psi < _MIN_PSI:
        return None
    if before.mean is not None and after.mean is not None:
        is_mean_telling = abs(after.mean - before.mean) >= _TELLING * (before.deviation or 0.0)
        said = [_center(column, is_mean_telling=is_mean_telling) for column in (before, after)]
    elif has_other_values(before, after):
        return None
    else:
        said = _most_moved(before, after)
    return Change("shifted_distribution", after.name, said[0], f"{said[1]}, PSI {found.psi:.1f}")


def _center(column: ColumnVersion, *, is_mean_telling: bool) -> str:
    """Where the values lie: their mean, or the bounds of the middle half where that has hardly moved."""
    if is_mean_telling and column.mean is not None:
        return f"mean {number(column.mean)}"
    quantiles = quantiles_of(column)
    quarter = len(quantiles) // 4
    return f"half of them from {number(quantiles[quarter])} to {number(quantiles[-1 - quarter])}"


def _most_moved(before: ColumnVersion, after: ColumnVersion) -> list[str]:
    """The share of the value whose share has changed most, before and after."""
    sides = [(counts_of(column), column.n_values or 1) for column in (before, after)]
    (had, n_before), (has, n_after) = sides
    most = max(had | has, key=lambda value: abs(has.get(value, 0) / n_after - had.get(value, 0) / n_before))
    name = shown(most) if before.pii_kind is None and after.pii_kind is None else "one value"
    return [f"{name} {share(counts.get(most, 0), total)}" for counts, total in sides]


def _holds_periods(column: ColumnVersion) -> bool:
    """Whether whole numbers are years, or years with months, weeks or days behind them."""
    bounds = (column.minimum or "", column.maximum or "")
    if not all(map(str.isdecimal, bounds)) or len(bounds[0]) != len(bounds[1]) or len(bounds[0]) not in _PERIOD_DIGITS:
        return False
    return all(_FIRST_YEAR <= int(bound[:4]) <= _LAST_YEAR for bound in bounds)
