"""Renames as git tells them: between commits, against what is staged, below a folder, and without lost content."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.project import git as asked

TEXT = "".join(f"line {n}\n" for n in range(50))


@pytest.fixture
def moved(make_repo: Callable[..., Path], git: Any, commit: Any) -> Path:
    """One file moved and edited, one moved below `sub`, in the newest commit."""
    root = make_repo({"a.csv": TEXT, "sub/c.csv": TEXT + "c\n" * 60, "same.csv": "1\n"})
    git(root, "mv", "a.csv", "b.csv")
    git(root, "mv", "sub/c.csv", "sub/d \u00e9.csv")
    commit(root, {"b.csv": TEXT + "one more\n"})
    return root


def test_between_two_commits(moved: Path) -> None:
    assert asked.renames(moved, "HEAD~1", "HEAD", "") == {"b.csv": "a.csv", "sub/d \u00e9.csv": "sub/c.csv"}
    assert asked.renames(moved, "HEAD", "HEAD", "") == {}


def test_below_a_folder(moved: Path) -> None:
    assert asked.renames(moved, "HEAD~1", "HEAD", "sub/") == {"d \u00e9.csv": "c.csv"}


def test_what_is_staged(moved: Path, git: Any) -> None:
    git(moved, "mv", "same.csv", "other.csv")
    assert asked.renames(moved, "HEAD", None, "") == {"other.csv": "same.csv"}


def test_without_the_content_only_the_same_counts(moved: Path, git: Any) -> None:
    blob = git(moved, "rev-parse", "HEAD:b.csv")
    (moved / "b.csv").unlink()  # else git takes the content from there
    (moved / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert asked.renames(moved, "HEAD~1", "HEAD", "") == {"sub/d \u00e9.csv": "sub/c.csv"}
