"""Delta and Iceberg tables in a project: one dataset a folder, and no data file of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.registry import crawl_project
from debt_pipelines.crawlers.table_history import versions_at
from debt_pipelines.model.data_rows import Assertion, Description, Sighting, Source
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen, Profile, ProfileVersion, SchemaVersion
from debt_pipelines.project.project import open_project
from tests.catalog.lake.logs import Files, add, column, delta_log, iceberg_log, metadata
from tests.rows import expanded

ID, NAME = column("id", "long", nullable=False), column("name", "string", comment="Who it is")
ORDERS = delta_log(
    [metadata(ID)],
    [add("a", 4, nullCount={"id": 0}, minValues={"id": 1}, maxValues={"id": 4})],
    [metadata(ID, NAME, description="All orders", configuration={"delta.constraints.plus": "id > 0"})],
)
PEOPLE = {
    "schemas": [
        {
            "schema-id": 0,
            "identifier-field-ids": [1],
            "fields": [{"id": 1, "name": "id", "type": "long", "required": True}],
        }
    ],
    "current-schema-id": 0,
}


def below(folder: str, files: Files) -> Files:
    return {f"{folder}/{name}": content for name, content in files.items()}


def scan(root: Path, settings: Settings | None = None, revision: str | None = None) -> list[Row]:
    project = open_project(root)
    only = ("tables", "lake_tables", "table_history")
    return expanded(crawl_project(project.at(revision) if revision else project, settings or Settings(), only=only))


def test_a_table_is_one_dataset(make_repo: Callable[..., Path]) -> None:
    parts = {"lake/orders/part-0.parquet": b"PAR1", "lake/orders/y=1/part-1.parquet": b"PAR1", "other.csv": b"a\n1\n"}
    root = make_repo({**below("lake/orders", ORDERS), **parts})
    rows = scan(root)
    seen = {row.path: row for row in rows if isinstance(row, Sighting)}
    assert seen.keys() == {"lake/orders", "other.csv"}
    orders = seen["lake/orders"]
    assert (orders.kind, orders.format, orders.storage, orders.n_rows, orders.size_bytes) == (
        "table", "delta", "git", 4, 100,
    )  # fmt: skip
    assert orders.is_present
    assert orders.is_schema_read
    assert orders.is_schema_declared
    assert [(row.path, row.status) for row in rows if isinstance(row, Source)] == [
        ("other.csv", "read"),
        ("lake/orders", "read"),
    ]
    columns = [row for row in rows if isinstance(row, ColumnSeen) and row.path == "lake/orders"]
    assert [(row.column, row.position, row.logical_type) for row in columns] == [
        ("id", 0, "integer"),
        ("name", 1, "string"),
    ]
    profile = next(row for row in rows if isinstance(row, Profile) and row.path == "lake/orders")
    assert (profile.n_rows, profile.n_nulls, profile.minimum, profile.maximum) == (4, 0, "1", "4")
    versions = [row for row in rows if isinstance(row, SchemaVersion)]
    assert [(row.column, row.baseline, row.revision, row.committed_at) for row in versions] == [
        ("id", "version", "version 1", "2026-01-05T09:01:00+00:00")
    ]


def test_what_a_log_says_of_a_table(make_repo: Callable[..., Path]) -> None:
    rows = scan(make_repo(below("lake/orders", ORDERS)))
    descriptions = [row for row in rows if isinstance(row, Description)]
    assert [(row.subject_kind, row.reference, row.column, row.text, row.tool) for row in descriptions] == [
        ("dataset", "lake/orders", None, "All orders", "delta"),
        ("column", "lake/orders", "name", "Who it is", "delta"),
    ]
    assertions = [row for row in rows if isinstance(row, Assertion)]
    assert [(row.type, row.column, row.kind, row.reference) for row in assertions] == [
        ("not null", "id", "nullness", "lake/orders"),
        ("plus: id > 0", None, "custom", "lake/orders"),
    ]


def test_rows_that_are_not_known_are_no_rows_of_zero(make_repo: Callable[..., Path]) -> None:
    rows = scan(make_repo(below("lake/orders", delta_log([metadata(ID), add("a")]))))
    assert [row for row in rows if isinstance(row, Profile)] == []
    assert [row.n_rows for row in rows if isinstance(row, Sighting)] == [None]
    assert [row.column for row in rows if isinstance(row, ColumnSeen)] == ["id"]


def test_iceberg_and_its_key(make_repo: Callable[..., Path]) -> None:
    rows = scan(make_repo(below("ice/people", iceberg_log(PEOPLE))))
    (seen,) = [row for row in rows if isinstance(row, Sighting)]
    assert (seen.path, seen.format, seen.primary_key, seen.n_rows) == ("ice/people", "iceberg", "id", 0)


def test_a_damaged_log_costs_one_source(make_repo: Callable[..., Path]) -> None:
    broken = {f"bad/_delta_log/{0:020}.json": b"{", "bad/part-0.parquet": b"PAR1"}
    rows = scan(make_repo({**below("good", ORDERS), **broken}))
    assert {row.path: (row.status, row.error) for row in rows if isinstance(row, Source)} == {
        "good": ("read", None),
        "bad": ("error", f"`_delta_log/{0:020}.json` is not valid JSON in line 1"),
    }
    assert {row.path for row in rows if isinstance(row, Sighting)} == {"good"}


def test_what_the_settings_leave_out(make_repo: Callable[..., Path]) -> None:
    rows = scan(make_repo(below("tests/orders", ORDERS)))
    assert [(row.path, row.status) for row in rows if isinstance(row, Source)] == [("tests/orders", "skipped")]
    assert len(rows) == 1


def test_at_a_revision(make_repo: Callable[..., Path], commit: Callable[..., str]) -> None:
    root = make_repo(below("lake/orders", delta_log([metadata(ID)])))
    first = commit(root, {})
    commit(root, below("lake/orders", ORDERS))
    assert [row.column for row in scan(root, revision=first) if isinstance(row, ColumnSeen)] == ["id"]
    given: list[Any] = [*expanded(versions_at(open_project(root).at(first), ["lake/orders", "lake/other"], Settings()))]
    assert [(str(row.path), row.revision, type(row)) for row in given] == [
        ("lake/orders", first, SchemaVersion),
        ("lake/orders", first, ProfileVersion),
    ]
    assert json.dumps([str(row) for row in scan(root)]) == json.dumps([str(row) for row in scan(root, revision="HEAD")])
