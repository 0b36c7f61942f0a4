"""Tables in the cache of DVC: what is absent from the work tree is read there, and so is the version before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.registry import crawl_project
from debt_pipelines.crawlers.table_history import versions_at
from debt_pipelines.model.data_rows import Sighting, Source
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import ColumnSeen, Profile, SchemaVersion
from debt_pipelines.project.hashing import folder_object, hash_of_bytes
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.project import open_project
from tests.rows import expanded

OLD, NEW = b"id,old\n1,x\n2,y\n", b"id,new\n1,x\n"
IGNORED = {".gitignore": "/data\n", ".dvc/config": "", ".dvc/.gitignore": "/cache\n"}
Commit = Callable[[Path, dict[str, str | bytes]], str]


def md5(content: bytes) -> str:
    return hash_of_bytes(content, "md5")


def tracked(value: str, path: str = "data/a.csv", *, scheme: str = "md5") -> str:
    return f"outs:\n- path: {path}\n  md5: {value}\n" + ("  hash: md5\n" if scheme == "md5" else "")


def store(root: Path, content: bytes, *, cache: str = ".dvc/cache/files/md5", suffix: str = "") -> str:
    value = md5(content) + suffix
    place = root / cache / value[:2] / value[2:]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return value


def store_folder(root: Path, files: dict[str, bytes]) -> str:
    hashes = {path: store(root, content) for path, content in files.items()}
    return store(root, folder_object(hashes), suffix=".dir")


def put(root: Path, content: bytes, path: str = "data/a.csv") -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(content)


def scan(root: Path, revision: str | None = None, settings: Settings | None = None) -> list[Row]:
    project = open_project(root)
    only = ("tables", "dvc_cached_tables", "table_history", "dvc_files", "dvc_pipeline")
    return expanded(crawl_project(project.at(revision) if revision else project, settings or Settings(), only=only))


def present(rows: list[Row]) -> dict[str, list[str]]:
    columns: dict[str, list[str]] = {}
    for row in rows:
        if isinstance(row, ColumnSeen):
            columns.setdefault(row.path, []).append(row.column)
    return columns


def earlier(rows: list[Row] | list[Any]) -> dict[str, tuple[str, str, bool, list[str | None]]]:
    found: dict[str, tuple[str, str, bool, list[str | None]]] = {}
    for row in rows:
        if isinstance(row, SchemaVersion):
            found.setdefault(row.path, (row.baseline, row.revision, row.is_read, []))[3].append(row.column)
    return found


@pytest.fixture
def root(make_repo: Callable[..., Path], commit: Commit) -> Path:
    """A repository that tracks a table with DVC, in two versions; its cache is empty."""
    root = make_repo({**IGNORED, "a.dvc": tracked(md5(OLD))})
    commit(root, {"a.dvc": tracked(md5(NEW))})
    return root


def test_an_absent_table_is_read_from_the_cache(root: Path) -> None:
    store(root, NEW)
    rows = scan(root)
    assert present(rows) == {"data/a.csv": ["id", "new"]}
    assert {row.n_rows for row in rows if isinstance(row, Profile)} == {1}
    (seen,) = [row for row in rows if isinstance(row, Sighting) and row.is_schema_read]
    assert (seen.path, seen.format, seen.is_present, seen.n_rows, seen.size_bytes) == (
        "data/a.csv", "csv", False, 1, len(NEW),
    )  # fmt: skip
    assert [(row.path, row.status) for row in rows if isinstance(row, Source) and row.kind == "data"] == [
        ("data/a.csv", "read")
    ]


def test_without_the_object_nothing_is_said(root: Path) -> None:
    rows = scan(root)
    assert present(rows) == {}
    assert earlier(rows) == {}


@pytest.mark.parametrize("is_in_work_tree", [True, False])
def test_the_version_before_is_read_from_the_cache(root: Path, is_in_work_tree: bool) -> None:
    store(root, OLD)
    (put if is_in_work_tree else store)(root, NEW)
    rows = scan(root)
    assert present(rows) == {"data/a.csv": ["id", "new"]}
    assert earlier(rows) == {"data/a.csv": ("version", md5(OLD), True, ["id", "old"])}


def test_a_version_that_is_gone_is_no_evidence(root: Path) -> None:
    put(root, NEW)
    assert earlier(scan(root)) == {"data/a.csv": ("version", md5(OLD), False, [None])}


def test_an_edited_file_is_compared_with_what_is_recorded(root: Path) -> None:
    store(root, NEW)
    put(root, b"id\n1\n")
    rows = scan(root)
    assert present(rows) == {"data/a.csv": ["id"]}
    assert earlier(rows) == {"data/a.csv": ("version", md5(NEW), True, ["id", "new"])}


def test_the_last_scan_is_no_baseline_of_what_dvc_keeps(root: Path, tmp_path: Path) -> None:
    memory = Memory(tmp_path / "memory.sqlite", "p")
    for content in (b"id\n1\n", NEW):
        put(root, content)
        store(root, OLD)
        rows = expanded(crawl_project(replace(open_project(root), memory=memory), Settings()))
    assert earlier(rows) == {"data/a.csv": ("version", md5(OLD), True, ["id", "old"])}


def test_one_version_has_none_before(make_repo: Callable[..., Path]) -> None:
    root = make_repo({**IGNORED, "a.dvc": tracked(md5(NEW))})
    store(root, NEW)
    rows = scan(root)
    assert present(rows) == {"data/a.csv": ["id", "new"]}
    assert earlier(rows) == {}


def test_at_a_revision_the_lock_of_that_revision_counts(make_repo: Callable[..., Path], commit: Commit) -> None:
    stage = "stages:\n  make:\n    cmd: make\n    outs:\n    - data/a.csv\n"

    def lock(content: bytes) -> str:
        entry = f"    outs:\n    - path: data/a.csv\n      hash: md5\n      md5: {md5(content)}\n      size: 1\n"
        return f"schema: '2.0'\nstages:\n  make:\n    cmd: make\n{entry}"

    root = make_repo({**IGNORED, "dvc.yaml": stage, "dvc.lock": lock(OLD)})
    first = commit(root, {})
    second = commit(root, {"dvc.lock": lock(NEW)})
    for content in (OLD, NEW):
        store(root, content)
    put(root, b"other\n1\n")
    assert present(scan(root, first)) == {"data/a.csv": ["id", "old"]}
    assert earlier(scan(root, first)) == {}
    assert present(scan(root, second)) == {"data/a.csv": ["id", "new"]}
    assert earlier(scan(root, second)) == {"data/a.csv": ("version", md5(OLD), True, ["id", "old"])}
    given = expanded(versions_at(open_project(root).at(first), ["data/a.csv", "data/unknown.csv"], Settings()))
    assert earlier(list(given)) == {"data/a.csv": ("revision", first, True, ["id", "old"])}


def test_a_revision_whose_object_is_gone_is_no_evidence(root: Path) -> None:
    put(root, NEW)
    before = open_project(root).at("HEAD~1")
    assert earlier(expanded(versions_at(before, ["data/a.csv"], Settings()))) == {
        "data/a.csv": ("revision", before.revision, False, [None])
    }
    now = open_project(root).at("HEAD")  # the file of the work tree has the bytes of that revision
    assert earlier(expanded(versions_at(now, ["data/a.csv"], Settings()))) == {
        "data/a.csv": ("revision", now.revision, True, ["id", "new"])
    }


def test_files_of_a_tracked_folder(make_repo: Callable[..., Path], commit: Commit) -> None:
    root = make_repo({**IGNORED, "data.dvc": "outs: []\n"})
    same = b"k\n1\n"
    first = store_folder(root, {"a.csv": OLD, "deep/same.csv": same, "README.md": b"no table"})
    old = commit(root, {"data.dvc": tracked(first, "data/all")})
    second = store_folder(root, {"a.csv": NEW, "deep/same.csv": same, "new.csv": b"n\n1\n"})
    commit(root, {"data.dvc": tracked(second, "data/all")})
    rows = scan(root)
    assert present(rows) == {
        "data/all/a.csv": ["id", "new"],
        "data/all/deep/same.csv": ["k"],
        "data/all/new.csv": ["n"],
    }
    assert earlier(rows) == {"data/all/a.csv": ("version", md5(OLD), True, ["id", "old"])}
    (root / ".dvc/cache/files/md5" / first[:2] / first[2:]).unlink()
    gone = earlier(scan(root))
    assert gone == {path: ("version", first, False, [None]) for path in present(rows)}
    at = expanded(versions_at(open_project(root).at(old), ["data/all/a.csv"], Settings()))
    assert earlier(list(at)) == {"data/all/a.csv": ("revision", old, False, [None])}


def test_a_table_that_lost_its_rows(make_repo: Callable[..., Path], commit: Commit) -> None:
    root = make_repo({**IGNORED, "a.dvc": tracked(md5(OLD))})
    commit(root, {"a.dvc": tracked(md5(b"id,old\n"))})
    for content in (OLD, b"id,old\n"):
        store(root, content)
    (seen,) = [row for row in scan(root) if isinstance(row, Sighting) and row.malformation]
    assert seen.malformation == "empty, but had 2 rows before (the version that DVC recorded)"
    assert not seen.is_present


def test_a_cache_of_dvc_2_and_a_folder_of_its_own(make_repo: Callable[..., Path]) -> None:
    root = make_repo({**IGNORED, ".dvc/config": "[cache]\n    dir = ../store\n", ".gitignore": "/data\n/store\n"})
    put(root, tracked(md5(NEW), scheme="md5-dos2unix").encode(), "a.dvc")
    store(root, NEW, cache="store")
    assert present(scan(root)) == {"data/a.csv": ["id", "new"]}


def test_an_object_with_other_bytes_is_not_believed(root: Path) -> None:
    value = store(root, NEW)
    (root / ".dvc/cache/files/md5" / value[:2] / value[2:]).write_bytes(OLD)
    rows = scan(root)
    assert present(rows) == {}
    assert [row.error for row in rows if isinstance(row, Source) and row.kind == "data"] == [
        "the cache of DVC holds other bytes than its name says"
    ]


def test_links_in_the_cache_are_not_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_bytes(NEW)
    value = md5(NEW)
    place = root / ".dvc/cache/files/md5" / value[:2] / value[2:]
    place.parent.mkdir(parents=True)
    place.symlink_to(outside)
    assert present(scan(root)) == {}


def test_what_settings_leave_out_is_left_out_of_the_cache_too(root: Path) -> None:
    store(root, NEW)
    assert present(scan(root, settings=Settings(exclude=("data/",)))) == {}


def test_a_folder_list_that_leads_out_of_the_folder(make_repo: Callable[..., Path]) -> None:
    root = make_repo(IGNORED)
    value = store_folder(root, {"../../a.csv": NEW, "/b.csv": NEW, "c.csv": NEW})
    put(root, tracked(value, "data/all").encode(), "data.dvc")
    assert list(present(scan(root))) == ["data/all/c.csv"]
