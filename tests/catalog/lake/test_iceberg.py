"""Iceberg metadata: columns, keys, rows and the version before, and files that are damaged."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from debt_pipelines.catalog.lake.table import LakeTable, lake_folders, log_names, read_lake
from debt_pipelines.catalog.tabular.table import Limits
from debt_pipelines.model.errors import UnreadableError
from tests.catalog.lake.logs import START, Files, folder_of, iceberg_log


def field(number: int, name: str, kind: Any, **said: Any) -> dict[str, Any]:
    return {"id": number, "name": name, "type": kind, "required": False, **said}


def schema(number: int, *fields: dict[str, Any], **said: Any) -> dict[str, Any]:
    return {"type": "struct", "schema-id": number, "fields": list(fields), **said}


def snapshot(number: int, schema_id: int | None = None, parent: int | None = None, **summary: str) -> dict[str, Any]:
    said = {f"total-{key.replace('_', '-')}": value for key, value in summary.items()}
    links = {"schema-id": schema_id, "parent-snapshot-id": parent}
    known = {key: value for key, value in links.items() if value is not None}
    return {"snapshot-id": number, "timestamp-ms": START + number * 60_000, "summary": said, **known}


def table(*schemas: dict[str, Any], snapshots: tuple[dict[str, Any], ...] = (), **said: Any) -> dict[str, Any]:
    return {
        "format-version": 2,
        "schemas": list(schemas),
        "current-schema-id": schemas[-1]["schema-id"],
        "snapshots": list(snapshots),
        "current-snapshot-id": snapshots[-1]["snapshot-id"] if snapshots else -1,
        "last-updated-ms": START,
        **said,
    }


ID, NAME = field(1, "id", "long", required=True), field(2, "name", "string", doc="Who it is")


def read(files: Files) -> LakeTable:
    return read_lake(folder_of("iceberg", files))


def test_columns_keys_and_rows() -> None:
    inner = schema(0, field(7, "a", "int", doc="first"))
    listed = {"type": "list", "element-id": 4, "element": inner, "element-required": False}
    mapped = {
        "type": "map",
        "key-id": 5,
        "key": "string",
        "value-id": 6,
        "value": "timestamptz",
        "value-required": False,
    }
    said = table(
        schema(3, ID, NAME, field(3, "items", listed), field(8, "m", mapped), field(9, "f", "fixed[16]"),
               field(10, "d", "decimal(9, 2)"), **{"identifier-field-ids": [1]}),
        snapshots=(snapshot(5, 3, records="12", files_size="900", position_deletes="0"),),
        properties={"comment": "All orders"},
    )  # fmt: skip
    lake = read(iceberg_log(said))
    columns = lake.table(lake.present, Limits()).columns
    assert [(column.name, column.physical_type, column.logical_type, column.is_nested) for column in columns] == [
        ("id", "long", "integer", False),
        ("name", "string", "string", False),
        ("items", "array<struct<a:int>>", "list", False),
        ("items[]", "struct<a:int>", "struct", True),
        ("items[].a", "int", "integer", True),
        ("m", "map<string,timestamptz>", "struct", False),
        ("m[].key", "string", "string", True),
        ("m[].value", "timestamptz", "timestamp[UTC]", True),
        ("f", "fixed[16]", "binary", False),
        ("d", "decimal(9, 2)", "decimal(9,2)", False),
    ]
    assert (lake.present.n_rows, lake.present.n_bytes, lake.present.id) == (12, 900, "5")
    assert (lake.primary_key, lake.comment) == (("id",), "All orders")
    assert [entry.name for entry in lake.present.fields if entry.is_required] == ["id"]
    assert [entry.comment for entry in lake.present.fields if entry.comment] == ["Who it is", "first"]


@pytest.mark.parametrize("kind", ["position_deletes", "equality_deletes"])
def test_rows_that_are_deleted_beside_leave_the_number_open(kind: str) -> None:
    lake = read(iceberg_log(table(schema(0, ID), snapshots=(snapshot(1, 0, None, records="12", **{kind: "1"}),))))
    assert lake.present.n_rows is None


def test_a_table_without_a_snapshot_is_empty() -> None:
    lake = read(iceberg_log(table(schema(0, ID))))
    assert (lake.present.n_rows, lake.present.date, lake.earlier) == (0, "2026-01-05T09:00:00+00:00", None)


def test_the_version_before_is_the_last_with_other_columns() -> None:
    kept = (snapshot(1, 0, records="1"), snapshot(2, 0, 1, records="2"), snapshot(3, 1, 2, records="3"))
    lake = read(iceberg_log(table(schema(0, ID), schema(1, ID, NAME), snapshots=kept)))
    assert lake.earlier is not None
    assert ([entry.name for entry in lake.earlier.fields], lake.earlier.id, lake.earlier.n_rows) == (["id"], "2", 2)
    unwritten = read(iceberg_log(table(schema(0, ID), schema(1, ID, NAME), snapshots=kept[:2])))
    assert unwritten.earlier is not None
    assert unwritten.earlier.id == "2"


def test_else_the_snapshot_that_the_present_one_was_made_of() -> None:
    kept = (snapshot(1, 0, records="1"), snapshot(2, 0, 1, records="2"))
    lake = read(iceberg_log(table(schema(0, ID), snapshots=kept)))
    assert lake.earlier is not None
    assert (lake.earlier.id, lake.earlier.n_rows) == ("1", 1)


def test_which_metadata_file_is_in_force() -> None:
    versions = (table(schema(0, ID)), table(schema(0, NAME)))
    assert read(iceberg_log(*versions)).present.fields[0].name == "name"
    assert read(iceberg_log(*versions, hint=1)).present.fields[0].name == "id"
    assert read(iceberg_log(*versions, hint=7)).present.fields[0].name == "name"
    old = {"format-version": 1, "schema": {"type": "struct", "fields": [ID]}}
    packed = f"metadata/00002-{'0' * 8}-{'0' * 4}-{'0' * 4}-{'0' * 4}-{'0' * 12}.gz.metadata.json"
    assert read({packed: gzip.compress(json.dumps(old).encode())}).present.fields[0].name == "id"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "`metadata/v1.metadata.json` is not valid JSON"),
        (b"[]", "`metadata/v1.metadata.json` is no metadata of a table"),
        (b"{}", "the metadata declares no columns"),
        (b"\x1f\x8b\x00", "`metadata/v1.metadata.json` is not valid JSON"),
        (b'{"schemas": [{"fields": [{"name": "x"}]}]}', "the log of the table is not as iceberg writes it"),
        (b'{"schemas": [3]}', "the log of the table is not as iceberg writes it"),
        (
            b'{"schemas": [{"fields": [{"name": "x", "type": "int", "doc": ["y"]}]}]}',
            "the log of the table is not as iceberg writes it",
        ),
        (
            b'{"schemas": [{"fields": [{"name": ["x"], "type": "int"}]}]}',
            "the log of the table is not as iceberg writes it",
        ),
    ],
)
def test_damaged_metadata(content: bytes, problem: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        read({"metadata/v1.metadata.json": content})
    assert raised.value.message == problem


def test_folders_that_are_tables() -> None:
    paths = (
        f"lake/orders/_delta_log/{0:020}.json",
        "lake/orders/part-0.parquet",
        "ice/people/metadata/v1.metadata.json",
        "ice/people/metadata/snap-1.avro",
        f"_delta_log/{0:020}.json",
        "docs/metadata/dataset.metadata.json",
        "docs/_delta_log/notes.json",
    )
    folders = lake_folders(paths)
    assert folders == {"lake/orders": "delta", "ice/people": "iceberg"}
    assert log_names(paths, folders) == {
        "lake/orders": (f"_delta_log/{0:020}.json",),
        "ice/people": ("metadata/snap-1.avro", "metadata/v1.metadata.json"),
    }
