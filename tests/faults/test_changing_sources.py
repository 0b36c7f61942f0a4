"""Sources that change while they are read: the row says so, and nothing wrong is remembered."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.catalog.tabular import reading, room
from debt_pipelines.catalog.tabular.read import read_tables
from debt_pipelines.catalog.tabular.reading import read_file
from debt_pipelines.catalog.tabular.table import NO_MEMORY, SkippedError, Table
from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.head import is_of_one_revision, note_head
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.project import Project, open_project

ROWS = "id,amount\n" + "".join(f"{n},{n}.5\n" for n in range(2000))
Meddle = Callable[[Path], None]


@pytest.fixture
def file(make_folder: Callable[..., Path]) -> Path:
    """A table in a folder, written long ago."""
    file = make_folder({"orders.csv": ROWS, "other.csv": "a\n1\n"}) / "orders.csv"
    os.utime(file, (1e9, 1e9))
    return file


def _delete(file: Path) -> None:
    file.unlink()


def _cut(file: Path) -> None:
    os.truncate(file, 20)


def _grow(file: Path) -> None:
    with file.open("a") as stream:
        stream.write("x,y\n")


def _replace(file: Path) -> None:
    beside = file.with_name("beside")
    beside.write_text("other,columns\n1,2\n")
    beside.replace(file)


def _result(project: Project) -> object:
    return read_file(project, "orders.csv", Settings()).result


def _columns(project: Project) -> list[str]:
    result = _result(project)
    assert isinstance(result, tuple), result
    return [column.name for column in result[0].columns]


@pytest.mark.parametrize("meddle", [_cut, _grow, _replace])
def test_changed_since_it_was_listed(file: Path, meddle: Meddle) -> None:
    project = open_project(file.parent)
    meddle(file)
    assert _columns(project) == (["other", "columns"] if meddle is _replace else ["id", "amount"])
    assert _result(open_project(file.parent)) == _result(project), "what is there is what was read"


def test_gone_since_it_was_listed(file: Path) -> None:
    project = open_project(file.parent)
    file.unlink()
    result = _result(project)
    assert isinstance(result, SkippedError)
    assert result.message == "gone while the scan ran"


@pytest.mark.parametrize("meddle", [_cut, _grow, _replace, _delete])
def test_changed_while_it_is_read_piece_by_piece(file: Path, meddle: Meddle, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory()
    monkeypatch.setattr(reading, "_HASHED_BYTES", 1000)
    usual = read_tables

    def meddled(*given: object) -> tuple[Table, ...]:
        tables = usual(*given)  # type: ignore[arg-type]
        meddle(file)
        return tables

    monkeypatch.setattr(reading, "read_tables", meddled)
    project = open_project(file.parent)
    object.__setattr__(project, "memory", memory)
    result = _result(project)
    assert isinstance(result, SkippedError)
    assert result.message == "changed while it was read"
    assert memory.current == {}

    monkeypatch.setattr(reading, "read_tables", usual)
    _replace(file)
    again = open_project(file.parent)
    object.__setattr__(again, "memory", memory)
    assert _columns(again) == ["other", "columns"]


def test_too_little_memory_costs_one_table_and_is_not_remembered(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory()
    project = open_project(file.parent)
    object.__setattr__(project, "memory", memory)
    with monkeypatch.context() as patch:
        patch.setattr(room, "_LEAST", 10_000)
        patch.setattr(room, "free_memory", lambda: 1000.0)
        result = _result(project)
        assert isinstance(result, SkippedError)
        assert result.message == NO_MEMORY
        assert isinstance(read_file(project, "other.csv", Settings()).result, tuple)
    assert _columns(project) == ["id", "amount"]


def test_what_readings_under_way_may_take_is_not_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "free_space", lambda: 900.0 * 2**20)
    monkeypatch.setattr(room, "free_memory", lambda: float("inf"))
    with room.room_for(2**30):
        with pytest.raises(SkippedError), room.room_for(2**30):
            pass
        with room.room_for(10_000):
            pass
    with room.room_for(2**30):
        pass


def test_the_room_that_is_left_is_that_of_the_process() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    if before[0] != resource.RLIM_INFINITY:
        pytest.skip("the tests run under a limit")
    assert room.free_space() == float("inf")
    try:
        resource.setrlimit(resource.RLIMIT_AS, (2**40, before[1]))
        assert 0 < room.free_space() < 2**40
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    assert 0 < room.free_memory() < 2**50


def test_a_memory_error_of_a_reader_is_no_fault_of_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def starve(*_given: object, **_named: object) -> None:
        raise MemoryError

    monkeypatch.setattr("debt_pipelines.catalog.tabular.csv_table.read_csv_table", starve)
    result = _result(open_project(file.parent))
    assert isinstance(result, SkippedError)
    assert result.message == NO_MEMORY


def test_another_commit_while_the_scan_runs(
    make_repo: Callable[..., Path], commit: Callable[..., str], caplog: pytest.LogCaptureFixture
) -> None:
    root, memory = make_repo({"a.csv": "a\n1\n"}), Memory()
    assert is_of_one_revision(_remembering(root, memory)), "nothing was crawled yet"
    note_head(_remembering(root, memory))
    assert is_of_one_revision(_remembering(root, memory))
    commit(root, {"a.csv": "a\n2\n"})
    assert not is_of_one_revision(_remembering(root, memory))
    assert "moved to another commit while it was scanned" in caplog.text


def _remembering(root: Path, memory: Memory) -> Project:
    project = open_project(root)
    object.__setattr__(project, "memory", memory)
    return project
