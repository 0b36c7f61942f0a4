"""Reading many files: in order, each content once over scans, revisions and copies."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from debt_pipelines.catalog.tabular import reading as module
from debt_pipelines.catalog.tabular.read import read_tables
from debt_pipelines.catalog.tabular.reading import Reading, content_ids, read_blobs, read_files
from debt_pipelines.catalog.tabular.table import Limits, Table
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import Content
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.project import Project, open_project

MakeRepo = Callable[..., Path]
FILES = {f"data/{name}.csv": f"id,{name}\n1,2\n" for name in ("c", "a", "b", "e", "d", "h", "g", "f", "i")}
LONG_AGO = 1_600_000_000


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths whose bytes a reader was given."""
    paths: list[str] = []

    def read(content: Content, limits: Limits) -> tuple[Table, ...]:
        paths.append(content.path)
        return read_tables(content, limits)

    monkeypatch.setattr(module, "read_tables", read)
    return paths


def aged(root: Path, paths: Iterable[str]) -> None:
    for path in paths:
        os.utime(root / path, (LONG_AGO, LONG_AGO))


def read(project: Project, paths: Iterable[str]) -> list[Reading]:
    return list(read_files(project, paths, Settings()))


def columns(reading: Reading) -> list[str]:
    assert not isinstance(reading.result, UnreadableError)
    return [column.name for column in reading.result[0].columns]


def test_readings_come_in_the_order_asked_for(make_repo: MakeRepo) -> None:
    project = open_project(make_repo(FILES))
    wanted = [*FILES, "missing.csv"]
    found = read(project, wanted)
    assert [reading.path for reading in found] == wanted
    assert [columns(reading) for reading in found[:-1]] == [["id", path[5]] for path in FILES]
    assert isinstance(found[-1].result, UnreadableError)
    assert found[-1].content is None


def test_a_stamp_that_is_known_saves_the_reading(make_repo: MakeRepo, tmp_path: Path, parsed: list[str]) -> None:
    root = make_repo(FILES)
    aged(root, FILES)
    first = read(with_memory(root, tmp_path), FILES)
    assert sorted(parsed) == sorted(FILES)
    parsed.clear()
    assert read(with_memory(root, tmp_path), FILES) == first
    assert parsed == []


def test_an_edited_file_is_read_anew_and_only_that(make_repo: MakeRepo, tmp_path: Path, parsed: list[str]) -> None:
    root = make_repo(FILES)
    aged(root, FILES)
    read(with_memory(root, tmp_path), FILES)
    parsed.clear()
    (root / "data/a.csv").write_text("id,z\n1,2\n")
    os.utime(root / "data/a.csv", (LONG_AGO, LONG_AGO))  # an edit that keeps size and modification time
    found = {reading.path: columns(reading) for reading in read(with_memory(root, tmp_path), FILES)}
    assert parsed == ["data/a.csv"]
    assert found["data/a.csv"] == ["id", "z"]


def test_a_copy_and_a_revision_share_what_is_known(make_repo: MakeRepo, parsed: list[str]) -> None:
    root = make_repo({"a.csv": "id,n\n1,2\n", "copy.csv": "id,n\n1,2\n", "other.tsv": "id,n\n1,2\n"})
    project = open_project(root)
    (reading,) = read(project, ["a.csv"])
    assert reading.content == project.files["a.csv"].blob
    parsed.clear()
    assert columns(read(project, ["copy.csv"])[0]) == ["id", "n"]
    assert columns(read(project.at("HEAD"), ["a.csv"])[0]) == ["id", "n"]
    assert columns(next(iter(read_blobs(project, [("a.csv", reading.content or "")], Settings())))) == ["id", "n"]
    assert parsed == []
    read(project, ["other.tsv"])
    assert parsed == ["other.tsv"]


def test_errors_are_kept_as_well(make_repo: MakeRepo, tmp_path: Path, parsed: list[str]) -> None:
    root = make_repo({"a.csv": b"a,b\n1,\x00\n"})
    aged(root, ["a.csv"])
    (first,) = read(with_memory(root, tmp_path), ["a.csv"])
    (second,) = read(with_memory(root, tmp_path), ["a.csv"])
    assert isinstance(first.result, UnreadableError)
    assert isinstance(second.result, UnreadableError)
    assert (second.result.message, second.result.line) == (first.result.message, first.result.line)
    assert parsed == ["a.csv"]


def test_the_ids_of_contents(make_repo: MakeRepo) -> None:
    root = make_repo(FILES)
    project = open_project(root)
    wanted = [*FILES, "missing.csv"]
    expected = {path: project.files[path].blob for path in FILES}
    assert content_ids(project, wanted, Settings()) == expected
    assert content_ids(project.at("HEAD"), wanted, Settings()) == expected


def test_a_limit_of_the_settings_is_part_of_what_is_known(make_repo: MakeRepo, parsed: list[str]) -> None:
    project = open_project(make_repo({"a.csv": "id,n\n1,2\n"}))
    assert columns(read(project, ["a.csv"])[0]) == ["id", "n"]
    (reading,) = read_files(project, ["a.csv"], Settings(max_columns=1))
    assert parsed == ["a.csv", "a.csv"]
    assert reading.content == project.files["a.csv"].blob


def with_memory(root: Path, folder: Path) -> Project:
    return replace(open_project(root), memory=Memory(folder / "memory.sqlite", "shop"))
