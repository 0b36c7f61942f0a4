"""A state folder that is full, closed or no folder, and files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import resource
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from debt_pipelines.catalog.frames import frames_of
from debt_pipelines.catalog.keeping import keeping
from debt_pipelines.catalog.store import TableStore
from debt_pipelines.cli.outputs import deliver
from debt_pipelines.defs.instance import open_instance
from debt_pipelines.defs.launch import run_scan
from debt_pipelines.defs.target import read_target, state_folder
from debt_pipelines.history.connect import HistoryError
from debt_pipelines.history.store import open_store
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.errors import SettingsError, StateError
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.whole_file import drop_leftovers, replacing, write_whole
from tests.history.making import finding, run


def _sources(*paths: str) -> pd.DataFrame:
    rows = [Source(path=path, crawler="tables", kind="data", status="read") for path in paths]
    return frames_of(rows, ["sources"])["sources"]


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_at_once(tmp_path: Path) -> None:
    file, link = tmp_path / "report.html", tmp_path / "link"
    write_whole(file, "first")
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~umask
    file.chmod(0o640)
    link.symlink_to(file.name)
    write_whole(link, "second")
    assert (link.is_symlink(), file.read_text(), stat.S_IMODE(file.stat().st_mode)) == (True, "second", 0o640)
    assert _names(tmp_path) == ["link", "report.html"]


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    write_whole(file, "first")
    with pytest.raises(UnicodeEncodeError), replacing(file) as beside:
        beside.write_text("second \udce4", "utf-8")
    assert (file.read_text(), _names(tmp_path)) == ("first", ["report.html"])


def test_what_a_killed_process_left_is_dropped(tmp_path: Path) -> None:
    with replacing(tmp_path / "a") as beside:
        (tmp_path / f"{beside.name}x").touch()
    drop_leftovers(tmp_path)
    assert _names(tmp_path) == ["a"]


def test_a_pipe_is_written_straight(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE)
    write_whole(pipe, "text")
    assert reader.communicate()[0] == b"text"
    assert _names(tmp_path) == ["pipe"]


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may become larger than 8 KiB: what a full disk does, without one."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("small_files")
def test_a_report_that_does_not_fit(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text("the last one")
    with pytest.raises(SettingsError, match=r"cannot write `.*report.html`: File too large"):
        deliver(lambda _options: "x" * 100_000, file)
    assert (file.read_text(), _names(tmp_path)) == ("the last one", ["report.html"])


def test_a_table_that_does_not_fit(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    store = TableStore(tmp_path / "tables")
    store.write("sources", _sources("a.csv"))
    many = _sources(*(os.urandom(30).hex() for _ in range(400)))
    request.getfixturevalue("small_files")
    with pytest.raises(StateError, match=r"the results cannot be kept in `.*tables`: File too large"):
        store.write("sources", many)
    assert _names(tmp_path / "tables") == ["sources.parquet"]
    assert len(TableStore(tmp_path / "tables").read("sources")) == 1


def test_a_history_and_a_memory_that_do_not_fit(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    place = tmp_path / "history.sqlite"
    with open_store(place, is_writing=True) as store:
        store.keep(run(0, [finding("a")]), [finding("a")])
    many = [finding(str(n)) for n in range(3000)]
    request.getfixturevalue("small_files")
    with pytest.raises(HistoryError, match="cannot be used"), open_store(place, is_writing=True) as store:
        store.keep(run(1, many), many)
    memory = Memory(tmp_path / "memory.sqlite")
    with memory.writing():
        memory.keep("a", "r", os.urandom(100_000))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    with open_store(place, is_writing=True) as store:
        assert [len(store.findings(kept)) for kept in store.runs("shop")] == [1]
        store.keep(run(1, many), many)
    again = Memory(tmp_path / "memory.sqlite")
    with again.writing():
        again.keep("b", "r", b"1")
    assert Memory(tmp_path / "memory.sqlite").reading("b", "r") == b"1"
    assert not list(tmp_path.glob("*broken*")), "a full disk breaks nothing"


@pytest.mark.usefixtures("small_files")
def test_an_instance_that_does_not_fit(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="the results cannot be kept"), keeping(tmp_path), open_instance(tmp_path):
        pass


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/nowhere"])
def test_a_state_folder_that_can_be_none(
    make_folder: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    root = make_folder({"a.csv": "a\n1\n"})
    (tmp_path / "file").touch()
    monkeypatch.setenv("DEBT_STATE_DIR", str(tmp_path / place))
    with pytest.raises(StateError, match="the results cannot be kept in") as failed:
        run_scan(read_target(root))
    assert failed.value.hint == "make it writable, make room there, or let DEBT_STATE_DIR name another folder"
    assert failed.value.exit_code == 3


def test_the_reason_is_that_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(StateError, match=r"No space left on device$"), keeping(tmp_path):
        raise OSError(errno.ENOSPC, "[Errno 28] Error writing bytes to file. Detail: and so on")


@pytest.mark.parametrize("wished", ["", "~nobody-of-that-name/state"])
def test_nobody_is_at_home(monkeypatch: pytest.MonkeyPatch, wished: str) -> None:
    def homeless(*_given: object, **_named: object) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setenv("DEBT_STATE_DIR", wished)
    monkeypatch.setattr("platformdirs.user_state_path", homeless)
    with pytest.raises(SettingsError, match="there is no home folder to keep results in") as failed:
        state_folder()
    assert failed.value.hint == "let DEBT_STATE_DIR name a folder"
