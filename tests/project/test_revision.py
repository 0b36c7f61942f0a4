"""A project at a git revision: the same paths and bytes as a work tree at that commit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.model.errors import SettingsError, UnreadableError
from debt_pipelines.project.project import open_project

MakeRepo = Callable[..., Path]
Git = Callable[..., str]
Commit = Callable[..., str]

FIRST = {"a.csv": "id\n1\n", "sub/b.csv": b"\x00\xff\r\n", "empty.csv": "", "copy.csv": "id\n1\n", "gone.csv": "x"}


@pytest.fixture
def history(make_repo: MakeRepo, git: Git, commit: Commit) -> Path:
    root = make_repo(FIRST)
    git(root, "tag", "first")
    (root / "gone.csv").unlink()
    commit(root, {"a.csv": "id,name\n1,x\n", "added.csv": "y"})
    return root


def test_a_revision_reads_like_a_work_tree_of_it(history: Path, git: Git, tmp_path: Path) -> None:
    git(history, "worktree", "add", "--quiet", "--detach", str(tmp_path / "tree"), "first")
    tree = open_project(tmp_path / "tree")
    revision = open_project(history).at("first")
    assert revision.paths() == tree.paths() == sorted(FIRST)
    assert dict(revision.read_many(revision.paths())) == dict(tree.read_many(tree.paths()))
    assert {path: entry.size for path, entry in revision.files.items()} == {
        path: entry.size for path, entry in tree.files.items()
    }
    assert revision.is_folder("sub")
    assert revision.exists("sub/b.csv")


def test_the_revision_is_the_full_commit_id(history: Path, git: Git) -> None:
    project = open_project(history)
    assert project.revision is None
    assert project.head == git(history, "rev-parse", "HEAD")
    assert project.at("first").revision == git(history, "rev-parse", "first")
    assert project.at("HEAD~1").revision == project.at("first").revision
    assert project.at("first").at("main").revision == project.head


def test_reading_many_keeps_order_repeats_and_reasons(history: Path) -> None:
    project = open_project(history).at("first")
    read = list(project.read_many(["sub/b.csv", "nope.csv", "a.csv", "copy.csv", "a.csv", "empty.csv"]))
    assert [path for path, _content in read] == ["sub/b.csv", "nope.csv", "a.csv", "copy.csv", "a.csv", "empty.csv"]
    contents = [content for _path, content in read]
    assert contents[0] == b"\x00\xff\r\n"
    assert isinstance(contents[1], UnreadableError)
    assert contents[2:] == [b"id\n1\n"] * 3 + [b""]
    assert list(project.read_many([])) == []
    assert project.read("a.csv", max_bytes=2) == b"id"


def test_more_files_than_one_batch(make_repo: MakeRepo) -> None:
    files = {f"f{n:03}.csv": f"{n}" for n in range(450)}
    project = open_project(make_repo(files)).at("HEAD")
    read = {path: content for path, content in project.read_many(sorted(files)) if isinstance(content, bytes)}
    assert read == {path: content.encode() for path, content in files.items()}


def test_the_work_tree_does_not_show_through(history: Path) -> None:
    project = open_project(history).at("HEAD")
    (history / "a.csv").write_text("changed")
    (history / "untracked.csv").write_text("new")
    assert project.read("a.csv") == b"id,name\n1,x\n"
    assert not project.exists("untracked.csv")
    assert project.including(["untracked.csv"]) is project
    with pytest.raises(UnreadableError):
        project.read("untracked.csv")


@pytest.mark.parametrize(
    "revision",
    ["nope", "", "HEAD~99", "HEAD:a.csv", "HEAD^{tree}", "HEAD..HEAD", "main first", "a\0b", "\udcff", "@{upstream}"],
)
def test_an_unknown_revision_is_refused_with_a_hint(history: Path, revision: str) -> None:
    with pytest.raises(SettingsError, match="there is no revision") as caught:
        open_project(history).at(revision)
    assert caught.value.hint == "fetch it first; CI often clones one commit only"


@pytest.mark.parametrize("revision", ["-h", "--all", "--output=stolen", "--exec=touch stolen"])
def test_a_revision_is_never_taken_for_an_option(history: Path, revision: str) -> None:
    with pytest.raises(SettingsError, match="there is no revision"):
        open_project(history).at(revision)
    assert not list(history.rglob("stolen"))


def test_a_folder_outside_git_has_no_revisions(make_folder: Callable[..., Path]) -> None:
    with pytest.raises(SettingsError, match="`project` is not in a git repository"):
        open_project(make_folder({"a.csv": "x"})).at("HEAD")


def test_a_repository_without_commits_has_no_revisions(make_folder: Callable[..., Path], git: Git) -> None:
    root = make_folder({"a.csv": "x"})
    git(root, "init", "--quiet")
    project = open_project(root)
    assert project.head is None
    assert project.paths() == ["a.csv"]
    with pytest.raises(SettingsError):
        project.at("HEAD")


def test_a_folder_that_the_revision_does_not_have_is_empty(history: Path, commit: Commit) -> None:
    commit(history, {"later/c.csv": "x"})
    project = open_project(history / "later")
    assert project.at("first").paths() == []
    assert project.at("HEAD").paths() == ["c.csv"]


def test_a_blob_that_a_partial_clone_left_out_is_unreadable(history: Path, git: Git) -> None:
    blob = git(history, "rev-parse", "HEAD:added.csv")
    (history / ".git/objects" / blob[:2] / blob[2:]).unlink()
    git(history, "config", "core.repositoryFormatVersion", "1")
    git(history, "config", "extensions.partialClone", "origin")
    git(history, "config", "remote.origin.promisor", "true")
    git(history, "config", "remote.origin.url", "https://example.invalid/x.git")
    project = open_project(history).at("HEAD")
    assert project.read("a.csv") == b"id,name\n1,x\n"
    with pytest.raises(UnreadableError, match="not stored in git"):
        project.read("added.csv")
