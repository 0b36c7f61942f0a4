"""The memory of earlier scans: stamps, readings and versions, kept over processes, and lost without harm."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from debt_pipelines.project.memory import Memory


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "memory.sqlite"


def test_a_stamp_stands_for_a_content_of_one_project(file: Path) -> None:
    first = Memory(file, "shop")
    with first.writing():
        first.stamp("a.csv", "10:1", "abc")
    later = Memory(file, "shop")
    assert later.content_at("a.csv", "10:1") == "abc"
    assert later.content_at("a.csv", "10:2") is None
    assert later.content_at("b.csv", "10:1") is None
    assert Memory(file, "other").content_at("a.csv", "10:1") is None


def test_a_path_has_one_stamp() -> None:
    memory = Memory()
    memory.stamp("a.csv", "10:1", "abc")
    memory.stamp("a.csv", "11:2", "def")
    assert memory.content_at("a.csv", "10:1") is None
    assert memory.content_at("a.csv", "11:2") == "def"


def test_a_reading_belongs_to_content_and_reader_whatever_the_project(file: Path) -> None:
    first = Memory(file, "shop")
    with first.writing():
        first.keep("abc", "tables 1", b"\0x")
    assert Memory(file, "other").reading("abc", "tables 1") == b"\0x"
    assert Memory(file, "shop").reading("abc", "tables 2") is None


def test_the_version_before_is_the_newest_other_one() -> None:
    memory = Memory()
    for content in ("one", "two", "two", "three"):
        memory.see("a.csv", content)
    before = memory.before("a.csv", "three")
    assert before is not None
    assert before.content == "two"
    assert memory.current == {"a.csv": "three"}
    memory.see("a.csv", "two")
    again = memory.before("a.csv", "two")
    assert again is not None
    assert again.content == "three"
    assert memory.before("b.csv", "one") is None


def test_readings_of_half_a_year_ago_are_forgotten(file: Path) -> None:
    memory = Memory(file)
    with memory.writing():
        memory.keep("old", "r", b"1")
        memory.keep("new", "r", b"1")
    database = sqlite3.connect(file)
    database.execute("UPDATE readings SET read_at = 0 WHERE content = 'old'")
    database.commit()
    database.close()
    assert Memory(file).reading("old", "r") is None
    assert Memory(file).reading("new", "r") == b"1"


def test_a_broken_file_is_begun_anew(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"no database at all" * 1000)
    memory = Memory(file)
    with memory.writing():
        memory.keep("abc", "r", b"1")
    assert Memory(file).reading("abc", "r") == b"1"


def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    memory = Memory(tmp_path / "file" / "memory.sqlite")
    with memory.writing():
        memory.keep("abc", "r", b"1")
    assert memory.reading("abc", "r") == b"1"
