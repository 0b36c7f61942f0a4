"""Feather, Arrow, ORC and Avro: what their columns are."""

from __future__ import annotations

import io
import struct
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.catalog.tabular.read import read_tables
from debt_pipelines.catalog.tabular.table import Limits, NotTabularError, SkippedError, Table
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import Content, content_of_bytes
from tests.catalog.tabular.samples import arrow, avro, ipc, samples, written


def read_table(path: str, content: bytes) -> Table:
    (table,) = read_tables(content_of_bytes(path, content), Limits())
    return table


@pytest.mark.parametrize("path", sorted(samples()))
def test_every_format_gives_the_same_table(path: str) -> None:
    table = read_table(path, samples()[path])
    found = [(column.name, column.logical_type, column.n_nulls) for column in table.columns if not column.is_nested]
    expected = [("id", "integer", 0), ("name", "string", int(table.n_rows == 3)), ("day", "date", 0)]
    if path.startswith("a.json"):
        assert (table.n_rows, [name for name, *_ in found]) == (2, ["id", "name"])
    else:
        assert (table.n_rows, found) == (3, expected)
    assert (table.part, table.malformation, table.is_sampled) == (None, None, False)


def test_an_arrow_file_on_disk_is_mapped(tmp_path: Path) -> None:
    file = tmp_path / "a.arrow"
    file.write_bytes(samples()["a.arrow"])
    content = Content("a.arrow", file.stat().st_size, lambda: file.open("rb"), file)
    (table,) = read_tables(content, Limits())
    assert (table.n_rows, table.format) == (3, "feather")


def test_feather_of_version_1_is_skipped() -> None:
    with pytest.raises(SkippedError, match="version 1"):
        read_table("a.feather", b"FEA1" + bytes(60) + b"FEA1")


@pytest.mark.parametrize("is_stream", [True, False])
def test_an_arrow_table_without_rows(*, is_stream: bool) -> None:
    table = read_table("a.arrow", ipc(arrow().slice(0, 0), is_stream=is_stream))
    assert (table.n_rows, len(table.columns)) == (0, 3)


def test_damage_within_arrow_is_found_before_it_is_followed() -> None:
    import pyarrow as pa

    content, offsets = ipc(pa.table({"a": ["abc", "def"]})), struct.pack("<3i", 0, 3, 6)
    assert content.count(offsets) == 1
    with pytest.raises(UnreadableError, match="offset"):
        read_table("a.arrow", content.replace(offsets, struct.pack("<3i", 0, 3, 2**30)))


def test_zones_and_digits_of_orc() -> None:
    import pyarrow as pa
    from pyarrow import orc

    stamp = pa.array([datetime(2026, 1, 5, tzinfo=UTC)], pa.timestamp("ns", "UTC"))
    table = pa.table({"price": pa.array([Decimal("1.50")], pa.decimal128(10, 2)), "at": stamp})
    found = read_table("a.orc", written(lambda sink: orc.write_table(table, sink)))
    assert [column.logical_type for column in found.columns] == ["decimal(10,2)", "timestamp[UTC]"]


NESTED = {"type": "record", "name": "place", "fields": [{"name": "city", "type": "string"}]}
TREE = {"type": "record", "name": "tree", "fields": [{"name": "child", "type": ["null", "tree"]}]}
AVRO_TYPES: list[tuple[Any, Any, str | None]] = [
    ("boolean", True, "boolean"),
    ("int", 1, "integer"),
    ("float", 0.5, "number"),
    ("bytes", b"x", "binary"),
    ("null", None, None),
    (["null", "string"], None, "string"),
    (["int", "null", "double"], 1.5, "number"),
    (["string", "int"], 7, "string"),
    ({"type": "enum", "name": "kind", "symbols": ["a", "b"]}, "a", "string"),
    ({"type": "fixed", "name": "key", "size": 2}, b"ab", "binary"),
    ({"type": "array", "items": "int"}, [1, 2], "list"),
    ({"type": "map", "values": "double"}, {"a": 1.0}, "struct"),
    (NESTED, {"city": "Bari"}, "struct"),
    ({"type": "array", "items": NESTED}, [{"city": "Bari"}], "list"),
    (TREE, {"child": {"child": None}}, "struct"),
    ({"type": "int", "logicalType": "date"}, date(2026, 1, 5), "date"),
    ({"type": "long", "logicalType": "timestamp-millis"}, datetime(2026, 1, 5, tzinfo=UTC), "timestamp[UTC]"),
    ({"type": "long", "logicalType": "local-timestamp-micros"}, datetime.fromisoformat("2026-01-05"), "timestamp"),
    ({"type": "long", "logicalType": "timestamp-nanos"}, 10**18, "timestamp[UTC]"),
    ({"type": "bytes", "logicalType": "decimal", "precision": 8, "scale": 2}, Decimal("1.50"), "decimal(8,2)"),
    ({"type": "string", "logicalType": "uuid"}, "12345678-1234-5678-1234-567812345678", "string"),
    ({"type": "string", "logicalType": "unheard-of"}, "a", "string"),
]


@pytest.mark.parametrize(("avro_type", "value", "expected"), AVRO_TYPES)
def test_types_of_avro(avro_type: Any, value: Any, expected: str | None) -> None:
    field = {"name": "a", "type": avro_type}
    table = read_table(
        "a.avro", avro([{"name": "n", "type": "int"}, field], [{"n": 1, "a": value}, {"n": 2, "a": value}])
    )
    column = next(column for column in table.columns if column.name == "a")
    assert (column.logical_type, column.n_nulls, table.n_rows) == (expected, 2 * (value is None), 2)


def test_avro_without_records_or_fields() -> None:
    import fastavro

    numbers = written(lambda sink: fastavro.writer(sink, "long", [1, 2]))
    with pytest.raises(NotTabularError):
        read_table("a.avro", numbers)
    with pytest.raises(UnreadableError, match="without fields"):
        read_table("a.avro", avro([], [{}]))
    with pytest.raises(UnreadableError, match="lists of nothing"):
        read_table("a.avro", avro([{"name": "a", "type": {"type": "array", "items": "null"}}], [{"a": [None]}]))


def test_a_truncated_avro_file_says_so() -> None:
    with pytest.raises(UnreadableError, match="truncated Avro file"):
        read_table("a.avro", samples()["a.avro"][:-20])


def test_avro_without_its_codec_says_so() -> None:
    content = samples()["a.avro"].replace(b"deflate", b"unknown")
    with pytest.raises(UnreadableError, match="unknown"):
        read_table("a.avro", content)
    content = samples()["a.avro"].replace(b"\x0edeflate", b"\x0csnappy")
    with pytest.raises(SkippedError, match="cramjam"):
        read_table("a.avro", content)


def test_files_that_only_stream_are_read() -> None:
    class Onwards(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_args: Any) -> int:
            raise io.UnsupportedOperation

    for path, data in samples().items():
        content = Content(path, len(data), lambda data=data: Onwards(data))  # type: ignore[misc]
        (table,) = read_tables(content, Limits())
        assert table.n_rows, path
