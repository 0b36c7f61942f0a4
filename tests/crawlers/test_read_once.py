"""A second scan reads no byte of data that has not changed: shown by what the kernel saw, not by our own counts."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.registry import crawl_project
from debt_pipelines.model.schema import Row
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.project import open_project
from tests.catalog.tabular.samples import CSV, samples
from tests.crawlers.accesses import accesses
from tests.rows import expanded

LONG_AGO = time.time() - 3600
Scan = Callable[[], tuple[list[Row], set[str]]]


@pytest.fixture
def root(make_repo: Callable[..., Path], make_folder: Callable[..., Path]) -> Path:
    """A sound file of every format, each of them in git, and again beside it."""
    root = make_repo({f"kept/{n}/{path}": data for n, (path, data) in enumerate(samples().items())})
    make_folder({f"loose/{n}/{path}": data for n, (path, data) in enumerate(samples().items())})
    for path in root.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    return root


@pytest.fixture
def scan(root: Path, tmp_path: Path) -> Scan:
    """A function that scans as a new process would, and tells which data files were touched."""

    def run() -> tuple[list[Row], set[str]]:
        project = replace(open_project(root), memory=Memory(tmp_path / "memory.sqlite", "p"))
        with accesses(root) as touched:
            rows = expanded(crawl_project(project, Settings()))
        return rows, touched

    return run


def data_files(root: Path) -> set[str]:
    return {
        path.relative_to(root).as_posix()
        for folder in ("kept", "loose")
        for path in (root / folder).rglob("*")
        if path.is_file()
    }


def test_what_has_not_changed_is_not_opened(root: Path, scan: Scan) -> None:
    first, touched = scan()
    assert data_files(root) <= touched
    second, touched = scan()
    assert touched & data_files(root) == set()
    assert second == first


def test_only_what_has_changed_is_read(root: Path, scan: Scan) -> None:
    scan()
    changed = sorted(path for path in data_files(root) if path.endswith("/a.csv"))
    for path in changed:
        (root / path).write_bytes(CSV + b"4,d,2026-01-08\n")
        os.utime(root / path, (LONG_AGO + 60, LONG_AGO + 60))
    scan_again, touched = scan()
    assert touched & data_files(root) == set(changed)
    assert len(changed) == 2
    assert {row.n_rows for row in scan_again if getattr(row, "path", None) in changed and hasattr(row, "n_rows")} >= {4}
