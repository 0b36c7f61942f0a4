"""Git answers for the repository it is asked of, whoever owns it, and with objects as they were committed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.project.project import open_project

MakeRepo = Callable[..., Path]
Git = Callable[..., str]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_a_repository_of_somebody_else_is_read(make_repo: MakeRepo) -> None:
    root = make_repo({"a.csv": "id\n1\n"})
    for folder, names, files in os.walk(root):
        for name in (".", *names, *files):
            os.chown(Path(folder) / name, 12345, 12345)
    project = open_project(root)
    assert project.is_git
    assert project.at("HEAD").read("a.csv") == b"id\n1\n"


def test_a_replaced_object_is_read_as_it_was_committed(make_repo: MakeRepo, git: Git) -> None:
    root = make_repo({"a.csv": "id\n1\n", "b.csv": "other"})
    git(root, "replace", git(root, "rev-parse", "HEAD:a.csv"), git(root, "rev-parse", "HEAD:b.csv"))
    assert git(root, "show", "HEAD:a.csv") == "other"
    assert open_project(root).at("HEAD").read("a.csv") == b"id\n1\n"


def test_a_repository_that_borrows_objects_is_read(make_repo: MakeRepo, git: Git, tmp_path: Path) -> None:
    root = make_repo({"a.csv": "id\n1\n"})
    git(tmp_path, "clone", "-q", "--shared", str(root), "borrowing")
    assert open_project(tmp_path / "borrowing").at("HEAD").read("a.csv") == b"id\n1\n"


def test_a_git_folder_that_is_a_pipe_is_no_repository(make_folder: Callable[..., Path]) -> None:
    root = make_folder({"a.csv": "x"})
    os.mkfifo(root / ".git")
    project = open_project(root)
    assert not project.is_git
    assert project.paths() == ["a.csv"]
