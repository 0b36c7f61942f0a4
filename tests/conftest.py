"""Shared fixtures: projects on disk and in git, rows of a crawler, and frames of rows.

Nothing here reads the user's git configuration; authors and dates are fixed, so the same files give the same commit.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from debt_pipelines.catalog.build import build_catalog
from debt_pipelines.catalog.frames import empty_frame, frames_of, records
from debt_pipelines.config.settings import Settings
from debt_pipelines.facts.registry import BUILDERS
from debt_pipelines.model.schema import Row
from debt_pipelines.model.tables import METADATA_TABLES
from debt_pipelines.project.project import open_project
from tests.rows import expanded
from tests.shop import ScannedShop, scanned_shop
from tests.warm_state import make_warm_state

Files = Mapping[str, str | bytes]
Crawler = Callable[..., Iterable[Row]]
MakeRepo = Callable[..., Path]
DATE = "2026-01-05T09:00:00+00:00"
OUR_GIT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
    "GIT_AUTHOR_DATE": DATE,
    "GIT_COMMITTER_DATE": DATE,
}

# The machines that run this are shared and slow at times; the examples are the same in every run.
hypothesis_settings.register_profile("suite", deadline=None, derandomize=True, database=None, max_examples=40)
hypothesis_settings.load_profile("suite")


@pytest.fixture(autouse=True)
def no_user_git_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the user's git configuration, identity and clock out of the tests."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in OUR_GIT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def make_folder(tmp_path: Path) -> Callable[..., Path]:
    """A function that makes a folder of the given files, in no repository."""

    def make(files: Files, *, name: str = "project") -> Path:
        root = tmp_path / name
        root.mkdir(exist_ok=True)
        _write(root, files)
        return root

    return make


@pytest.fixture
def make_repo(make_folder: Callable[..., Path]) -> MakeRepo:
    """A function that makes a git repository of the given files and commits them."""

    def make(files: Files, *, name: str = "project") -> Path:
        root = make_folder({}, name=name)
        _git(root, "init", "--quiet", "--initial-branch=main")
        _commit(root, files)
        return root

    return make


@pytest.fixture(scope="session")
def git() -> Callable[..., str]:
    """A function `git(root, *arguments)` that gives what git prints."""
    return _git


@pytest.fixture(scope="session")
def commit() -> Callable[[Path, Files], str]:
    """A function that writes files into a repository and commits the whole work tree; it gives the commit id."""
    return _commit


@pytest.fixture(scope="session")
def tree_of() -> Callable[[Path], dict[str, tuple[object, ...]]]:
    """A function that gives mode, time and content of everything below a folder, `.git` included."""
    return _tree


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> ScannedShop:
    """The bundled example and its scan, for tests that only look."""
    return scanned_shop(tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="session")
def warm_state(example: ScannedShop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder that knows of no project, to be copied; `warm` does."""
    return make_warm_state(tmp_path_factory.mktemp("warm") / "state", example.state)


@pytest.fixture
def crawl(make_folder: Callable[..., Path]) -> Callable[..., dict[str, list[Any]]]:
    """A function `crawl(crawler, {path: content})` that gives the rows of a crawler by table."""

    def run(crawler: Crawler, files: Files) -> dict[str, list[Any]]:
        return _crawl(crawler, make_folder(files))

    return run


@pytest.fixture(scope="session")
def crawl_root() -> Callable[..., dict[str, list[Any]]]:
    """A function `crawl_root(crawler, root, revision=None)` that gives the rows of a crawler by table."""
    return _crawl


@pytest.fixture(scope="session")
def catalog() -> Callable[..., dict[str, Any]]:
    """A function `catalog(*rows, settings=Settings())` that gives the metadata and catalog tables of crawled rows."""
    return _catalog


@pytest.fixture(scope="session")
def facts() -> Callable[..., list[dict[str, Any]]]:
    """A function `facts(table, *rows)` that gives the records of one fact table, built from crawled rows."""

    def build(table: str, *rows: Row) -> list[dict[str, Any]]:
        frames = _catalog(*rows)
        frames["column_facts"] = BUILDERS["column_facts"](frames)
        return records(BUILDERS[table](frames))

    return build


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    environment = OUR_GIT | os.environ  # fixtures of a module run before the environment of a test is set
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout.strip()


def _write(root: Path, files: Files) -> None:
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)


def _commit(root: Path, files: Files) -> str:
    _write(root, files)
    _git(root, "add", "--all")
    _git(root, "commit", "--quiet", "--allow-empty", "--message", "Change")
    return _git(root, "rev-parse", "HEAD")


def _tree(root: Path) -> dict[str, tuple[object, ...]]:
    seen: dict[str, tuple[object, ...]] = {}
    for path in [root, *sorted(root.rglob("*"))]:
        status = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        seen[path.relative_to(root).as_posix()] = (status.st_mode, status.st_mtime_ns, status.st_size, content)
    return seen


def _crawl(crawler: Crawler, root: Path, revision: str | None = None) -> dict[str, list[Any]]:
    project = open_project(root)
    tables: dict[str, list[Any]] = defaultdict(list)
    for row in expanded(crawler(project.at(revision) if revision else project, Settings())):
        tables[row.table].append(row)
    return tables


def _catalog(*rows: Row, settings: Settings | None = None) -> dict[str, Any]:
    present = {row.table for row in rows}
    frames = {table: _empty_frame(table) for table in METADATA_TABLES} | frames_of(rows, present)
    return {**frames, **build_catalog(frames, settings or Settings())}


_empty_frame = cache(empty_frame)  # what is built from frames never changes them
