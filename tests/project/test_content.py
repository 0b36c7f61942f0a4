"""Content: the same bytes from the work tree, from a revision and from memory, as a stream or as a file on disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import content_of_bytes
from debt_pipelines.project.project import open_project

MakeRepo = Callable[..., Path]
DATA = b"id,n\n1,2\n" * 3


@pytest.mark.parametrize("revision", [None, "HEAD"])
def test_content_of_a_project(make_repo: MakeRepo, revision: str | None) -> None:
    project = open_project(make_repo({"data/a.csv": DATA}))
    content = (project.at(revision) if revision else project).content("data/a.csv")
    assert (content.path, content.size) == ("data/a.csv", len(DATA))
    assert content.read() == content.read() == DATA
    assert content.read(4) == b"id,n"
    with content.open() as stream:
        assert [stream.read(5), stream.read()] == [DATA[:5], DATA[5:]]


@pytest.mark.parametrize("revision", [None, "HEAD"])
def test_a_file_on_disk(make_repo: MakeRepo, revision: str | None) -> None:
    root = make_repo({"data/a.csv": DATA})
    project = open_project(root)
    with (project.at(revision) if revision else project).content("data/a.csv").on_disk() as path:
        assert path.read_bytes() == DATA
        assert path.samefile(root / "data/a.csv") == (revision is None)
        assert path.suffix == ".csv" or revision is None
    assert (root / "data/a.csv").read_bytes() == DATA


def test_a_file_on_disk_is_the_one_that_was_opened(make_repo: MakeRepo, tmp_path: Path) -> None:
    root = make_repo({"a.csv": DATA})
    (tmp_path / "secret").write_text("secret")
    with open_project(root).content("a.csv").on_disk() as path:
        (root / "a.csv").unlink()
        (root / "a.csv").symlink_to(tmp_path / "secret")
        assert path.read_bytes() == DATA


@pytest.mark.parametrize("revision", [None, "HEAD"])
def test_what_is_not_there(make_repo: MakeRepo, revision: str | None) -> None:
    project = open_project(make_repo({"a.csv": DATA}))
    with pytest.raises(UnreadableError):
        (project.at(revision) if revision else project).content("b.csv")


def test_a_file_that_is_gone_when_it_is_read(make_repo: MakeRepo) -> None:
    root = make_repo({"a.csv": DATA})
    content = open_project(root).content("a.csv")
    (root / "a.csv").unlink()
    with pytest.raises(UnreadableError, match="cannot be opened"):
        content.read()


def test_bytes_in_memory() -> None:
    content = content_of_bytes("x.parquet", DATA)
    assert (content.size, content.file) == (len(DATA), None)
    with content.on_disk() as path:
        assert (path.read_bytes(), path.suffix) == (DATA, ".parquet")
    assert not path.exists()
