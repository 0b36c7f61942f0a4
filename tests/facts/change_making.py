"""Tables with an earlier version, and the changes that the facts tell of them."""

from __future__ import annotations

from typing import Any

from debt_pipelines.catalog.frames import frames_of, records
from debt_pipelines.facts.schema_changes import build
from debt_pipelines.model.catalog_rows import Dataset
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen, SchemaVersion
from debt_pipelines.model.tables import CATALOG_TABLES, METADATA_TABLES

Types = dict[str, str | None]
COMMIT = "c" * 40


def dataset(**changes: Any) -> Dataset:
    values: dict[str, Any] = {name: None for name in Dataset.__dataclass_fields__ if name != "table"}
    values |= {name: False for name in values if name.startswith("is_")}
    values |= {
        "dataset": "file:a.csv",
        "path": "a.csv",
        "schema_path": "a.csv",
        "n_partitions": 0,
        "kind": "table",
        "storage": "git",
        "tier": 3,
    }
    values |= {"source_path": "a.csv", "format": "csv", "is_present": True, "is_schema_read": True}
    return Dataset(**(values | changes))


def changes(before: Types | None, after: Types, *more: Row, **of_dataset: Any) -> list[dict[str, Any]]:
    rows: list[Row] = [dataset(**of_dataset), *more]
    for position, (name, logical_type) in enumerate(after.items()):
        seen = ColumnSeen(
            path="a.csv",
            column=name,
            position=position,
            physical_type="text",
            logical_type=logical_type,
        )
        rows.append(seen)
    rows += versions(before) if before is not None else []
    return records(build(frames_of(rows, (*METADATA_TABLES, *CATALOG_TABLES))))


def versions(before: Types, *, is_read: bool = True) -> list[SchemaVersion]:
    named: list[tuple[str | None, str | None]] = list(before.items()) or [(None, None)]
    return [
        SchemaVersion(
            path="a.csv",
            column=name,
            position=None if name is None else position,
            logical_type=logical_type,
            revision=COMMIT,
            committed_at="2024-05-01T00:00:00+00:00",
            is_read=is_read,
        )
        for position, (name, logical_type) in enumerate(named)
    ]


def kinds(found: list[dict[str, Any]]) -> dict[str | None, str | None]:
    return {row["column"]: row["kind"] for row in found}
