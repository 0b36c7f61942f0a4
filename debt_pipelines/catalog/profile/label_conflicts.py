"""Rows that a model cannot tell apart, and that were given different labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

_MAX_LABELS = 50
"""More labels than that are measures, and two rows may measure differently."""
_MIN_DISTINCT_SHARE = 0.8


class Conflicts(NamedTuple):
    """Rows that were compared, and those with the features of another row, but not its label."""

    n_rows: int
    n_conflicts: int


def count_conflicts(data: pa.Table, features: Sequence[str], label: str) -> Conflicts | None:
    """The conflicts of a label; None where it is no class, or where the features are too coarse to tell rows apart.

    Rows that lack a feature or the label are left out. Where most rows share their features with others, such as
    age groups and sexes, that they end differently is what there is to learn.
    """
    import polars as pl

    rows = pl.DataFrame(data).drop_nulls()
    n_labels = rows[label].n_unique()
    if rows.height < 2 or not 1 < n_labels <= min(_MAX_LABELS, rows.height / 2):
        return None
    groups = rows.group_by(list(features)).agg(pl.col(label).n_unique().alias("n_labels"), pl.len().alias("n_rows"))
    if groups.height < _MIN_DISTINCT_SHARE * rows.height:
        return None
    return Conflicts(rows.height, int(groups.filter(pl.col("n_labels") > 1)["n_rows"].sum()))
