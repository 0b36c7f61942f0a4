"""The store: a file and a server give the same answers, alone, all at once, and after a kill at any moment."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest
from sqlalchemy import inspect

from debt_pipelines.history import connect, tables
from debt_pipelines.history.connect import HistoryError, connected
from debt_pipelines.history.store import open_store
from debt_pipelines.history.trend import history_of
from tests.history.making import finding, run

ONE, TWO = [finding("a"), finding("b", 30)], [finding("b", 30, status="accepted"), finding("c", 7.25)]
ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from pathlib import Path
from debt_pipelines.history.store import open_store
from tests.history.making import finding, run
place, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
place = place if "://" in place else Path(place)
print("ready", flush=True)
for day in range(first, first + count):
    found = [finding(f"{day}-{n}") for n in range(200)]
    with open_store(place, is_writing=True) as store:
        store.keep(run(day, found), found)
"""
Place = str | Path


def writer(place: Place, first: int, count: int) -> subprocess.Popen[bytes]:
    """A process that keeps so many runs of 200 findings each, one after the other."""
    command = [sys.executable, "-c", WRITER, str(place), str(first), str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_what_is_kept_is_told_again(place: Place) -> None:
    first, second = run(0, ONE), run(1, TWO)
    for made, found in ((second, TWO), (first, ONE)):
        with open_store(place, is_writing=True) as store:
            store.keep(made, found)
    with open_store(place, is_writing=False) as store:
        assert store.runs("shop") == [first, second]
        assert store.runs("other") == []
        assert (store.findings(first), store.findings(second)) == (ONE, TWO)
        assert (store.before(first), store.before(second), store.before(run(9))) == (None, first, second)
        assert store.first_seen(run(9)) == {"a": first.moment, "b": first.moment, "c": second.moment}
        assert store.first_seen(first) == {}
        history = history_of(store, "shop")
    assert [entry.open_minutes for entry in history.runs] == [90, 7.25]
    assert history.runs[0].trend is None
    trend = history.runs[1].trend
    assert trend is not None
    assert (trend.introduced_minutes, trend.fixed_minutes, trend.accepted_minutes) == (7.25, -60, -30)
    assert (history.paid_minutes, history.introduced_minutes) == (60, 7.25)


def test_a_day_cuts_the_runs_and_keeps_what_changed(place: Place) -> None:
    for day, found in ((0, ONE), (3, TWO)):
        with open_store(place, is_writing=True) as store:
            store.keep(run(day, found), found)
    with open_store(place, is_writing=False) as store:
        shown = history_of(store, "shop", since="2026-01-02")
        assert [entry.moment for entry in shown.runs] == [run(3).moment]
        assert shown.paid_minutes == 60
        assert history_of(store, "shop", since="2026-02-01").runs == ()
        assert len(history_of(store, "shop", since="2026-01-01").runs) == 2


def test_the_same_state_counts_once(place: Place) -> None:
    for found in (ONE, TWO):
        with open_store(place, is_writing=True) as store:
            store.keep(run(0, found), found)
    with open_store(place, is_writing=False) as store:
        assert store.runs("shop") == [run(0, TWO)]
        assert store.findings(run(0)) == TWO


def test_two_scans_at_once_on_an_empty_store(place: Place) -> None:
    both = [writer(place, first, 8) for first in (0, 100)]
    for process in both:
        _out, errors = process.communicate(timeout=60)
        assert (process.returncode, errors.decode()) == (0, "")
    with open_store(place, is_writing=False) as store:
        runs = store.runs("shop")
        assert [made.id for made in runs] == [f"run{day}" for day in (*range(8), *range(100, 108))]
        assert all(len(store.findings(made)) == 200 for made in runs)


def test_a_kill_leaves_no_half_run(place: Place) -> None:
    dice = random.Random(7)  # noqa: S311 - moments, no secrets
    for attempt in range(4):
        process = writer(place, 100 * attempt, 100)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(dice.uniform(0.05, 0.6))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        last = run(1000 + attempt, ONE)
        with open_store(place, is_writing=True) as store:
            store.keep(last, ONE)
        with open_store(place, is_writing=False) as store:
            *killed, newest = store.runs("shop")
            assert (newest, store.findings(newest)) == (last, ONE)
            assert all(len(store.findings(made)) == 200 for made in killed if int(made.id[3:]) < 1000)


def test_an_error_within_keeps_nothing(place: Place) -> None:
    def broken() -> None:
        with open_store(place, is_writing=True) as store:
            store.keep(run(0, ONE), ONE)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    with open_store(place, is_writing=False) as store:
        assert store.runs("shop") == []


def test_steps_are_taken_once_and_in_order(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with connected(place, is_writing=True) as connection:
        assert tables.version_of(connection) == len(tables.STEPS)
    with open_store(place, is_writing=True) as store:
        store.keep(run(0, ONE), ONE)
    more = (*tables.STEPS, lambda connection: connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN extra INTEGER"))
    monkeypatch.setattr(tables, "STEPS", more)
    monkeypatch.setattr("debt_pipelines.history.connect.STEPS", more)
    for _ in range(2):
        with connected(place, is_writing=True) as connection:
            assert tables.version_of(connection) == len(more)
            assert connection.exec_driver_sql("SELECT id, extra FROM runs").all() == [("run0", None)]


def test_a_store_of_the_first_version_is_brought_up_to_date(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        for module in (tables, connect):
            patch.setattr(module, "STEPS", tables.STEPS[:1])
        with connected(place, is_writing=True) as connection:
            old = {name: value for name, value in asdict(ONE[0]).items() if name not in ("first_seen", "renamed_from")}
            connection.execute(tables.tables().runs.insert().values(**asdict(run(0, ONE))))
            connection.execute(tables.tables().findings.insert().values(run="run0", **old))
            columns = inspect(connection).get_columns("run_findings")
            assert {column["name"] for column in columns} == {"run", *old}
    with open_store(place, is_writing=True) as store:
        assert (store.runs("shop"), store.findings(run(0))) == ([run(0, ONE)], ONE[:1])
        assert store.first_seen(run(9)) == {"a": run(0).moment}
        aged = finding("b", first_seen="2025-12-01", renamed_from="a")
        store.keep(run(1, [aged]), [aged])
        assert store.findings(run(1)) == [aged]
        assert store.first_seen(run(9)) == {"a": run(0).moment, "b": "2025-12-01"}


def test_old_runs_are_dropped(place: Place) -> None:
    other = run(0, ONE, id="other", project="bank")
    with open_store(place, is_writing=True) as store:
        for day in range(6):
            store.keep(run(day, ONE), ONE)
        store.keep(other, ONE)
        assert store.prune("shop", keep_runs=None, since=None) == 0
        assert store.prune("shop", keep_runs=None, since=run(1).moment) == 1
        assert store.prune("shop", keep_runs=3, since=None) == 2
        assert store.runs("shop") == [run(day, ONE) for day in (3, 4, 5)]
        assert [store.findings(run(day)) for day in (2, 3)] == [[], ONE]
        assert (store.runs("bank"), store.findings(other)) == ([other], ONE)


def test_a_step_that_breaks_leaves_the_store_as_it_was(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with connected(place, is_writing=True):
        pass
    with monkeypatch.context() as patch:
        bad = ("CREATE TABLE half (x INTEGER)", "NO SUCH STATEMENT")
        steps = (*tables.STEPS, lambda connection: [connection.exec_driver_sql(said) for said in bad])
        patch.setattr(tables, "STEPS", steps)
        patch.setattr("debt_pipelines.history.connect.STEPS", steps)
        with pytest.raises(HistoryError, match="the history cannot be used"), connected(place, is_writing=True):
            pass
    with connected(place, is_writing=True) as connection:
        assert tables.version_of(connection) == len(tables.STEPS)
        connection.exec_driver_sql("CREATE TABLE half (y INTEGER)")


def test_a_newer_store_is_left_alone(place: Place) -> None:
    with connected(place, is_writing=True) as connection:
        connection.execute(tables.tables().steps.insert().values(number=99))
    with (
        pytest.raises(tables.NewerHistoryError, match="the history is of version 99"),
        connected(place, is_writing=True),
    ):
        pass


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite"
    file.write_bytes(b"no database" * 100)
    with pytest.raises(HistoryError, match="file is not a database"), open_store(file, is_writing=True):
        pass
    assert file.read_bytes() == b"no database" * 100
