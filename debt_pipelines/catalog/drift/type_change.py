"""Whether the type of a column has changed, as far as its format tells types from values."""

from __future__ import annotations

from debt_pipelines.catalog.drift.change import Change
from debt_pipelines.catalog.drift.column import ColumnVersion
from debt_pipelines.catalog.tabular.lattice import physical_relation, relation


def type_change(before: ColumnVersion, after: ColumnVersion, *, is_typed: bool) -> Change | None:
    """The change of type; a column without any value has none.

    Where a type is read off the values, numbers that happen to be whole this time are no change.
    """
    earlier, later = before.logical_type, after.logical_type
    if earlier is None or later is None:
        return None
    if earlier != later:
        if not is_typed and (earlier, later) == ("number", "integer"):
            return None
        between = relation(earlier, later)
        if between != "same":
            return Change("changed_type", after.name, earlier, later, between == "widening")
    if is_typed and before.physical_type and after.physical_type and before.physical_type != after.physical_type:
        stored = physical_relation(before.physical_type, after.physical_type)
        if stored != "same":
            is_widening = stored == "widening"
            return Change("changed_type", after.name, before.physical_type, after.physical_type, is_widening)
    return None
