"""The baseline of a table: the version before the present one, whatever the present one is."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.table_history import crawl, versions_at
from debt_pipelines.model.data_rows import Sighting
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import SchemaVersion
from debt_pipelines.project.project import open_project
from tests.rows import expanded

IDENTITY = ("-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "commit.gpgsign=false")


class Repository:
    """A git repository in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.folder), *IDENTITY, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def write(self, path: str, content: str | bytes) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        raw = content.encode() if isinstance(content, str) else content
        (self.folder / path).write_bytes(raw)

    def commit(self, path: str, content: str | bytes) -> str:
        self.write(path, content)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "change")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "project")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir(exist_ok=True)


def rows(
    folder: Path,
    revision: str | None = None,
    settings: Settings | None = None,
) -> list[Row]:
    project = open_project(folder)
    return expanded(crawl(project.at(revision) if revision else project, settings or Settings()))


def columns(found: list[Row], path: str = "a.csv") -> dict[str, set[str | None]]:
    """Short commit -> the columns read from it."""
    versions: dict[str, set[str | None]] = {}
    for row in found:
        if isinstance(row, SchemaVersion) and row.path == path:
            versions.setdefault(row.revision, set()).add(row.column)
    return versions


def test_an_unchanged_work_tree_is_compared_with_the_version_before(repository: Repository) -> None:
    first = repository.commit("a.csv", "id,old\n1,2\n")
    repository.commit("a.csv", "id,new\n1,2\n")
    repository.commit("b.csv", "x\n1\n")
    found = rows(repository.folder)
    assert columns(found) == {first: {"id", "old"}}
    assert columns(found, "b.csv") == {}
    assert {row.committed_at is not None for row in found if isinstance(row, SchemaVersion)} == {True}


def test_an_edited_work_tree_is_compared_with_the_last_commit(repository: Repository) -> None:
    repository.commit("a.csv", "id,old\n1,2\n")
    second = repository.commit("a.csv", "id,new\n1,2\n")
    repository.write("a.csv", "id\n1\n")
    assert columns(rows(repository.folder)) == {second: {"id", "new"}}
    repository.git("add", "-A")
    assert columns(rows(repository.folder)) == {second: {"id", "new"}}


def test_line_endings_of_a_checkout_are_no_edit(repository: Repository) -> None:
    first = repository.commit("a.csv", "id,old\n1,2\n")
    repository.commit("a.csv", "id,new\n1,2\n")
    repository.write("a.csv", "id,new\r\n1,2\r\n")
    assert columns(rows(repository.folder)) == {first: {"id", "old"}}


def test_a_revision_is_compared_with_what_was_before_it(repository: Repository) -> None:
    first = repository.commit("a.csv", "one\n1\n")
    second = repository.commit("a.csv", "two\n1\n")
    repository.commit("a.csv", "three\n1\n")
    assert columns(rows(repository.folder, second)) == {first: {"one"}}
    assert columns(rows(repository.folder, first)) == {}


def test_a_branch_is_seen_as_its_merge(repository: Repository) -> None:
    first = repository.commit("a.csv", "one\n1\n")
    repository.git("checkout", "-q", "-b", "side")
    repository.commit("a.csv", "two\n1\n")
    repository.commit("a.csv", "three\n1\n")
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--no-ff", "--no-edit", "side")
    assert columns(rows(repository.folder)) == {first: {"one"}}


def test_a_project_in_a_subfolder(repository: Repository) -> None:
    first = repository.commit("sub/data/a.csv", "one\n1\n")
    repository.commit("sub/data/a.csv", "two\n1\n")
    found = rows(repository.folder / "sub")
    assert columns(found, "data/a.csv") == {first: {"one"}}


def test_an_unreadable_version_is_said_to_be(repository: Repository) -> None:
    repository.commit("a.csv", b"\x00\x01")
    repository.commit("a.csv", "id\n1\n")
    (row,) = rows(repository.folder)
    assert isinstance(row, SchemaVersion)
    assert (row.column, row.is_read) == (None, False)


@pytest.mark.parametrize("content", ["id,n\n", ""])
def test_a_table_that_lost_its_rows(repository: Repository, content: str) -> None:
    first = repository.commit("a.csv", "id,n\n1,2\n3,4\n")
    repository.commit("a.csv", content)
    found = rows(repository.folder)
    (sighting,) = [row for row in found if isinstance(row, Sighting)]
    assert sighting.malformation == f"empty, but had 2 rows before (commit {first[:7]})"
    assert columns(found) == {first: {"id", "n"}}
    assert [type(row) for row in rows(repository.folder, "HEAD")] == [type(row) for row in found]


def test_a_table_that_never_had_rows(repository: Repository) -> None:
    repository.commit("a.csv", "id\n")
    repository.commit("a.csv", "id,n\n")
    assert not [row for row in rows(repository.folder) if isinstance(row, Sighting)]


def test_what_has_no_history(repository: Repository, tmp_path: Path) -> None:
    repository.commit("a.csv", "id\n1\n")
    repository.write("untracked.csv", "id\n1\n")
    assert rows(repository.folder) == []
    repository.commit("a.csv", "id,n\n1,2\n")
    assert rows(repository.folder, settings=Settings(history_commits=0)) == []
    assert rows(repository.folder, settings=Settings(exclude=("a.csv",))) == []
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "a.csv").write_text("id\n1\n")
    assert rows(tmp_path / "plain") == []


def test_a_given_revision_as_baseline(repository: Repository) -> None:
    first = repository.commit("a.csv", "id,old\n1,2\n")
    repository.commit("a.csv", "id\n1\n")
    repository.commit("new.csv", "id\n1\n")
    project = open_project(repository.folder)
    found = expanded(versions_at(project.at(first), ["a.csv", "new.csv", "README.md"], Settings()))
    versions = [row for row in found if isinstance(row, SchemaVersion)]
    assert [(row.path, row.column, row.logical_type, row.revision) for row in versions] == [
        ("a.csv", "id", "integer", first),
        ("a.csv", "old", "integer", first),
    ]
    assert list(versions_at(project, ["a.csv"], Settings())) == []
