"""The tables crawler: one source row a file, and what is known of each table."""

from __future__ import annotations

import subprocess
from pathlib import Path

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.tables import crawl
from debt_pipelines.model.data_rows import Sighting, Source
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen, Profile
from debt_pipelines.project.project import open_project
from tests.rows import expanded


def scan(folder: Path, files: dict[str, bytes], settings: Settings | None = None) -> list[Row]:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return expanded(crawl(open_project(folder), settings or Settings()))


def sources(rows: list[Row]) -> dict[str, tuple[str, str | None, int | None]]:
    return {row.path: (row.status, row.error, row.line) for row in rows if isinstance(row, Source)}


def test_every_data_file_gives_one_source(tmp_path: Path) -> None:
    rows = scan(
        tmp_path,
        {
            "good.csv": b"a,b\n1,2\n",
            "binary.csv": b"a\n\x00",
            "pointer.csv": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
            "broken.parquet": b"PAR1",
            "lines.jsonl": b'{"a": 1}\nx\n',
            "tests/left.csv": b"a\n1\n",
            "tests/left.json": b'[{"a": 1}, {"a": 2}]',
            "settings.json": b"{}",
            "README.md": b"no data",
        },
    )
    assert sources(rows) == {
        "binary.csv": ("error", "binary content: it has NUL bytes", 2),
        "broken.parquet": ("error", "a truncated Parquet file: its footer is missing", None),
        "good.csv": ("read", None, None),
        "lines.jsonl": ("error", "not valid JSON: Expecting value", 2),
        "pointer.csv": ("skipped", "a Git LFS pointer: the data itself was not fetched", None),
        "tests/left.csv": ("skipped", "left out by the settings", None),
    }
    assert [row.path for row in rows if isinstance(row, Sighting)] == ["good.csv"]


def test_columns_and_profiles(tmp_path: Path) -> None:
    rows = scan(tmp_path, {"a.csv": b"\nid,name\n1,x\n2,\n"})
    columns = [row for row in rows if isinstance(row, ColumnSeen)]
    assert [(row.column, row.position, row.logical_type, row.line) for row in columns] == [
        ("id", 0, "integer", 2),
        ("name", 1, "string", 2),
    ]
    profile = [row for row in rows if isinstance(row, Profile)][1]
    assert (profile.n_rows, profile.n_nulls, profile.null_fraction, profile.is_sampled) == (2, 1, 0.5, False)
    sighting = next(row for row in rows if isinstance(row, Sighting))
    assert (sighting.n_rows, sighting.malformation) == (2, "blank lines above the header")


def test_a_large_file_is_sampled(tmp_path: Path) -> None:
    rows = scan(tmp_path, {"a.csv": b"a,b\n" + b"12345678,x\n" * 200_000}, Settings(max_file_mib=1))
    profile = next(row for row in rows if isinstance(row, Profile))
    assert profile.is_sampled
    assert profile.n_rows == (2**20 - len("a,b\n")) // len("12345678,x\n")
    assert next(row for row in rows if isinstance(row, Sighting)).malformation is None


def test_blobs_are_those_of_the_present_content(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "a.csv").write_bytes(b"a\n1\n")
    subprocess.run(["git", "-C", str(tmp_path), "add", "a.csv"], check=True)
    rows = scan(tmp_path, {"a.csv": b"hello\n", "new.csv": b"a\n1\n"})
    seen = {row.path: row for row in rows if isinstance(row, Sighting)}
    assert (seen["a.csv"].hash, seen["a.csv"].storage) == ("ce013625030ba8dba906f756967f9e9ca394464a", "git")
    assert (seen["new.csv"].hash, seen["new.csv"].storage) == (None, "none")


def test_an_empty_project_of_tables(tmp_path: Path) -> None:
    assert scan(tmp_path, {"README.md": b""}) == []
