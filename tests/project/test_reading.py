"""Reading files: only regular files inside the root, and text only where it is text."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from debt_pipelines.config.settings import LimitSettings
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.listing import FileEntry
from debt_pipelines.project.project import Project, open_project

MakeFolder = Callable[..., Path]


def _pretending(project: Project, path: str) -> Project:
    """A project that believes a path to be a regular file, as one that was swapped after listing would."""
    return Project(
        project.root, project.name, None, "", None, None, {**project.files, path: FileEntry(1)}, project.opaque
    )


@pytest.mark.parametrize("path", ["../outside.csv", "sub/../../outside.csv", "/etc/hostname", "nope.csv", "sub", ""])
def test_what_is_not_listed_is_not_opened(make_folder: MakeFolder, tmp_path: Path, path: str) -> None:
    (tmp_path / "outside.csv").write_text("secret")
    project = open_project(make_folder({"sub/a.csv": "x"}))
    with pytest.raises(UnreadableError, match="there is no such file"):
        project.read(path)


def test_a_link_is_not_followed(make_folder: MakeFolder, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("secret")
    root = make_folder({"a.csv": "x"})
    (root / "link.csv").symlink_to(tmp_path / "secret.csv")
    project = open_project(root)
    with pytest.raises(UnreadableError):
        project.read("link.csv")
    with pytest.raises(UnreadableError, match="cannot be opened"):
        _pretending(project, "link.csv").read("link.csv")


def test_a_folder_behind_a_link_is_not_read(make_folder: MakeFolder, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.csv").write_text("secret")
    root = make_folder({"a.csv": "x"})
    (root / "data").symlink_to(tmp_path / "outside")
    project = open_project(root)
    assert list(project.files) == ["a.csv"]
    with pytest.raises(UnreadableError):
        project.read("data/secret.csv")


def test_a_pipe_is_never_waited_for(make_folder: MakeFolder) -> None:
    root = make_folder({"a.csv": "x"})
    os.mkfifo(root / "pipe.csv")
    project = open_project(root)
    assert project.paths() == ["a.csv"]
    with pytest.raises(UnreadableError, match="not a regular file"):
        _pretending(project, "pipe.csv").read("pipe.csv")


def test_a_file_that_vanished_is_an_error_of_that_file(make_folder: MakeFolder) -> None:
    root = make_folder({"a.csv": "x", "b.csv": "y"})
    project = open_project(root)
    (root / "a.csv").unlink()
    contents = dict(project.read_many(["a.csv", "b.csv"]))
    assert "cannot be opened" in str(contents["a.csv"])
    assert contents["b.csv"] == b"y"


def test_bytes_are_cut_where_asked(make_folder: MakeFolder) -> None:
    project = open_project(make_folder({"a.csv": "abcdef"}))
    assert project.read("a.csv", max_bytes=3) == b"abc"
    assert project.read("a.csv", max_bytes=0) == b""
    assert dict(project.read_many(["a.csv"], max_bytes=99)) == {"a.csv": b"abcdef"}


def test_text_is_utf_8_with_or_without_a_byte_order_mark(make_folder: MakeFolder) -> None:
    project = open_project(make_folder({"a.yaml": b"\xef\xbb\xbfna\xc3\xafve: 1\r\n", "b.yaml": ""}))
    assert project.text("a.yaml") == "naïve: 1\r\n"
    assert project.text("b.yaml") == ""


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"a: 1\nb: caf\xe9\nc: 2\n", 2), (b"\xff\xfea\x00", 1), (b"a\n\n\n\xc3", 4), (b"\xef\xbb\xbfa\n\x80", 2)],
)
def test_text_in_another_encoding_is_refused_with_its_line(make_folder: MakeFolder, content: bytes, line: int) -> None:
    project = open_project(make_folder({"a.yaml": content}))
    with pytest.raises(UnreadableError, match="not UTF-8 text") as caught:
        project.text("a.yaml")
    assert caught.value.line == line


def test_text_beyond_the_limit_is_refused(make_folder: MakeFolder) -> None:
    opened = open_project(make_folder({"big.yaml": "x" * (2**20 + 1), "fits.yaml": "x" * 2**20}))
    project = replace(opened, limits=LimitSettings(metadata_mib=1))
    assert len(project.text("fits.yaml")) == 2**20
    with pytest.raises(UnreadableError, match="larger than 1 MiB"):
        project.text("big.yaml")
