"""A watch sees each change of the files that count, and of the commit; it lists them anew only when it must."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.project.watch import Watch, Watched

Files = dict[str, str | bytes]


class Listing:
    """Lists all CSV files, decided on by `.ignore`, and counts how often it is asked."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.n_asked = 0

    def __call__(self) -> Watched:
        self.n_asked += 1
        ignored = (self.root / ".ignore").read_text().split() if (self.root / ".ignore").exists() else []
        found = [path.relative_to(self.root).as_posix() for path in self.root.rglob("*.csv")]
        return Watched([path for path in found if path not in ignored], [".ignore"])


@pytest.fixture
def listing(make_repo: Callable[..., Path]) -> Listing:
    return Listing(make_repo({"data/orders.csv": "id\n1\n", "code.py": "", "empty/.gitkeep": ""}))


def _rewrite(root: Path) -> None:
    status = (root / "data/orders.csv").stat()
    (root / "data/orders.csv").write_text("id\n2\n")  # as long as before
    os.utime(root / "data/orders.csv", ns=(status.st_atime_ns, status.st_mtime_ns + 1))


CHANGES: dict[str, Callable[[Path], object]] = {
    "content": _rewrite,
    "size": lambda root: (root / "data/orders.csv").write_text("id\n"),
    "new file": lambda root: (root / "data/visits.csv").write_text("id\n"),
    "new file in an empty folder": lambda root: (root / "empty/visits.csv").write_text("id\n"),
    "removed": lambda root: (root / "data/orders.csv").unlink(),
    "renamed": lambda root: (root / "data/orders.csv").rename(root / "data/orders2.csv"),
    "ignored by now": lambda root: (root / ".ignore").write_text("data/orders.csv"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changes_are_seen(listing: Listing, change: str) -> None:
    watch = Watch(listing.root, listing)
    before = watch.state()
    assert watch.state() == before
    CHANGES[change](listing.root)
    after = watch.state()
    assert after != before
    assert watch.state() == after == Watch(listing.root, listing).state()


def test_what_does_not_count_is_not_seen_and_little_is_listed_anew(listing: Listing) -> None:
    watch = Watch(listing.root, listing)
    before = watch.state()
    (listing.root / "code.py").write_text("print()")
    assert (watch.state(), listing.n_asked) == (before, 1)
    (listing.root / "more.py").write_text("print()")  # a folder has changed
    assert (watch.state(), listing.n_asked) == (before, 2)
    assert (watch.state(), listing.n_asked) == (before, 2)


def test_commits_and_branches_are_seen(
    listing: Listing, git: Callable[..., str], commit: Callable[[Path, Files], str]
) -> None:
    watch = Watch(listing.root, listing)
    before = watch.state()
    git(listing.root, "switch", "--quiet", "--create", "other")
    assert watch.state() == before  # the same commit, so there is nothing new to scan
    commit(listing.root, {"code.py": "print()"})
    assert watch.state() != before
    git(listing.root, "switch", "--quiet", "main")
    assert watch.state() == before


def test_a_folder_in_no_repository_is_watched_too(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("id\n")
    watch = Watch(tmp_path, Listing(tmp_path))
    before = watch.state()
    (tmp_path / "orders.csv").write_text("id\n1\n")
    assert watch.state() != before
    shutil.rmtree(tmp_path)
    watch.state()
