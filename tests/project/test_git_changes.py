"""What commits did to files, by whom, and how far back that is known."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.project.git import Change, blob_sizes, changes, commits, is_shallow

MakeRepo = Callable[..., Path]
Git = Callable[..., str]
Commit = Callable[..., str]


def _steps(root: Path, *, is_main_line: bool = True) -> list[Change]:
    return list(changes(root, "HEAD", "", max_commits=10, is_main_line=is_main_line))


def test_what_was_there_before_and_after(make_repo: MakeRepo, commit: Commit, git: Git) -> None:
    root = make_repo({"a.csv": "1"})
    first = git(root, "rev-parse", "HEAD:a.csv")
    commit(root, {"a.csv": "2"})
    second = git(root, "rev-parse", "HEAD:a.csv")
    (root / "a.csv").unlink()
    commit(root, {})
    found = [(step.path, step.before, step.after) for step in _steps(root)]
    assert found == [("a.csv", second, None), ("a.csv", first, second), ("a.csv", None, first)]


def test_a_file_that_becomes_a_link_is_gone(make_repo: MakeRepo, commit: Commit) -> None:
    root = make_repo({"a.csv": "1"})
    (root / "a.csv").unlink()
    (root / "a.csv").symlink_to("other.csv")
    commit(root, {})
    assert _steps(root)[0].after is None


def test_the_author_is_who_the_mailmap_says(
    make_repo: MakeRepo, commit: Commit, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "ada\tl.")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "old@example.com")
    root = make_repo({"a.csv": "1", ".mailmap": "Ada Lovelace <ada@example.com> <old@example.com>\n"})
    (found,) = commits(root, "HEAD", max_commits=10)
    assert (found.name, found.email, found.n_parents) == ("Ada Lovelace", "ada@example.com", 0)
    assert (found.id, found.committed_at) == (git(root, "rev-parse", "HEAD"), "2026-01-05T09:00:00+00:00")
    assert _steps(root)[0].commit == found


def test_the_configuration_of_the_repository_names_nobody_else(make_repo: MakeRepo, git: Git) -> None:
    root = make_repo({"a.csv": "1", "names": "Eve <eve@example.com> <ada@example.com>\n"})
    git(root, "config", "mailmap.file", "names")
    git(root, "config", "log.mailmap", "false")
    git(root, "config", "i18n.logOutputEncoding", "ISO-8859-1")
    assert [found.name for found in commits(root, "HEAD", max_commits=10)] == ["Ada"]


def test_commits_of_merged_branches_count(make_repo: MakeRepo, commit: Commit, git: Git) -> None:
    root = make_repo({"a.csv": "1"})
    git(root, "checkout", "--quiet", "-b", "side")
    side = commit(root, {"b.csv": "1"})
    git(root, "checkout", "--quiet", "main")
    git(root, "merge", "--quiet", "--no-ff", "--message", "merge", "side")
    assert {found.id for found in commits(root, "HEAD", max_commits=10)} > {side}
    assert len(commits(root, "HEAD", max_commits=2)) == 2
    merged, _first = _steps(root)
    assert (merged.path, merged.commit.n_parents) == ("b.csv", 2)
    assert next((step.path, step.commit.id) for step in _steps(root, is_main_line=False)) == ("b.csv", side)


def test_sizes_of_what_is_stored(make_repo: MakeRepo, git: Git) -> None:
    root = make_repo({"a.csv": "one\n", "empty.csv": ""})
    blob, empty = (git(root, "rev-parse", f"HEAD:{path}") for path in ("a.csv", "empty.csv"))
    assert blob_sizes(root, [blob, "0" * 40, empty]) == {blob: 4, empty: 0}


def test_a_clone_of_the_last_commit_is_shallow(make_repo: MakeRepo, commit: Commit, tmp_path: Path) -> None:
    root = make_repo({"a.csv": "1"})
    commit(root, {"a.csv": "2"})
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{root}", str(clone)], check=True)
    assert (is_shallow(root), is_shallow(clone)) == (False, True)
    (step,) = _steps(clone)
    assert (step.before, step.commit.n_parents) == (None, 0)
