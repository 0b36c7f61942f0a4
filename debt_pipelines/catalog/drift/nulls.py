"""Whether a column has lost values: nulls where there were none, or many more of them."""

from __future__ import annotations

from debt_pipelines.catalog.drift.chance import is_fraction_above
from debt_pipelines.catalog.drift.change import Change, share
from debt_pipelines.catalog.drift.column import ColumnVersion

_MIN_EFFECT = 0.15
"""Cohen calls 0.2 a small effect. The fractions are measured, so what is planted as 0.2 is seen as a little less."""


def null_change(before: ColumnVersion, after: ColumnVersion) -> Change | None:
    """The rise of the share of nulls, when there is one that chance does not explain; fewer nulls are no harm."""
    if not (before.n_rows and after.n_rows) or before.n_nulls is None or not after.n_nulls:
        return None
    had, has = (before.n_nulls, before.n_rows), (after.n_nulls, after.n_rows)
    if not is_fraction_above(had, has, min_effect=_MIN_EFFECT):
        return None
    return Change("changed_nullability", after.name, f"{share(*had)} empty", f"{share(*has)} empty")
