"""Files of the state folder that are damaged, old or of a newer tool: told, kept aside, and begun anew."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from debt_pipelines.defs.history import read_history, remembered
from debt_pipelines.defs.instance import begin_anew, home_path, open_instance
from debt_pipelines.defs.target import Target, read_target
from debt_pipelines.history.connect import HistoryError
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.project.memory import Memory
from tests.shop import ScannedShop

Damage = Callable[[Path], None]


def _fill(file: Path) -> None:
    file.write_bytes(b"no database at all" * 1000)


def _cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def _overwrite(file: Path) -> None:
    size = file.stat().st_size
    with file.open("r+b") as stream:
        stream.seek(size // 4)
        stream.write(b"\xfe" * (size // 2))


@pytest.fixture(params=[_fill, _cut, _overwrite])
def damage(request: pytest.FixtureRequest) -> Damage:
    """A way to damage a file."""
    found: Damage = request.param
    return found


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with one Dagster instance, for copies."""
    state = tmp_path_factory.mktemp("states")
    with open_instance(state):
        pass
    return state


@pytest.fixture
def target(example: ScannedShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    """The example, with a copy of what its scan kept."""
    state = tmp_path / "state"
    monkeypatch.setenv("DEBT_STATE_DIR", str(state))
    shutil.copytree(example.state / "projects", state / "projects")
    return read_target(example.root)


def _aside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.broken-*") if not path.name.endswith(("-wal", "-shm")))


def _learnt(target: Target, card: Scorecard) -> Scorecard:
    return remembered(target, target.open(), card, [])


def test_a_memory_is_begun_anew(tmp_path: Path, damage: Damage, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "memory.sqlite"
    first = Memory(file)
    with first.writing():
        for number in range(400):
            first.keep(f"content {number}", "r", os.urandom(400))
    first.__dict__["_database"].close()
    damage(file)
    second = Memory(file)
    for number in range(400):
        second.reading(f"content {number}", "r")
        second.newest(f"content {number}")
    with second.writing():
        second.keep("new", "r", b"1")
    assert Memory(file).reading("new", "r") == b"1"
    assert _aside(tmp_path) == ["memory.sqlite.broken-1"]
    assert "`memory.sqlite` is broken and begun anew; the broken one is kept as `memory.sqlite.broken-1`" in caplog.text


def test_a_memory_of_a_newer_tool_is_left_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "memory.sqlite"
    newer = sqlite3.connect(file)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    before = file.read_bytes()
    memory = Memory(file)
    with memory.writing():
        memory.keep("abc", "r", b"1")
    assert memory.reading("abc", "r") == b"1"
    assert file.read_bytes() == before
    assert "a newer version of this tool wrote it" in caplog.text


def test_a_memory_of_other_columns_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "memory.sqlite"
    older = sqlite3.connect(file)
    older.execute("CREATE TABLE readings (content TEXT PRIMARY KEY, value BLOB)")
    older.close()
    memory = Memory(file)
    with memory.writing():
        memory.keep("abc", "r", b"1")
    assert Memory(file).reading("abc", "r") == b"1"


def test_a_broken_history_is_kept_aside_and_told(
    target: Target, example: ScannedShop, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    file = target.folder / "history.sqlite"
    damage(file)
    damaged = file.read_bytes()
    with pytest.raises(HistoryError, match="cannot be used"):
        read_history(target, since=None)
    assert file.read_bytes() == damaged, "who only looks moves nothing"
    assert _learnt(target, example.card).history
    assert "the history is broken and begun anew; the broken one is kept as `history.sqlite.broken-1`" in caplog.text
    assert (target.folder / "history.sqlite.broken-1").read_bytes() == damaged
    assert len(read_history(target, since=None).runs) == 1


def test_an_empty_history_is_told(target: Target, example: ScannedShop, caplog: pytest.LogCaptureFixture) -> None:
    os.truncate(target.folder / "history.sqlite", 0)
    _learnt(target, example.card)
    assert "the history `history.sqlite` is empty and begun anew" in caplog.text


@pytest.mark.parametrize("name", ["history/runs.db", "history/runs/index.db", "schedules/schedules.db"])
def test_a_broken_database_of_dagster_is_kept_aside(
    states: Path, name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    state = tmp_path / "state"
    shutil.copytree(states, state)
    file = home_path(state) / name
    _fill(file)
    begin_anew(state)
    assert _aside(state) == [f"{file.name}.broken-1"]
    assert f"Dagster's `{file.name}` is broken; it is kept as `{file.name}.broken-1`" in caplog.text
    with open_instance(state) as instance:
        assert instance.get_runs() == []
    begin_anew(state)
    assert _aside(state) == [f"{file.name}.broken-1"], "what is sound stays where it is"


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00garbage", b"telemetry: [", b"event_log_storage:\n  module: x\n", b""]
)
def test_a_broken_configuration_of_dagster_is_written_anew(states: Path, content: bytes, tmp_path: Path) -> None:
    state = tmp_path / "state"
    shutil.copytree(states, state)
    configuration = home_path(state) / "dagster.yaml"
    configuration.write_bytes(content)
    with open_instance(state) as instance:
        assert not instance.telemetry_enabled
    assert "enabled: false" in configuration.read_text()
    assert _aside(state) == (["dagster.yaml.broken-1"] if content else [])
