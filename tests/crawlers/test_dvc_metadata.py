"""Which files DVC reads: those that a `.dvcignore` hides are no part of its project, those git ignores are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers.dvc_files import crawl as crawl_files
from debt_pipelines.crawlers.dvc_pipeline import crawl as crawl_pipeline

Crawl = Callable[..., dict[str, list[Any]]]

STAGE = "stages:\n  a:\n    cmd: x\n    deps: [data/x.csv]\n    outs: [o.csv]\n"
ADDED = "outs:\n- path: x.csv\n  md5: a\n  hash: md5\n"
HIDDEN = "a .dvcignore hides it from DVC"


def _told(found: dict[str, list[Any]]) -> dict[str, tuple[str, str | None]]:
    return {source.path: (source.status, source.error) for source in found["sources"]}


def test_what_a_dvcignore_hides_is_left_out_with_the_reason(crawl: Crawl) -> None:
    files = {".dvcignore": "/old/\n*.tmp.dvc\n", "dvc.yaml": STAGE, "old/dvc.yaml": STAGE, "old/dvc.lock": "old: {}\n"}
    files |= {"old/y.dvc": ADDED, "z.tmp.dvc": ADDED, "x.dvc": ADDED, "old/Dvcfile": "cmd: x\n"}
    pipelines, tracked = crawl(crawl_pipeline, files), crawl(crawl_files, files)
    assert [job.job for job in pipelines["jobs"]] == ["dvc.yaml:a"]
    hidden = dict.fromkeys(("old/dvc.yaml", "old/dvc.lock", "old/Dvcfile"), ("skipped", HIDDEN))
    assert _told(pipelines) == {"dvc.yaml": ("read", None), **hidden}
    assert [row.source_path for row in tracked["sightings"]] == ["x.dvc"]
    assert _told(tracked) == {
        "x.dvc": ("read", None), "old/y.dvc": ("skipped", HIDDEN), "z.tmp.dvc": ("skipped", HIDDEN),
    }  # fmt: skip


def test_a_hidden_dvc_yaml_does_not_orphan_its_lock_entries(crawl: Crawl) -> None:
    lock = "schema: '2.0'\nstages:\n  a:\n    cmd: x\n"
    found = crawl(crawl_pipeline, {".dvcignore": "dvc.yaml\n", "dvc.yaml": STAGE, "dvc.lock": lock})
    assert [(job.kind, job.is_locked) for job in found["jobs"]] == [("dvc_lock_entry", None)]


def test_a_hidden_lock_file_is_none(crawl: Crawl) -> None:
    lock = "schema: '2.0'\nstages:\n  a:\n    cmd: x\n"
    found = crawl(crawl_pipeline, {".dvcignore": "dvc.lock\n", "dvc.yaml": STAGE, "dvc.lock": lock})
    assert [(job.kind, job.is_locked) for job in found["jobs"]] == [("dvc_stage", False)]


def test_a_project_within_has_its_own_rules(crawl: Crawl) -> None:
    files = {
        ".dvc/config": "",
        ".dvcignore": "sub/\n",
        "sub/.dvc/config": "",
        "sub/dvc.yaml": STAGE,
        "x/dvc.yaml": STAGE,
    }
    files |= {"sub/.dvcignore": "deep\n", "sub/deep/dvc.yaml": STAGE}
    assert _told(crawl(crawl_pipeline, files)) == {
        "sub/dvc.yaml": ("read", None), "x/dvc.yaml": ("read", None), "sub/deep/dvc.yaml": ("skipped", HIDDEN),
    }  # fmt: skip


def test_a_dvc_file_that_is_a_link_or_a_folder(make_folder: Callable[..., Path], crawl_root: Crawl) -> None:
    root = make_folder({"good.dvc": ADDED, "folder.dvc/a.csv": "x"})
    (root / "link.dvc").symlink_to(root / "good.dvc")
    (root / "loop.dvc").symlink_to(root / "loop.dvc")
    found = crawl_root(crawl_files, root)
    linked = ("skipped", "a link, which the scan does not follow")
    assert _told(found) == {"good.dvc": ("read", None), "link.dvc": linked, "loop.dvc": linked}
    assert [row.source_path for row in found["sightings"]] == ["good.dvc"]


@pytest.fixture
def ignoring(make_repo: Callable[..., Path], git: Callable[..., str]) -> Path:
    """A repository that tracks files which it ignores."""
    root = make_repo(
        {".gitignore": "/data/\nsub/dvc.lock\n", "dvc.yaml": STAGE, "sub/dvc.yaml": "stages: {a: 5, b: 5}\n"}
    )
    for path, text in {"data/x.dvc": ADDED, "data/old.dvc": "cmd: x\n", "sub/dvc.lock": "a: {}\n"}.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text)
    git(root, "add", "--force", "--all")
    git(root, "commit", "--quiet", "--message", "Force")
    (root / "new.dvc").write_text(ADDED)
    return root


def test_whether_git_ignores_what_it_tracks(ignoring: Path, crawl_root: Crawl) -> None:
    for revision in (None, "HEAD"):
        found = [*crawl_root(crawl_files, ignoring, revision)["sources"]]
        found += crawl_root(crawl_pipeline, ignoring, revision)["sources"]
        told = [(source.path, source.is_ignored) for source in found if source.path != "new.dvc"]
        assert sorted(told, key=str) == [
            ("data/old.dvc", True),
            ("data/x.dvc", True),
            ("dvc.yaml", False),
            ("sub/dvc.lock", True),
            ("sub/dvc.yaml", False),
            ("sub/dvc.yaml", None),
        ], "the second problem of a file says nothing more of it"


def test_of_what_git_does_not_track_nothing_is_known(ignoring: Path, crawl_root: Crawl) -> None:
    (source,) = (row for row in crawl_root(crawl_files, ignoring)["sources"] if row.path == "new.dvc")
    assert source.is_ignored is None


def test_outside_of_git_nothing_is_known(crawl: Crawl) -> None:
    found = crawl(crawl_files, {"x.dvc": ADDED, ".gitignore": "*.dvc\n"})
    assert [row.is_ignored for row in found["sources"]] == [None]
