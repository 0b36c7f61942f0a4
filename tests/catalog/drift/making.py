"""Versions of columns from plain values, measured as a scan measures them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from debt_pipelines.catalog.drift.change import Change
from debt_pipelines.catalog.drift.column import ColumnVersion
from debt_pipelines.catalog.drift.compare import Format, compare
from debt_pipelines.catalog.frames import frames_of
from debt_pipelines.catalog.profile.batches import table_of_batches
from debt_pipelines.catalog.profile.rows import present_rows
from debt_pipelines.catalog.tabular.table import Limits
from debt_pipelines.facts.table_versions import columns_of

Values = Mapping[str, Sequence[Any]]


def versions(values: Values) -> tuple[ColumnVersion, ...]:
    """The columns of a table with these values."""
    table = pa.table({name: pa.array(listed) for name, listed in values.items()})
    read = table_of_batches("parquet", table.schema, table.to_batches(), limits=Limits())
    frames = frames_of(present_rows("a", read), ("columns", "profiles"))
    return columns_of(frames["columns"], frames["profiles"], None).get("a", ())


def version(values: Sequence[Any], name: str = "x") -> ColumnVersion:
    """One column with these values."""
    return versions({name: values})[0]


def changes(before: Values, after: Values, format: Format | None = None) -> list[Change]:
    """What became of a table, without what stayed the same."""
    outcomes = compare(versions(before), versions(after), format or Format())
    return [change for outcome in outcomes for change in outcome.changes if change.kind != "unchanged"]
