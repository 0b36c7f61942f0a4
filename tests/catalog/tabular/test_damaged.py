"""Damaged files of every format: one clear refusal, never another error, and nothing else is lost."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.catalog.tabular.read import format_of, read_tables
from debt_pipelines.catalog.tabular.table import Limits, SkippedError, Table
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.tables import crawl
from debt_pipelines.model.data_rows import Sighting, Source
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import content_of_bytes
from debt_pipelines.project.project import open_project
from tests.catalog.tabular.samples import CSV, samples
from tests.catalog.tabular.workbooks import zipped
from tests.rows import expanded

PATHS = sorted(samples())
TEXTS = ("a.csv", "a.tsv", "a.jsonl", "a.json")
FOOTER_BYTES = 8


def read(path: str, data: bytes) -> tuple[Table, ...]:
    return read_tables(content_of_bytes(path, data), Limits())


def refusal(path: str, data: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(path, data)
    message = caught.value.message
    assert message
    assert "\n" not in message
    assert len(message) < 300
    return message


def read_or_refuse(path: str, data: bytes) -> None:
    with suppress(UnreadableError):
        assert all(isinstance(table, Table) for table in read(path, data))


def steady_bytes(path: str, data: bytes | bytearray) -> int:
    """How many of the first bytes may be bent; the Parquet library ends the process at some bent footers."""
    if format_of(path) != "parquet":
        return len(data)
    return len(data) - FOOTER_BYTES - int.from_bytes(data[-FOOTER_BYTES:-4], "little")


@pytest.mark.parametrize("path", PATHS)
@given(random=st.randoms(use_true_random=False))
def test_bent_bits(path: str, random: Random) -> None:
    data = bytearray(samples()[path])
    for _ in range(random.randint(1, 4)):
        data[random.randrange(steady_bytes(path, data))] ^= 1 << random.randrange(8)
    read_or_refuse(path, bytes(data))


@pytest.mark.parametrize("path", PATHS)
@given(random=st.randoms(use_true_random=False))
def test_overwritten_and_missing_bytes(path: str, random: Random) -> None:
    data = bytearray(samples()[path])
    start = random.randrange(steady_bytes(path, data))
    data[start : start + 4] = random.choice([b"", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff"])
    read_or_refuse(path, bytes(data))


@pytest.mark.parametrize("path", [path for path in PATHS if path not in TEXTS])
def test_truncated_files(path: str) -> None:
    data = samples()[path]
    for length in range(1, len(data), max(1, len(data) // 40)):
        if path != "a.arrows":
            refusal(path, data[:length])
        read_or_refuse(path, data[:length])


@pytest.mark.parametrize("path", PATHS)
def test_empty_files(path: str) -> None:
    if path == "a.json":
        refusal(path, b"")
    else:
        (table,) = read(path, b"")
        assert (table.n_rows, table.malformation) == (0, "the file is empty")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("n_bytes", [1, 100, 100_000])
def test_files_of_nothing_but_nul_bytes(path: str, n_bytes: int) -> None:
    refusal(path, bytes(n_bytes))


@pytest.mark.parametrize("path", PATHS)
@given(data=st.binary(min_size=1, max_size=80))
def test_random_bytes(path: str, data: bytes) -> None:
    read_or_refuse(path, data)


@pytest.mark.parametrize("path", [path for path in PATHS if path not in TEXTS])
@given(data=st.binary(max_size=80))
def test_random_bytes_behind_a_true_beginning(path: str, data: bytes) -> None:
    read_or_refuse(path, samples()[path][:8] + data)


@pytest.mark.parametrize(
    ("path", "held", "expected"),
    [
        ("a.csv", "a.parquet", "not text but a Parquet file"),
        ("a.csv", "a.csv.gz", "not text but gzip-compressed"),
        ("a.csv", "a.csv.zst", "not text but zstd-compressed"),
        ("a.csv", "a.csv.xz", "not text but xz-compressed"),
        ("a.csv", "a.csv.bz2", "not text but bzip2-compressed"),
        ("a.csv", "a.csv.lz4", "not text but lz4-compressed"),
        ("a.csv", "a.xlsx", "not text but a zip archive or an Excel workbook"),
        ("a.csv", "a.orc", "not text but an ORC file"),
        ("a.jsonl", "a.avro", "not text but an Avro file"),
        ("a.tsv", "a.feather", "not text but an Arrow file"),
        ("a.parquet", "a.csv", "it is text"),
        ("a.parquet", "a.xlsx", "it is a zip archive or an Excel workbook"),
        ("a.xlsx", "a.csv", "not a sound workbook: it is text"),
        ("a.xlsx", "a.parquet", "not a sound workbook: it is a Parquet file"),
        ("a.avro", "a.orc", "not a sound Avro file: it is an ORC file"),
        ("a.orc", "a.csv.gz", "not a sound ORC file: it is gzip-compressed"),
        ("a.feather", "a.jsonl", "not a sound Arrow file: it is text"),
        ("a.arrow", "a.parquet", "not a sound Arrow file: it is a Parquet file"),
        ("a.csv.gz", "a.csv", "not a sound gzip file"),
        ("a.csv.zip", "a.csv.gz", "not a sound zip file"),
    ],
)
def test_lying_extensions(path: str, held: str, expected: str) -> None:
    assert expected in refusal(path, samples()[held])


@pytest.mark.parametrize("path", ["a.csv", "a.parquet", "a.xlsx", "a.feather", "a.avro", "a.orc"])
def test_an_error_page_under_the_name_of_a_table(path: str) -> None:
    assert "a web page" in refusal(path, b"<!DOCTYPE html>\n<html><body>404</body></html>\n")


def test_text_that_begins_like_a_binary_format_is_text() -> None:
    (table,) = read("a.csv", b"ORC,BZh\n1,2\n")
    assert [column.name for column in table.columns] == ["ORC", "BZh"]


def test_an_encrypted_workbook_says_so() -> None:
    assert "workbook" in refusal("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024))


def test_damaged_files_cost_one_source_row_each(tmp_path: Path) -> None:
    sound = {f"sound/{n}/{path}": data for n, (path, data) in enumerate(samples().items())}
    broken = {f"broken/{n}/{path}": data[:-5] + b"\0\0\0" for n, (path, data) in enumerate(samples().items())}
    broken["broken/zip/a.zip"] = zipped({"a.csv": CSV, "b.csv": b"a\0b\n"})
    for path, data in {**sound, **broken}.items():
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_bytes(data)
    rows = expanded(crawl(open_project(tmp_path), Settings()))
    sources = {row.path: (row.status, row.error) for row in rows if isinstance(row, Source)}
    assert {path: sources[path] for path in sound} == dict.fromkeys(sound, ("read", None))
    assert {path for path in broken if sources[path][0] == "error" and sources[path][1]} == set(broken)
    assert {row.path for row in rows if isinstance(row, Sighting)} == set(sound)
    assert len(sources) == sum(isinstance(row, Source) for row in rows) == len(sound) + len(broken)


def test_the_parts_of_a_file_are_sighted_apart(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.csv": CSV, "b.csv": CSV}))
    (tmp_path / "pictures.zip").write_bytes(zipped({"a.png": b"\x89PNG"}))
    rows = expanded(crawl(open_project(tmp_path), Settings()))
    assert {row.path for row in rows if isinstance(row, Sighting)} == {"a.zip#a.csv", "a.zip#b.csv"}
    assert {row.path for row in rows if isinstance(row, Source)} == {"a.zip"}


def test_too_many_columns_are_skipped() -> None:
    import pyarrow as pa

    from tests.catalog.tabular.samples import ipc

    wide = ipc(pa.table({str(n): [1] for n in range(50)}))
    with pytest.raises(SkippedError, match="columns"):
        read_tables(content_of_bytes("a.arrow", wide), Limits(max_columns=49))
