"""Opening a project: what cannot be opened says so, with the exit code that it means."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.model.errors import NothingToScanError, SettingsError
from debt_pipelines.project import git as git_module
from debt_pipelines.project.git import GitError, run_git
from debt_pipelines.project.project import open_project

MakeRepo = Callable[..., Path]


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no folder") as caught:
        open_project(tmp_path / "nope")
    assert (caught.value.hint, caught.value.exit_code) == ("give the path of a repository", 2)


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    with pytest.raises(SettingsError, match="is a file"):
        open_project(tmp_path / "a.csv")


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    with pytest.raises(NothingToScanError, match="is an empty folder") as caught:
        open_project(tmp_path)
    assert caught.value.exit_code == 3


def test_an_empty_repository(make_repo: MakeRepo) -> None:
    with pytest.raises(NothingToScanError, match="is an empty repository"):
        open_project(make_repo({}))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission(make_folder: Callable[..., Path]) -> None:
    root = make_folder({"a.csv": "x"})
    root.chmod(stat.S_IWUSR)
    try:
        with pytest.raises(NothingToScanError, match="no permission"):
            open_project(root)
    finally:
        root.chmod(stat.S_IRWXU)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_costs_that_file(make_folder: Callable[..., Path]) -> None:
    root = make_folder({"a.csv": "x", "b.csv": "y"})
    (root / "a.csv").chmod(0)
    project = open_project(root)
    contents = dict(project.read_many(["a.csv", "b.csv"]))
    assert contents["b.csv"] == b"y"
    assert "cannot be opened" in str(contents["a.csv"])


def test_the_name_is_the_folder_unless_given(make_folder: Callable[..., Path]) -> None:
    root = make_folder({"a.csv": "x"}, name="shop")
    assert open_project(root).name == "shop"
    assert open_project(root, "other").name == "other"


def test_a_link_to_a_repository_is_followed_once(make_repo: MakeRepo, tmp_path: Path) -> None:
    root = make_repo({"a.csv": "x"})
    (tmp_path / "link").symlink_to(root)
    project = open_project(tmp_path / "link")
    assert project.root == root.resolve()
    assert project.paths() == ["a.csv"]


def test_a_folder_outside_git_lists_its_files_but_not_environments(make_folder: Callable[..., Path]) -> None:
    root = make_folder(
        {"a.csv": "x", "sub/b.csv": "x", ".venv/lib.py": "x", "node_modules/m.js": "x", ".dvc/config": "x"}
    )
    (root / "link").symlink_to("sub")
    (root / "alias.csv").symlink_to("a.csv")
    project = open_project(root)
    assert not project.is_git
    assert project.paths() == [".dvc/config", "a.csv", "sub/b.csv"]
    assert project.opaque == {"link", "alias.csv"}
    assert not project.files["a.csv"].is_tracked


def test_a_git_without_an_answer_is_not_a_repository(
    make_folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert open_project(make_folder({"a.csv": "x"})).paths() == ["a.csv"]
    with pytest.raises(GitError, match="git is not installed"):
        run_git(make_folder({}), "status")


def test_a_git_that_hangs_is_given_up(make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_repo({"a.csv": "x"})
    monkeypatch.setattr(git_module, "_TIMEOUT_SECONDS", 0.0)
    with pytest.raises(GitError, match="git log did not answer"):
        run_git(root, "log")


def test_a_git_error_tells_the_last_words_of_git(make_repo: MakeRepo) -> None:
    with pytest.raises(GitError, match=r"git cat-file: .*nope"):
        run_git(make_repo({"a.csv": "x"}), "cat-file", "-p", "nope")


def test_files_ignored_by_git_can_be_included(make_repo: MakeRepo, tmp_path: Path) -> None:
    root = make_repo({"a.csv": "x", ".gitignore": "/data\n/one.csv\n/link\n"})
    (root / "data/deep").mkdir(parents=True)
    (root / "data/b.csv").write_text("bb")
    (root / "data/deep/c.csv").write_text("c")
    (root / "one.csv").write_text("1")
    (tmp_path / "outside.csv").write_text("secret")
    (root / "link").symlink_to(tmp_path)
    project = open_project(root)
    wider = project.including(
        ["data", "one.csv", "nope.csv", "a.csv", "../outside.csv", str(tmp_path / "outside.csv"), "link", "n\0ul"]
    )
    assert set(wider.files) - set(project.files) == {"data/b.csv", "data/deep/c.csv", "one.csv"}
    assert wider.read("data/b.csv") == b"bb"
    assert wider.files["data/b.csv"].size == 2
    assert wider.including(["link/outside.csv"]).files == wider.files
    assert project.including(["nope.csv"]) is project
