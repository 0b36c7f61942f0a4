"""What stands where data is expected and is no file is told once; links to data of the project are no concern."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.irregular_files import crawl
from debt_pipelines.model.data_rows import Source
from debt_pipelines.project.project import Project, open_project

MakeRepo = Callable[..., Path]


def told(project: Project) -> dict[str, str | None]:
    rows = [row for row in crawl(project, Settings()) if isinstance(row, Source)]
    assert {row.status for row in rows} <= {"skipped"}
    return {row.path: row.error for row in rows}


def test_links_by_where_they_lead(make_repo: MakeRepo, commit: Callable[..., str], tmp_path: Path) -> None:
    root = make_repo({"data/a.csv": "id\n1\n", ".dvc/config": ""})
    (tmp_path / "outside.csv").write_text("secret")
    for name, target in {
        "same.csv": "data/a.csv",
        "data/beside.csv": "a.csv",
        "absolute.csv": str(root / "data/a.csv"),
        "folder.parquet": "data",
        "cached.csv": ".dvc/cache/files/md5/00/11",
        "out.csv": "../outside.csv",
        "data/far.csv": "../../outside.csv",
        "etc.csv": "/etc/hostname",
        "broken.csv": "nope.csv",
        "loop.csv": "loop.csv",
        "notes": "/etc/hostname",
    }.items():
        (root / name).symlink_to(target)
    out, nowhere = (
        "a link that leads out of the project, which is not followed",
        "a link that leads to no file of the project",
    )
    expected = {"broken.csv": nowhere, "data/far.csv": out, "etc.csv": out, "loop.csv": nowhere, "out.csv": out}
    assert told(open_project(root)) == expected
    commit(root, {})
    assert told(open_project(root)) == expected
    assert told(open_project(root).excluding(["data/", "etc.csv"])) == {
        path: reason for path, reason in expected.items() if path not in ("data/far.csv", "etc.csv")
    }
    assert told(open_project(root).at("HEAD")) == {}


def test_pipes_that_git_tracks_a_folder_has_or_dvc_names(make_repo: MakeRepo, make_folder: Callable[..., Path]) -> None:
    root = make_repo({"a.csv": "id\n1\n", "b.csv": "x", ".gitignore": "/out.csv\n"})
    (root / "a.csv").unlink()
    for name in ("a.csv", "out.csv"):
        os.mkfifo(root / name)
    assert told(open_project(root)) == {"a.csv": "not a regular file but a named pipe"}
    assert set(told(open_project(root).including(["out.csv"]))) == {"a.csv", "out.csv"}
    folder = make_folder({"a.csv": "x"}, name="plain")
    os.mkfifo(folder / "b.csv")
    assert set(told(open_project(folder))) == {"b.csv"}


def test_a_name_that_is_no_text_is_left_to_others(make_folder: Callable[..., Path]) -> None:
    root = make_folder({"a.csv": "x"})
    os.mkfifo(root / os.fsdecode(b"b\xff.csv"))
    assert told(open_project(root)) == {}
    assert told(replace(open_project(root), irregular={"c.csv": "a socket"})) == {
        "c.csv": "not a regular file but a socket"
    }
