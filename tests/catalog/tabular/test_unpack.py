"""Compressed files: what they hold, and what is refused."""

from __future__ import annotations

import tracemalloc
import zipfile
from typing import Any

import pytest

from debt_pipelines.catalog.tabular import unpack as unpacking
from debt_pipelines.catalog.tabular.read import format_of, read_tables
from debt_pipelines.catalog.tabular.table import Limits, NotTabularError, Table
from debt_pipelines.catalog.tabular.unpack import unpack
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import Content, content_of_bytes
from tests.catalog.tabular.samples import COMPRESSIONS, CSV, JSON_LINES, packed, samples
from tests.catalog.tabular.workbooks import zipped


def read(path: str, content: bytes, limits: Limits | None = None) -> tuple[Table, ...]:
    return read_tables(content_of_bytes(path, content), limits or Limits())


def parts(tables: tuple[Table, ...]) -> dict[str | None, int]:
    return {table.part: table.n_rows for table in tables}


def test_formats_of_compressed_names() -> None:
    assert format_of("a.csv.gz") == format_of("a.CSV.ZST") == format_of("a.csv.zip") == "csv"
    assert format_of("a.jsonl.xz") == "jsonl"
    assert format_of("a.zip") == format_of("a.txt.zip") == "zip"
    assert format_of("a.gz") is None
    assert format_of("a.tar.gz") is None
    assert format_of("a.csv.gz.gz") is None
    assert format_of("package.json.gz") is None


def test_an_archive_has_a_table_for_each_member_that_holds_one() -> None:
    members = {
        "b.csv": CSV,
        "a/a.jsonl": JSON_LINES,
        "a/": b"",
        "notes.txt": b"words",
        "settings.json": b"{}",
        "list.json": b"[1, 2]",
        "inner.zip": zipped({"c.csv": CSV}),
        "c.csv.gz": packed(CSV, "gzip"),
        "__MACOSX/._b.csv": b"\0\5\26\7",
    }
    assert parts(read("a.zip", zipped(members))) == {"b.csv": 3, "a/a.jsonl": 2}
    assert parts(read("a.zip", zipped({"b.csv": CSV, "notes.txt": b""}))) == {None: 3}
    with pytest.raises(NotTabularError):
        read("a.zip", zipped({"notes.txt": b"words"}))


def test_a_broken_member_is_named() -> None:
    with pytest.raises(UnreadableError, match=r"^`b\.csv`: ") as caught:
        read("a.zip", zipped({"a.csv": CSV, "b.csv": b"a,b\n1,2\0\n"}))
    assert caught.value.line == 2


@pytest.mark.parametrize("ending", sorted(COMPRESSIONS))
def test_a_file_cut_in_half_says_so(ending: str) -> None:
    data = packed(bytes(range(32, 127)) * 9 + CSV, COMPRESSIONS[ending])
    with pytest.raises(UnreadableError, match="truncated"):
        read(f"a.csv.{ending}", data[: len(data) // 2])


@pytest.mark.parametrize("ending", [*COMPRESSIONS, "zip"])
def test_what_is_not_compressed_says_so(ending: str) -> None:
    with pytest.raises(UnreadableError, match="not a sound"):
        read(f"a.csv.{ending}", CSV)


def test_an_encrypted_archive_says_so() -> None:
    data = bytearray(zipped({"a.csv": CSV}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableError, match="encrypted"):
        read("a.zip", bytes(data))


def test_a_damaged_member_is_refused() -> None:
    data = bytearray(zipped({"a.csv": CSV * 50}))
    data[60] ^= 0xFF
    with pytest.raises(UnreadableError):
        read("a.zip", bytes(data))


@pytest.mark.parametrize("path", ["a.csv.gz", "a.csv.zst", "a.zip"])
def test_a_bomb_is_refused_in_bounded_memory(path: str) -> None:
    zeros = b"0" * (100 * 1024**2)
    data = zipped({"a.csv": zeros}) if path == "a.zip" else packed(zeros, COMPRESSIONS[path[6:]])
    del zeros
    tracemalloc.start()
    with pytest.raises(UnreadableError, match="grows to more than 200 times"):
        read(path, data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100 * 1024**2


def test_a_large_file_is_unpacked_anew_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_HELD_BYTES", 100)
    for path, data in (("a.csv.gz", packed(CSV * 9, "gzip")), ("a.csv.zip", zipped({"a.csv": CSV * 9}))):
        (inner,) = unpack(content_of_bytes(path, data), Limits(), lambda _: True)
        assert (inner.path, inner.size) == ("a.csv", len(CSV) * 9)
        assert inner.read() == inner.read() == CSV * 9
        with inner.on_disk() as file:
            assert file.read_bytes() == CSV * 9


def test_faults_of_those_who_read_are_not_blamed_on_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_HELD_BYTES", 0)
    for path in ("a.csv.gz", "a.csv.zip"):
        (inner,) = unpack(content_of_bytes(path, samples()[path]), Limits(), lambda _: True)
        with pytest.raises(ValueError, match="mine"), inner.open():
            raise ValueError("mine")


def test_what_goes_beyond_the_limit_is_sampled() -> None:
    (table,) = read("a.csv.gz", packed(CSV + b"4,d,2026-01-08\n" * 1000, "gzip"), Limits(max_bytes=5000))
    assert table.is_sampled
    assert 3 < table.n_rows < 1003


def test_an_archive_of_thousands_is_skipped() -> None:
    class Endless(zipfile.ZipFile):
        def infolist(self) -> list[Any]:
            return super().infolist() * 1001

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile, "ZipFile", Endless)
        with pytest.raises(UnreadableError, match="1001 tables"):
            read("a.zip", zipped({"a.csv": CSV}))


def test_errors_of_the_source_come_through() -> None:
    def fail() -> Any:
        raise UnreadableError("gone")

    with pytest.raises(UnreadableError, match=r"^gone$"):
        read_tables(Content("a.csv.gz", 10**6, fail), Limits())
