"""A scan of what has not changed shows the last scorecard again, without running anything; any change runs it anew."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import debt_pipelines.defs.launch as launch
import debt_pipelines.project.state as state

MakeRepo = Callable[..., Path]
Run = Callable[..., Any]
FILES = {"orders.csv": "id,amount\n1,2.5\n", ".gitignore": "/local/\n", "debt.toml": 'name = "shop"\n'}


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take files written just now for old ones, which a test cannot wait for."""
    monkeypatch.setattr(state, "RACY_NANOSECONDS", 0)


@pytest.fixture(scope="module")
def made() -> list[launch.ScanRun]:
    """The one real scan of this module, once it was made."""
    return []


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, made: list[launch.ScanRun]) -> list[str]:
    """The names of the targets that were scanned; only the first scan is a real one, the others end as it did."""
    seen: list[str] = []
    real = launch.run_scan

    def run_scan(target: Any) -> launch.ScanRun:
        seen.append(target.name)
        if not made:
            made.append(real(target))
        target.folder.mkdir(parents=True, exist_ok=True)
        target.scorecard_path.write_text(made[0].scorecard.model_dump_json())
        return made[0]

    monkeypatch.setattr(launch, "run_scan", run_scan)
    return seen


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", root, *arguments], check=True, capture_output=True)


def test_an_unchanged_project_is_not_scanned_again(debt: Run, make_repo: MakeRepo, runs: list[str]) -> None:
    root = make_repo(FILES)
    first = debt("scan", root, "--format", "json")
    again = debt("scan", root, "--format", "json")
    assert (again.code, again.out) == (first.code, first.out)
    assert "nothing has changed since the scan of" in again.err
    assert debt("scan", root, "--quiet").err == ""
    assert debt("gate", root).out == "gate: open\n"
    assert runs == ["shop"]
    debt("gate", root, "--fresh")
    assert runs == ["shop", "shop"]


def edit(root: Path) -> None:
    (root / "orders.csv").write_text("id,amount\n1,9.5\n")
    os.utime(root / "orders.csv", (1_600_000_000, 1_600_000_000))


def add_ignored(root: Path) -> None:
    (root / "local").mkdir()
    (root / "local" / "data.csv").write_text("id\n")


def track(root: Path) -> None:
    git(root, "rm", "--cached", "-q", "orders.csv")


def commit(root: Path) -> None:
    git(root, "commit", "--allow-empty", "-q", "-m", "Change")


def settings(root: Path) -> None:
    (root / "debt.toml").write_text('name = "shop"\ndisable = ["DOC101"]\n')


@pytest.mark.parametrize("change", [edit, add_ignored, track, commit, settings])
def test_a_change_is_scanned(debt: Run, make_repo: MakeRepo, runs: list[str], change: Callable[[Path], None]) -> None:
    root = make_repo(FILES)
    debt("scan", root)
    change(root)
    debt("scan", root)
    assert runs == ["shop", "shop"]


def test_what_counts_as_new_is_part_of_it(debt: Run, make_repo: MakeRepo, runs: list[str]) -> None:
    root = make_repo(FILES)
    debt("scan", root)
    debt("scan", root, "--new-since", "HEAD")
    debt("scan", root, "--new-since", "HEAD")
    assert runs == ["shop", "shop"]


def test_a_scan_that_failed_leaves_nothing_to_show(
    debt: Run, make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_repo(FILES)
    debt("scan", root)
    monkeypatch.setattr("debt_pipelines.defs.analysis.build_scorecard", lambda *_, **__: 1 / 0)
    assert debt("scan", root, "--fresh").code == 3
    assert debt("scan", root).code == 3


def test_a_file_written_just_now_is_not_trusted(
    debt: Run, make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch, runs: list[str]
) -> None:
    monkeypatch.setattr(state, "RACY_NANOSECONDS", 10**15)
    root = make_repo(FILES)
    debt("scan", root)
    debt("scan", root)
    assert runs == ["shop", "shop"]
