"""Data that git keeps in a project that has DVC for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers.git_files import crawl as crawl_git_files

CrawlRoot = Callable[..., dict[str, list[Any]]]
MakeRepo = Callable[..., Path]

LARGE = b"x" * 1_000_000
DVC_FILE = b"outs:\n- path: kept.csv\n  md5: abc\n"


def _seen(found: dict[str, list[Any]]) -> list[str]:
    return [row.path for row in found["sightings"]]


@pytest.mark.parametrize("revision", [None, "HEAD"])
def test_large_data_and_models_in_git(make_repo: MakeRepo, crawl_root: CrawlRoot, revision: str | None) -> None:
    names = ("t.csv", "m.pt", "d.json", "map.geojson", "code.py", "plot.png", "page.html", "package-lock.json", "noise")
    files = {**dict.fromkeys(names, LARGE), "small.csv": LARGE[:-1], "tests/t.csv": LARGE, "other.dvc": DVC_FILE}
    found = crawl_root(crawl_git_files, make_repo(files), revision)
    assert [(row.path, row.kind, row.line) for row in found["sightings"]] == [
        ("d.json", "other", None),
        ("m.pt", "model", None),
        ("map.geojson", "other", None),
        ("t.csv", "table", 1),
        ("tests/t.csv", "table", 1),
    ]
    row = found["sightings"][0]
    assert (row.storage, row.is_in_git, row.is_present, row.size_bytes) == ("git", True, True, 1_000_000)
    assert (row.source_path, row.crawler) == ("d.json", "git_files")


def test_what_dvc_tracks_as_well(make_repo: MakeRepo, crawl_root: CrawlRoot) -> None:
    files = {
        "kept.csv": b"id\n",
        "kept.csv.dvc": DVC_FILE,
        "folder/a.csv": b"id\n",
        "folder.dvc": DVC_FILE,
        "gone.csv.dvc": DVC_FILE,
        "empty/.gitkeep": b"",
        "empty.dvc": DVC_FILE,
        "ignored.csv.dvc": DVC_FILE,
        ".gitignore": b"ignored.csv\n",
        "large.csv": LARGE,
        "large.csv.dvc": DVC_FILE,
    }
    root = make_repo(files)
    (root / "ignored.csv").write_bytes(LARGE)
    found = crawl_root(crawl_git_files, root)
    assert _seen(found) == ["large.csv", "folder", "kept.csv"]
    assert {row.path: (row.is_present, row.size_bytes) for row in found["sightings"]} == {
        "large.csv": (True, 1_000_000),
        "folder": (False, None),
        "kept.csv": (True, 3),
    }


@pytest.mark.parametrize("marker", ["dvc.yaml", "sub/dvc.lock", "x.dvc"])
def test_only_projects_with_dvc_are_looked_at(make_repo: MakeRepo, crawl_root: CrawlRoot, marker: str) -> None:
    root = make_repo({"t.csv": LARGE})
    assert _seen(crawl_root(crawl_git_files, root)) == []
    assert _seen(crawl_root(crawl_git_files, make_repo({marker: b""}))) == ["t.csv"]


def test_without_git_nothing_is_in_git(make_folder: MakeRepo, make_repo: MakeRepo, crawl_root: CrawlRoot) -> None:
    assert _seen(crawl_root(crawl_git_files, make_folder({"t.csv": LARGE, "dvc.yaml": b""}))) == []
    root = make_repo({"dvc.yaml": b""}, name="other")
    (root / "new.csv").write_bytes(LARGE)
    assert _seen(crawl_root(crawl_git_files, root)) == []


def test_a_file_of_which_git_keeps_a_pointer_is_not_in_git(make_repo: MakeRepo, crawl_root: CrawlRoot) -> None:
    root = make_repo({"t.csv": b"version https://git-lfs.github.com/spec/v1\n", "dvc.yaml": b""})
    (root / "t.csv").write_bytes(LARGE)
    assert _seen(crawl_root(crawl_git_files, root)) == []
