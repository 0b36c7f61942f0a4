"""Databases and stores that hang: every question ends within its time limit, and a scan is never held up by one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import psycopg
import pytest

from debt_pipelines.catalog.remote.store import open_store as open_remote
from debt_pipelines.config.settings import Settings, SourceSettings
from debt_pipelines.crawlers import databases
from debt_pipelines.defs import history as scans
from debt_pipelines.defs.history import remembered
from debt_pipelines.defs.target import read_target
from debt_pipelines.history import connect
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.project import open_project
from tests.faults.silent import Manner, badly_served
from tests.postgres import Server, started_server
from tests.shop import ScannedShop

MANNERS = get_args(Manner)
_SLACK = 12.0
"""Seconds that a busy machine may take on top of a time limit: much less than a hanging server would."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL server with three small tables."""
    with started_server() as running:
        running.run(*(f"CREATE TABLE {name} AS SELECT 1 AS id" for name in ("first", "locked", "second")))
        yield running


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds + _SLACK


def _sources(root: Path, url: str, seconds: float) -> list[Source]:
    settings = Settings(sources={"shop": SourceSettings(url=url, timeout_seconds=seconds)})
    return [row for row in databases.crawl(open_project(root), settings) if isinstance(row, Source)]


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_a_server_that_answers_badly_is_one_row(make_folder: Callable[..., Path], scheme: str, manner: Manner) -> None:
    root = make_folder({"a.csv": "a\n1\n"})
    with badly_served(manner) as port, _within(1):
        [row] = _sources(root, f"{scheme}://me@127.0.0.1:{port}/shop", 1)
    assert (row.status, row.path) == ("error", f"{scheme}://127.0.0.1:{port}/shop")
    assert row.error
    assert manner != "silent" or row.error == "did not answer within 1 s"


@pytest.mark.parametrize("manner", MANNERS)
def test_a_store_that_answers_badly_fails_in_time(manner: Manner) -> None:
    pytest.importorskip("aiohttp")
    with badly_served(manner) as port, _within(1), pytest.raises(UnreadableError):
        open_remote(f"http://127.0.0.1:{port}/orders.csv", 1).files()


def test_a_table_that_somebody_locks_costs_itself(make_folder: Callable[..., Path], server: Server) -> None:
    root = make_folder({"a.csv": "a\n1\n"})
    with psycopg.connect(server.url()) as other:
        other.execute("LOCK TABLE locked IN ACCESS EXCLUSIVE MODE")
        with _within(2):
            rows = _sources(root, server.url(), 2)
    failed = [(row.path.rpartition("/")[2], row.error) for row in rows if row.status == "error"]
    assert [path for path, _error in failed] == ["public.locked"]
    assert "canceling statement due to statement timeout" in str(failed[0][1])


def test_a_connection_that_is_cut_in_the_middle_of_an_answer(make_folder: Callable[..., Path], server: Server) -> None:
    root = make_folder({"a.csv": "a\n1\n"})
    cutting = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with psycopg.connect(server.url()) as other:
        other.execute("LOCK TABLE locked IN ACCESS EXCLUSIVE MODE")
        cutter = threading.Thread(target=_repeat, args=(lambda: server.run(cutting),))
        cutter.start()
        with _within(3):
            rows = _sources(root, server.url(), 30)
        cutter.join()
    failed = {row.path.rpartition("/")[2]: row.error for row in rows if row.status == "error"}
    assert "terminating connection" in str(failed["public.locked"])
    assert "public.first" not in failed


def _repeat(act: Callable[[], None]) -> None:
    for _ in range(20):
        act()
        time.sleep(0.1)


@pytest.mark.parametrize("manner", MANNERS)
def test_a_history_that_answers_badly_costs_a_warning(
    example: ScannedShop, manner: Manner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(scans, "_SECONDS", 1)
    with badly_served(manner) as port, _within(1):
        card = _remembered(example, f"postgresql://me@127.0.0.1:{port}/shop", monkeypatch)
    assert card == example.card
    assert "the scan goes on without it" in caplog.text


def test_a_history_that_somebody_locks_costs_a_warning(
    example: ScannedShop, server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connect, "_SECONDS", 1)
    _remembered(example, server.url(), monkeypatch)
    assert not caplog.text
    with psycopg.connect(server.url()) as other:
        other.execute("LOCK TABLE runs IN ACCESS EXCLUSIVE MODE")
        with _within(1):
            assert _remembered(example, server.url(), monkeypatch) == example.card
    assert "canceling statement due to statement timeout; the scan goes on without it" in caplog.text


def _remembered(example: ScannedShop, url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("DEBT_STATE_DIR", str(example.state))
    target = read_target(example.root, settings=Settings(history_url=url))
    return remembered(target, target.open(), example.card, [])
