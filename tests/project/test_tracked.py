"""What git tracks, and large files read piece by piece."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.project import open_project

MakeFolder = Callable[..., Path]

FILES = {
    ".gitignore": "/data/ignored.csv\n/kept/*.csv\n",
    "a.csv": "x",
    "data/b.csv": "x",
    "data/ignored.csv": "x",
    "kept/.gitkeep": "",
    "kept/c.csv": "x",
}


@pytest.mark.parametrize("revision", [None, "HEAD"])
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.csv", True),
        ("data/b.csv", True),
        ("data", True),
        ("data/ignored.csv", False),
        ("kept", False),
        ("nope", False),
        ("link", None),
        ("link/b.csv", None),
    ],
)
def test_what_git_tracks(make_repo: MakeFolder, revision: str | None, path: str, expected: bool | None) -> None:
    root = make_repo({})
    (root / "link").symlink_to("data")
    project = open_project(make_repo(FILES)).including(["data", "kept"])
    project = project.at(revision) if revision else project
    assert project.is_tracked(path) is expected


def test_a_file_that_was_never_added_is_not_tracked(make_repo: MakeFolder) -> None:
    root = make_repo({"a.csv": "x"})
    (root / "new").mkdir()
    (root / "new/b.csv").write_text("x")
    project = open_project(root)
    assert project.exists("new/b.csv")
    assert project.is_tracked("new/b.csv") is False
    assert project.is_tracked("new") is False


def test_without_git_nobody_can_tell(make_folder: MakeFolder) -> None:
    assert open_project(make_folder({"a.csv": "x"})).is_tracked("a.csv") is None


def test_a_file_in_pieces(make_folder: MakeFolder) -> None:
    project = open_project(make_folder({"a.bin": b"abcdefg", "empty": b""}))
    assert list(project.chunks("a.bin", 3)) == [b"abc", b"def", b"g"]
    assert list(project.chunks("empty", 3)) == []


def test_no_pieces_of_what_is_not_listed(make_folder: MakeFolder, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    root = make_folder({"a.csv": "x"})
    (root / "link").symlink_to(tmp_path / "secret")
    for path in ("../secret", "link"):
        with pytest.raises(UnreadableError):
            list(open_project(root).including([path]).chunks(path, 3))


def test_links_among_included_files_are_there_but_closed(make_repo: MakeFolder) -> None:
    root = make_repo({".gitignore": "/data\n/store\n", "a.csv": "x"})
    (root / "data").mkdir()
    (root / "data/link.csv").symlink_to(root / "a.csv")
    (root / "store").symlink_to(root / "data")
    project = open_project(root)
    assert not project.is_opaque("data/link.csv")
    wider = project.including(["data", "store/b.csv"])
    assert wider.opaque == {"data/link.csv", "store"}
    assert wider.including(["data"]) is wider
