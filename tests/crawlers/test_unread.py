"""A second scan opens no data that has not changed: in the work tree, in the cache of DVC, or far away."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import fsspec
import pytest

from debt_pipelines.config.settings import Settings, SourceSettings
from debt_pipelines.crawlers.registry import crawl_project
from debt_pipelines.model.schema import Row
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.project import open_project
from tests.crawlers.test_dvc_cached_tables import IGNORED, md5, put, store, store_folder, tracked
from tests.rows import expanded

OLD, NEW = b"id,old\n1,x\n", b"id,new\n1,x\n2,y\n"
LINES = b'{"id": 1, "n": 2}\n{"id": 2, "n": 3}\n'
LISTED = b'[{"id": 1, "n": 2}, {"id": 2, "n": 3}]'
DATA = (".csv", ".jsonl", ".json", ".parquet")
_listeners: list[Callable[[str], None]] = []


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("open", "debt_pipelines.open") and _listeners and isinstance(arguments[0], (str, bytes)):
        for listener in _listeners:
            listener(os.fsdecode(arguments[0]))


sys.addaudithook(_audit)


@contextmanager
def opened_below(root: Path) -> Iterator[list[str]]:
    """The files below a folder that the process opens, as Python tells of every one."""
    seen: list[str] = []

    def note(path: str) -> None:
        if path.startswith(f"{root}/"):
            seen.append(path[len(str(root)) + 1 :])

    _listeners.append(note)
    try:
        yield seen
    finally:
        _listeners.remove(note)


def is_data(path: str) -> bool:
    is_object = "/cache/" in path and not path.endswith(".dir")
    return is_object or (path.endswith(DATA) and not path.startswith(".git/"))


@pytest.fixture
def root(make_repo: Callable[..., Path], commit: Callable[..., str]) -> Path:
    """A repository with data in git, in the work tree and in the cache, all in two versions, none of it new."""
    read = f"    deps:\n    - path: lines.jsonl\n      hash: md5\n      md5: {md5(LINES)}\n      size: {len(LINES)}\n"
    files = {
        "git.csv": OLD,
        "lines.jsonl": LINES,
        "list.json": LISTED,
        "a.dvc": tracked(md5(OLD)),
        "dvc.yaml": "stages:\n  use:\n    cmd: use\n    deps:\n    - lines.jsonl\n",
        "dvc.lock": f"schema: '2.0'\nstages:\n  use:\n    cmd: use\n{read}",
    }
    root = make_repo({**IGNORED, **files})
    folders = [store_folder(root, {"in.csv": content}) for content in (OLD, NEW)]
    commit(root, {"f.dvc": tracked(folders[0], "data/folder"), "b.dvc": tracked(md5(OLD), "data/b.csv")})
    changed = {"a.dvc": tracked(md5(NEW)), "b.dvc": tracked(md5(NEW), "data/b.csv"), "git.csv": NEW}
    commit(root, {**changed, "f.dvc": tracked(folders[1], "data/folder")})
    put(root, NEW)
    put(root, b"id\n1\n", "untracked.csv")
    for content in (OLD, NEW):
        store(root, content)
    _age(root)
    return root


def _age(root: Path) -> None:
    """Make everything older than what may have been written twice within one time stamp."""
    then = time.time() - 60
    for path in root.rglob("*"):
        os.utime(path, (then, then), follow_symlinks=False)


def scan(root: Path, memory: Path, settings: Settings) -> list[Row]:
    return expanded(crawl_project(replace(open_project(root), memory=Memory(memory, "p")), settings))


def test_a_second_scan_opens_no_data(root: Path, tmp_path: Path) -> None:
    memory = tmp_path / "memory.sqlite"
    with opened_below(root) as first:
        rows = scan(root, memory, Settings())
    objects = {f".dvc/cache/files/md5/{md5(content)[:2]}/{md5(content)[2:]}" for content in (OLD, NEW)}
    assert {path for path in first if is_data(path)} == {
        "git.csv", "lines.jsonl", "list.json", "untracked.csv", "data/a.csv", *objects,
    }  # fmt: skip
    with opened_below(root) as second:
        assert scan(root, memory, Settings()) == rows
    assert [path for path in second if is_data(path)] == []
    assert "a.dvc" in second


def test_only_what_changed_is_opened(root: Path, tmp_path: Path) -> None:
    memory = tmp_path / "memory.sqlite"
    scan(root, memory, Settings())
    put(root, b"id,new\n7,z\n", "git.csv")
    with opened_below(root) as second:
        scan(root, memory, Settings())
    assert {path for path in second if is_data(path)} == {"git.csv"}


def test_a_revision_reads_the_cache_once(root: Path, tmp_path: Path) -> None:
    memory = tmp_path / "memory.sqlite"
    with opened_below(root) as opened:
        for _ in range(2):
            opened.clear()
            project = replace(open_project(root), memory=Memory(memory, "p")).at("HEAD")
            crawl_project(project, Settings())
    assert [path for path in opened if is_data(path)] == []


def test_a_store_is_only_asked_what_is_there(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = fsspec.filesystem("memory")
    system.pipe_file("/unread/a.csv", NEW)
    settings = Settings(sources={"lake": SourceSettings(url="memory://unread")})
    memory = tmp_path / "memory.sqlite"
    rows = scan(root, memory, settings)
    assert any("memory:///unread/a.csv" in str(row) for row in rows)
    monkeypatch.setattr(type(system), "_open", None)
    assert scan(root, memory, settings) == rows
