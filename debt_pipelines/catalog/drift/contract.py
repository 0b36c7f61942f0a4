"""Whether the values of a column contradict the type that is declared for it."""

from __future__ import annotations

from debt_pipelines.catalog.drift.column import ColumnVersion, counts_of, quantiles_of
from debt_pipelines.catalog.tabular.lattice import LogicalType, base_of

_NUMBERS = frozenset({"integer", "number", "decimal"})
_MOMENTS = frozenset({"date", "timestamp"})
_IN_TEXT = frozenset({"time", "duration", "binary", "list", "struct"})
"""Types that a text format cannot show."""
_SECONDS_OF_DAY = 86_400
_HELD_BY: dict[str, frozenset[str]] = {
    "boolean": frozenset({"boolean"}),
    "date": _MOMENTS,
    "timestamp": _MOMENTS,
    **dict.fromkeys(_NUMBERS, frozenset({"integer", "number"})),
}


def is_contradicted(declared: LogicalType, column: ColumnVersion, *, is_typed: bool) -> bool:
    """Whether a column holds what the declared type cannot.

    A number that happens to be whole, a floating column of whole numbers and a narrower or wider decimal are no
    contradiction; neither is text in a format that knows nothing else, where its values are of the declared type.
    """
    if column.logical_type is None:
        return False
    wanted, found = base_of(declared), base_of(column.logical_type)
    if wanted == found or (not is_typed and (wanted == "string" or wanted in _IN_TEXT)):
        return False
    if {wanted, found} <= _NUMBERS:
        return wanted == "integer" and not _are_whole(column, 1)
    if {wanted, found} == _MOMENTS:
        return wanted == "date" and not _are_whole(column, _SECONDS_OF_DAY)
    if wanted == "boolean" and found in ("integer", "string"):
        return not (column.hidden_type == "boolean" or (column.is_domain_known and len(counts_of(column)) <= 2))
    if found == "string" and not is_typed:
        return column.hidden_type not in _HELD_BY[wanted]
    return not (wanted in _MOMENTS and found == "integer")


def _are_whole(column: ColumnVersion, unit: int) -> bool:
    """Whether all values are multiples of a unit, as far as the quantiles tell."""
    return all(value % unit == 0 for value in quantiles_of(column))
