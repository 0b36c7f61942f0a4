"""The data of a project shared out: every table once, none that is known, and a crawl that reads none of it again."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from debt_pipelines.catalog.tabular import reading
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.read_ahead import unread_tables
from debt_pipelines.crawlers.registry import crawl_project
from debt_pipelines.defs.shards import Shards, share_out
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.project import Project, open_project

SETTINGS = Settings()
TABLES = {f"data/part{n}.csv": "id,amount\n" + f"{n},2.5\n" * (n + 1) for n in range(7)}


@pytest.fixture
def project(make_repo: Callable[..., Path], tmp_path: Path) -> Project:
    """Seven tables in git, one of them edited, with a memory in a file."""
    root = make_repo({**TABLES, "readme.md": "Parts of a table"})
    (root / "data" / "part3.csv").write_text("id,amount,tax\n3,2.5,1\n")
    return replace(open_project(root), memory=Memory(tmp_path / "memory.sqlite", "shop"))


def test_the_largest_first_each_to_the_shard_with_the_least() -> None:
    sizes = {"a": 10, "b": 7, "c": 4, "d": 3, "e": 0}
    assert share_out(sizes, 2) == {0: ["a", "d"], 1: ["b", "c", "e"]}
    assert share_out(sizes, 8) == {0: ["a"], 1: ["b"], 2: ["c"], 3: ["d"], 4: ["e"]}
    assert share_out({}, 3) == {}
    assert share_out({"a": 0, "b": 0}, 2) == {0: ["a"], 1: ["b"]}


def test_a_crawl_after_the_shards_reads_no_table(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = crawl_project(replace(project, memory=Memory()), SETTINGS)
    shards = Shards(tmp_path / "shards", "run")
    assert sum(shards.plan(project, SETTINGS, 3).values()) == len(TABLES)
    for number in range(3):
        shards.read(number, project, SETTINGS)
    shards.gather(project.memory)
    assert not (tmp_path / "shards" / "run").exists()

    monkeypatch.setattr(reading, "read_tables", _refuse)
    assert crawl_project(project, SETTINGS) == expected
    assert unread_tables(project, SETTINGS) == {}


def test_what_is_committed_and_known_is_not_read_again(project: Project) -> None:
    for name in TABLES:
        (project.root / name).touch()
    list(reading.read_files(project, sorted(TABLES), SETTINGS))
    (project.root / "data" / "part5.csv").write_text("id,amount\n5,1\n")
    subprocess.run(["git", "add", "."], cwd=project.root, check=True)
    assert set(unread_tables(replace(open_project(project.root), memory=project.memory), SETTINGS)) == {
        "data/part5.csv"
    }


def test_a_shard_that_is_gone_costs_nothing(project: Project, tmp_path: Path) -> None:
    expected = crawl_project(replace(project, memory=Memory()), SETTINGS)
    shards = Shards(tmp_path / "shards", "run")
    shards.plan(project, SETTINGS, 2)
    shards.read(0, project, SETTINGS)
    (tmp_path / "shards" / "run" / "1.sqlite").write_bytes(b"no database")
    shards.gather(project.memory)
    assert crawl_project(project, SETTINGS) == expected


def _refuse(*_arguments: object) -> None:
    raise AssertionError("a table was read again")
