"""Delta logs: columns, rows, bounds and the version before, and logs that are damaged."""

from __future__ import annotations

import json
from typing import Any

import pytest

from debt_pipelines.catalog.lake.table import LakeTable, read_lake
from debt_pipelines.catalog.profile.measures import UNMEASURED, Measures
from debt_pipelines.catalog.tabular.table import Limits, SkippedError
from debt_pipelines.model.errors import UnreadableError
from tests.catalog.lake.logs import Files, add, checkpoint, column, delta_log, folder_of, metadata, remove

ID, NAME = column("id", "long", nullable=False), column("name", "string", comment="Who it is")


def read(files: Files) -> LakeTable:
    return read_lake(folder_of("delta", files))


def measures(lake: LakeTable) -> dict[str, Measures]:
    return {field.name: measured for field, measured in zip(lake.present.fields, lake.present.measures, strict=True)}


def test_columns_with_what_lies_within_them() -> None:
    kind = {"type": "array", "containsNull": True, "elementType": {"type": "struct", "fields": [column("a", "long")]}}
    mapped = {"type": "map", "keyType": "string", "valueType": "double", "valueContainsNull": True}
    types = ("byte", "decimal(10,2)", "timestamp", "timestamp_ntz", "date", "binary")
    plain = [column(name.partition("(")[0], name) for name in types]
    lake = read(delta_log([metadata(ID, NAME, column("items", kind), column("map", mapped), *plain)]))
    table = lake.table(lake.present, Limits())
    assert [(column.name, column.physical_type, column.logical_type, column.is_nested) for column in table.columns] == [
        ("id", "long", "integer", False),
        ("name", "string", "string", False),
        ("items", "array<struct<a:long>>", "list", False),
        ("items[]", "struct<a:long>", "struct", True),
        ("items[].a", "long", "integer", True),
        ("map", "map<string,double>", "struct", False),
        ("map[].key", "string", "string", True),
        ("map[].value", "double", "number", True),
        ("byte", "byte", "integer", False),
        ("decimal", "decimal(10,2)", "decimal(10,2)", False),
        ("timestamp", "timestamp", "timestamp[UTC]", False),
        ("timestamp_ntz", "timestamp_ntz", "timestamp", False),
        ("date", "date", "date", False),
        ("binary", "binary", "binary", False),
    ]
    assert [field.is_required for field in lake.present.fields[:2]] == [True, False]
    assert lake.present.fields[1].comment == "Who it is"
    assert (lake.present.n_rows, lake.present.n_bytes, lake.earlier) == (0, 0, None)


def test_rows_nulls_and_bounds_over_the_files_that_count() -> None:
    log = delta_log(
        [metadata(ID, NAME, column("at", "timestamp"), column("x", "double"))],
        [
            add(
                "a", 3, nullCount={"id": 0, "name": 1},
                minValues={"id": 9, "name": "b"}, maxValues={"id": 11, "name": "c"},
            ),
            add("gone", 50, nullCount={"id": 50}),
        ],
        [
            remove("gone"),
            add("b", 2, nullCount={"id": 0, "name": 2}, minValues={"id": 10}, maxValues={"id": 12}),
        ],
    )  # fmt: skip
    lake = read(log)
    assert (lake.present.n_rows, lake.present.n_bytes) == (5, 200)
    assert (lake.present.id, lake.present.date) == ("2", "2026-01-05T09:02:00+00:00")
    assert measures(lake) == {
        "id": Measures(0, minimum="9", maximum="12"),
        "name": Measures(3, minimum="b", maximum="c"),
        "at": UNMEASURED,
        "x": UNMEASURED,
    }


@pytest.mark.parametrize(
    ("kind", "low", "high", "bounds"),
    [
        ("double", 1.50, 20.0, ("1.5", "20")),
        ("decimal(9,3)", 0.125, 10, ("0.125", "10")),
        ("date", "2026-01-05", "2026-02-01", ("2026-01-05", "2026-02-01")),
        ("timestamp", "2026-01-05T09:00:00.000Z", "2026-01-05 10:00:00.25",
         ("2026-01-05T09:00:00", "2026-01-05T10:00:00.25")),
        ("string", "a", "x" * 32, ("a", None)),
        ("double", "NaN", 1e300, (None, None)),
        ("boolean", False, True, ("false", "true")),
        ("binary", "a", "b", (None, None)),
    ],
)  # fmt: skip
def test_bounds_as_all_measures_have_them(kind: str, low: Any, high: Any, bounds: tuple[str | None, ...]) -> None:
    file = add("a", 1, nullCount={"x": 0}, minValues={"x": low}, maxValues={"x": high})
    found = measures(read(delta_log([metadata(column("x", kind)), file])))["x"]
    assert (found.minimum, found.maximum) == bounds


def test_partition_columns_are_told_by_the_files_that_have_them() -> None:
    files = [add(f"y={year}", 2, partitionValues={"y": year}) for year in ("9", "10", None)]
    lake = read(delta_log([metadata(column("y", "integer"), partitionColumns=["y"]), *files]))
    assert measures(lake)["y"] == Measures(2, minimum="9", maximum="10")


@pytest.mark.parametrize("file", [add("a"), {"add": {"path": "a", "stats": "{", "size": 1}}])
def test_a_file_without_statistics_leaves_the_table_open(file: dict[str, Any]) -> None:
    lake = read(delta_log([metadata(ID), file, add("b", 1, nullCount={"id": 0})]))
    assert lake.present.n_rows is None
    assert measures(lake)["id"] == UNMEASURED


def test_deleted_rows_do_not_count() -> None:
    vector = {"storageType": "u", "pathOrInlineDv": "x", "offset": 1, "cardinality": 3}
    first, again = add("a", 10, nullCount={"id": 0}), add("a", 10, nullCount={"id": 0}, deletionVector=vector)
    lake = read(delta_log([metadata(ID), first], [remove("a"), again]))
    assert lake.present.n_rows == 7
    assert measures(lake)["id"] == UNMEASURED


def test_data_files_may_know_columns_by_other_names() -> None:
    mapped = metadata(
        column("id", "long", nullable=True, **{"delta.columnMapping.physicalName": "c1"}),
        configuration={"delta.columnMapping.mode": "name"},
    )
    lake = read(delta_log([mapped, add("a", 1, nullCount={"c1": 1})]))
    assert measures(lake)["id"] == Measures(1)


def test_the_version_before_is_the_last_with_other_columns() -> None:
    commented = column("id", "long", nullable=False, comment="new words are no other column")
    lake = read(delta_log([metadata(ID)], [add("a", 4)], [metadata(commented, NAME)], [add("b", 1)]))
    assert lake.earlier is not None
    assert ([field.name for field in lake.earlier.fields], lake.earlier.id, lake.earlier.n_rows) == (["id"], "1", 4)
    assert lake.earlier.date == "2026-01-05T09:01:00+00:00"


def test_else_the_last_with_other_data() -> None:
    unchanged = add("c", 5) | {}
    unchanged["add"]["dataChange"] = False
    lake = read(delta_log([metadata(ID)], [add("a", 4)], [add("b", 1)], [remove("a"), unchanged][1:]))
    assert lake.earlier is not None
    assert (lake.earlier.id, lake.earlier.n_rows) == ("1", 4)


@pytest.mark.parametrize("parts", [("",), ("0000000001.0000000002.", "0000000002.0000000002.")])
def test_a_log_that_begins_with_a_checkpoint(parts: tuple[str, ...]) -> None:
    kept: list[dict[str, Any]] = [
        metadata(ID),
        {"add": {"path": "a", "partitionValues": {"p": "1"}, "size": 7, "stats": '{"numRecords": 6}'}},
    ]
    share = len(kept) // len(parts)
    files = delta_log([add("b", 1)], first=11)
    for n, part in enumerate(parts):
        files |= checkpoint(10, *kept[n * share : (n + 1) * share], part=part)
    lake = read(files)
    assert (lake.present.id, lake.present.n_rows, lake.present.n_bytes) == ("11", 7, 107)
    assert lake.earlier is not None
    assert (lake.earlier.id, lake.earlier.n_rows) == ("10", 6)


def test_a_part_of_a_checkpoint_is_none() -> None:
    files = delta_log([add("b", 1)], first=11) | checkpoint(10, metadata(ID), part="0000000001.0000000002.")
    with pytest.raises(UnreadableError, match="version 10 is missing"):
        read(files)


def test_descriptions_and_constraints_of_the_table() -> None:
    said = metadata(ID, description="All orders", configuration={"delta.constraints.positive": "id > 0"})
    lake = read(delta_log([said]))
    assert (lake.comment, lake.checks) == ("All orders", ("positive: id > 0",))


def _damaged() -> list[tuple[Files, str]]:
    whole = delta_log([metadata(ID)], [add("a", 1)], [add("b", 1)])
    gap = {name: content for name, content in whole.items() if "1.json" not in name}
    name = f"_delta_log/{1:020}.json"
    return [
        (gap, "the log cannot be replayed: version 1 is missing"),
        (whole | {name: b'{"add": {}\n'}, f"`{name}` is not valid JSON in line 1"),
        (whole | {name: b"\n[1]"}, f"`{name}` holds no transaction in line 2"),
        (whole | {name: b"\xff\xfe"}, f"`{name}` is not valid JSON in line 1"),
        (whole | {name: b'{"add": {"size": 1}}'}, "the log of the table is not as delta writes it"),
        (
            whole | {name: json.dumps(metadata({"name": "x"})).encode()},
            "the log of the table is not as delta writes it",
        ),
        (delta_log([add("a", 1)]), "the log declares no columns"),
        (
            delta_log([], first=1) | {f"_delta_log/{0:020}.checkpoint.parquet": b"PAR1"},
            f"`_delta_log/{0:020}.checkpoint.parquet` is not a sound checkpoint",
        ),
    ]


@pytest.mark.parametrize(("files", "problem"), _damaged())
def test_damaged_logs(files: Files, problem: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        read(files)
    assert raised.value.message == problem


def test_too_many_columns() -> None:
    lake = read(delta_log([metadata(ID, NAME)]))
    with pytest.raises(SkippedError, match="2 columns, more than the limit of 1"):
        lake.table(lake.present, Limits(max_columns=1))
