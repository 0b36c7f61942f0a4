"""The versions of files along the first-parent line: newest first, deletions and links left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.project.git import GitError, history, read_blobs

MakeRepo = Callable[..., Path]
Git = Callable[..., str]
Commit = Callable[..., str]


def _contents(root: Path, *, prefix: str = "", max_commits: int = 100, start: str = "HEAD") -> list[tuple[str, bytes]]:
    versions = list(history(root, start, prefix, max_commits=max_commits))
    blobs = read_blobs(root, [version.blob for _path, version in versions])
    return [(path, blobs[version.blob]) for path, version in versions]


def test_versions_are_newest_first_without_deletions(make_repo: MakeRepo, commit: Commit) -> None:
    root = make_repo({"a.csv": "1", "b.csv": "x"})
    commit(root, {"a.csv": "2"})
    (root / "b.csv").unlink()
    commit(root, {})
    commit(root, {"a.csv": "3", "b.csv": "y"})
    assert _contents(root) == [("a.csv", b"3"), ("b.csv", b"y"), ("a.csv", b"2"), ("a.csv", b"1"), ("b.csv", b"x")]
    assert _contents(root, max_commits=2) == [("a.csv", b"3"), ("b.csv", b"y")]
    assert _contents(root, start="HEAD~2") == [("a.csv", b"2"), ("a.csv", b"1"), ("b.csv", b"x")]


def test_each_version_names_its_commit_and_date(make_repo: MakeRepo, commit: Commit, git: Git) -> None:
    root = make_repo({"a.csv": "1"})
    second = commit(root, {"a.csv": "2"})
    (_path, version), _earlier = history(root, "HEAD", "", max_commits=10)
    assert version.commit == second
    assert version.blob == git(root, "rev-parse", "HEAD:a.csv")
    assert version.committed_at == "2026-01-05T09:00:00+00:00"


def test_paths_are_relative_to_the_prefix(make_repo: MakeRepo, commit: Commit) -> None:
    root = make_repo({"sub/a.csv": "1", "subway/b.csv": "x", ":x/c.csv": "y"})
    commit(root, {"sub/deep/d e.csv": "2"})
    assert _contents(root, prefix="sub/") == [("deep/d e.csv", b"2"), ("a.csv", b"1")]
    assert _contents(root, prefix=":x/") == [("c.csv", b"y")]
    assert _contents(root, prefix="none/") == []


def test_a_rename_is_a_new_file(make_repo: MakeRepo, git: Git) -> None:
    root = make_repo({"a.csv": "same\n" * 50})
    git(root, "mv", "a.csv", "b.csv")
    git(root, "commit", "--quiet", "--message", "move")
    assert [path for path, _content in _contents(root)] == ["b.csv", "a.csv"]


def test_what_was_a_link_once_is_no_version(make_repo: MakeRepo, commit: Commit) -> None:
    root = make_repo({"a.csv": "1", "other.csv": "x"})
    (root / "a.csv").unlink()
    (root / "a.csv").symlink_to("other.csv")
    commit(root, {})
    (root / "a.csv").unlink()
    commit(root, {"a.csv": "2"})
    assert [content for path, content in _contents(root) if path == "a.csv"] == [b"2", b"1"]


def test_a_merge_brings_what_the_main_line_did_not_have(make_repo: MakeRepo, commit: Commit, git: Git) -> None:
    root = make_repo({"a.csv": "1"})
    git(root, "checkout", "--quiet", "-b", "side")
    commit(root, {"b.csv": "draft"})
    commit(root, {"b.csv": "done"})
    git(root, "checkout", "--quiet", "main")
    commit(root, {"a.csv": "2"})
    git(root, "merge", "--quiet", "--no-ff", "--message", "merge", "side")
    assert _contents(root) == [("b.csv", b"done"), ("a.csv", b"2"), ("a.csv", b"1")]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("log.showRoot", "false"),
        ("log.follow", "true"),
        ("log.showSignature", "true"),
        ("diff.relative", "true"),
        ("diff.renames", "copies"),
        ("diff.orderFile", "missing.txt"),
        ("diff.noprefix", "true"),
        ("core.quotePath", "true"),
        ("core.abbrev", "4"),
        ("color.ui", "always"),
    ],
)
def test_the_configuration_of_the_repository_changes_nothing(
    make_repo: MakeRepo, commit: Commit, git: Git, key: str, value: str
) -> None:
    root = make_repo({"sub/é.csv": "1", "sub/copy.csv": "1", "z.csv": "1"})
    commit(root, {"sub/é.csv": "2"})
    usual = _contents(root, prefix="sub/")
    git(root, "config", key, value)
    assert _contents(root, prefix="sub/") == usual == [("é.csv", b"2"), ("copy.csv", b"1"), ("é.csv", b"1")]


def test_without_commits_there_is_no_history(make_folder: Callable[..., Path], git: Git) -> None:
    root = make_folder({})
    git(root, "init", "--quiet")
    with pytest.raises(GitError):
        list(history(root, "HEAD", "", max_commits=10))


def test_blobs_that_are_not_stored_are_left_out(make_repo: MakeRepo, git: Git) -> None:
    root = make_repo({"a.csv": "one\ntwo\n", "empty.csv": ""})
    blob, empty = (git(root, "rev-parse", f"HEAD:{path}") for path in ("a.csv", "empty.csv"))
    assert read_blobs(root, [blob, "0" * 40, empty]) == {blob: b"one\ntwo\n", empty: b""}
    assert read_blobs(root, []) == {}
