"""Whatever is wrong with files and servers: one clear row for each in `sources`, and nothing else is lost."""

from __future__ import annotations

import gzip
import io
import socket
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from debt_pipelines.catalog.tabular import csv_table, reading
from debt_pipelines.catalog.tabular.table import Limits
from debt_pipelines.config.settings import Settings, SourceSettings
from debt_pipelines.crawlers.registry import crawl_project
from debt_pipelines.model.data_rows import Sighting, Source
from debt_pipelines.model.schema import Row
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.project import open_project
from tests.rows import expanded

N_COLUMNS = 100_000
CSV = b"id,name\n" + b"".join(b"%d,name %d\n" % (n, n) for n in range(2000))
READERS = ("tables", "databases", "remote_files", "lake_tables", "table_history")
LONGEST = 200
LARGE_BYTES = 1_000_000


def parquet() -> bytes:
    import pyarrow as pa
    from pyarrow import parquet as pq

    sink = io.BytesIO()
    pq.write_table(pa.table({"id": list(range(1000)), "name": [f"name {n}" for n in range(1000)]}), sink)
    return sink.getvalue()


def damaged() -> dict[str, tuple[bytes, str]]:
    """Files by path, and what is said of each."""
    whole, packed = parquet(), gzip.compress(CSV)
    return {
        "truncated.parquet": (whole[: len(whole) // 2], "a truncated Parquet file: its footer is missing"),
        "half.csv.gz": (packed[: len(packed) // 2], "a truncated gzip file: it ends in the middle"),
        "nul.csv": (CSV.replace(b"name 7\n", b"\0\0\0\n"), "binary content: it has NUL bytes"),
        "line.csv": (b"x" * (LARGE_BYTES + 1), "no table: its first line is longer than"),
        "quote.csv": (b'a,b\n1,"' + b"x" * (LARGE_BYTES + 1), "no table: its first row is longer than"),
        "in.csv": (whole, "not text but a Parquet file"),
        "in.parquet": (CSV, "not a sound Parquet file: it is text"),
        "wide.csv": (
            b",".join(b"c%d" % n for n in range(N_COLUMNS)) + b"\n" + b"1," * (N_COLUMNS - 1) + b"1\n",
            "100000 columns, more than the limit of 20000",
        ),
        "half.sqlite": (b"SQLite format 3\0" + b"\x01" * 5000, "not a sound SQLite database"),
    }


SOUND = {"sound/a.csv": CSV, "sound/b.parquet": parquet()}


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """What the crawlers of data give of a folder full of damage, a locked database and a server that hangs."""
    root = tmp_path_factory.mktemp("damaged")
    (root / "sound").mkdir()
    for path, content in {**{path: content for path, (content, _said) in damaged().items()}, **SOUND}.items():
        (root / path).write_bytes(content)
    with (
        closing(sqlite3.connect(root / "locked.db", isolation_level=None)) as writer,
        closing(socket.create_server(("127.0.0.1", 0))) as silent,
        pytest.MonkeyPatch.context() as patched,
    ):
        patched.setattr(csv_table, "_LARGE_BYTES", LARGE_BYTES)
        patched.setattr(reading, "limits_of", lambda _settings: Limits(max_line_bytes=LARGE_BYTES))
        writer.executescript("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1); BEGIN EXCLUSIVE")
        urls = {
            "locked": "sqlite:///locked.db",
            "hanging": f"postgresql://127.0.0.1:{silent.getsockname()[1]}/shop",
            "refusing": "postgresql://127.0.0.1:1/shop",
            "gone": f"file://{root}/nowhere",
        }
        sources = {name: SourceSettings(url=url, timeout_seconds=0.3) for name, url in urls.items()}
        project = replace(open_project(root), memory=Memory(tmp_path_factory.mktemp("memory") / "m.sqlite", "p"))
        return expanded(crawl_project(project, Settings(sources=sources), only=READERS))


def test_each_damaged_file_costs_one_clear_row(rows: list[Row]) -> None:
    told: dict[str, list[str]] = {path: [] for path in damaged()}
    for row in rows:
        if isinstance(row, Source) and row.path in told:
            assert row.status in ("error", "skipped")
            told[row.path].append(row.error or "")
    assert {path: len(said) for path, said in told.items()} == dict.fromkeys(told, 1)
    for path, (_content, expected) in damaged().items():
        (said,) = told[path]
        assert said.startswith(expected), path
        assert len(said) < LONGEST
        assert "\n" not in said


def test_each_source_that_cannot_be_had_costs_one_clear_row(rows: list[Row]) -> None:
    told = {row.part: row.error or "" for row in rows if isinstance(row, Source) and row.part}
    assert told.keys() == {"locked", "hanging", "refusing", "gone"}
    assert told["locked"] == "database is locked"
    assert told["hanging"] == "did not answer within 0.3 s"
    assert "refused" in told["refusing"]
    assert told["gone"] == "there is no such file or folder"
    assert sum(isinstance(row, Source) and bool(row.part) for row in rows) == len(told)


def test_nothing_else_is_lost(rows: list[Row]) -> None:
    assert {row.path: row.n_rows for row in rows if isinstance(row, Sighting) and row.is_schema_read} == {
        "sound/a.csv": 2000,
        "sound/b.parquet": 1000,
        "locked.db#t": 1,
    }
    read = {row.path for row in rows if isinstance(row, Source) and row.status == "read"}
    assert read == {*SOUND, "locked.db"}
    assert not [row for row in rows if isinstance(row, Source) and row.kind == "crawler"]
