"""The sensor asks for one scan a change, once the change is complete, and for none where nothing counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.target import Target, read_target
from debt_pipelines.defs.watching import Cursor, looked, watched_files
from debt_pipelines.defs.wiring import Wiring
from debt_pipelines.project.watch import Watch


class Ticks:
    """The sensor of a target, look after look, with its cursor kept as Dagster keeps it."""

    def __init__(self, target: Target, instance: dg.DagsterInstance) -> None:
        self.sensor = build_debt_defs(target).resolve_sensor_def(f"{target.prefix}_watch")
        self.instance = instance
        self.cursor: str | None = None

    def tick(self) -> list[str]:
        """The run keys asked for."""
        with dg.build_sensor_context(instance=self.instance, cursor=self.cursor) as context:
            data = self.sensor.evaluate_tick(context)
        self.cursor = data.cursor
        return [str(request.run_key) for request in data.run_requests or ()]

    def asked(self, n_ticks: int = 4) -> list[str]:
        """The run keys asked for in some looks."""
        return [key for _ in range(n_ticks) for key in self.tick()]


@pytest.fixture
def ticks(clean: Target, instance: dg.DagsterInstance) -> Ticks:
    """The sensor after its first scan."""
    made = Ticks(clean, instance)
    assert len(made.asked()) == 1
    return made


def test_each_change_is_asked_for_once(
    ticks: Ticks, clean: Target, commit: Callable[..., str], git: Callable[..., str]
) -> None:
    (clean.root / "prepare.py").write_text("print()")
    assert ticks.asked() == []
    (clean.root / "dvc.lock").write_text((clean.root / "dvc.lock").read_text() + "\n")
    first = ticks.asked()
    (clean.root / "report.txt").write_text("2026-01 13\n")
    second = ticks.asked()
    before = git(clean.root, "rev-parse", "HEAD")
    commit(clean.root, {})
    third = ticks.asked()
    git(clean.root, "reset", "--quiet", "--soft", before)
    fourth = ticks.asked()  # the state of the second scan, which is not that of the last
    keys = [*first, *second, *third, *fourth]
    assert [key.split(":")[1] for key in keys] == ["2", "3", "4", "5"]
    assert len(set(keys)) == 4


def test_a_tick_that_is_repeated_asks_for_the_same_run(ticks: Ticks, clean: Target) -> None:
    (clean.root / "report.txt").write_text("2026-01 13\n")
    ticks.tick()
    cursor = ticks.cursor
    first = ticks.tick()
    ticks.cursor = cursor  # Dagster crashed before it kept the cursor
    assert ticks.tick() == first != []


def test_nothing_is_asked_for_while_a_scan_runs(ticks: Ticks, clean: Target, instance: dg.DagsterInstance) -> None:
    job = build_debt_defs(clean).resolve_job_def(f"{clean.prefix}_scan")
    run = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    (clean.root / "report.txt").write_text("2026-01 13\n")
    assert ticks.asked() == []
    instance.report_run_failed(run)
    assert len(ticks.asked()) == 1


def test_what_changes_with_every_look_is_scanned_now_and_then() -> None:
    cursor, n_asked = Cursor(scanned="0"), 0
    for look in range(1, 23):
        cursor, _ = looked(cursor, str(look), is_busy=False)
        n_asked = cursor.n_requests
    assert n_asked == 2


def test_a_change_taken_back_is_none() -> None:
    waiting, _ = looked(Cursor(scanned="a", seen="a"), "b", is_busy=False)
    back, _ = looked(waiting, "a", is_busy=False)
    assert (waiting.waited, back.waited, back.n_requests) == (1, 0, 0)


def test_a_cursor_of_an_older_version_leads_to_a_scan(clean: Target, instance: dg.DagsterInstance) -> None:
    ticks = Ticks(clean, instance)
    ticks.cursor = "0123456789abcdef"
    assert len(ticks.asked()) == 1


DVC_FILE = "outs:\n- md5: d3b07384d113edec49eaa6238ad5ff00\n  size: 4\n  hash: md5\n  path: {}\n"


def test_tracked_data_counts_also_where_git_ignores_it_and_excluded_data_does_not(
    make_repo: Callable[..., Path], tmp_path: Path
) -> None:
    root = make_repo(
        {
            ".gitignore": "/raw.csv\n/features\n/build/\n",
            "raw.csv.dvc": DVC_FILE.format("raw.csv"),
            "features.dvc": DVC_FILE.format("features"),
            "small.csv": "id\n",
            "code.py": "",
            "tests/sample.csv": "id\n",
            "old/orders.csv": "id\n",
            "state/projects/scan.parquet": "",
            "home/history/runs.db": "",
        }
    )
    for path in ("raw.csv", "features/part-1", "build/out.csv"):
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text("id\n")
    target = Target(root, "shop", Settings(exclude=("old/",)), root / "state")
    watched = watched_files(target, without=(target.state, root / "home", tmp_path))
    assert sorted(watched.files) == ["features.dvc", "features/part-1", "raw.csv", "raw.csv.dvc", "small.csv"]
    assert sorted(watched.deciding) == [".gitignore", "features.dvc", "raw.csv.dvc"]


def test_a_scan_and_its_instance_inside_the_target_do_not_ask_for_the_next_one(clean: Target, tmp_path: Path) -> None:
    target = replace(clean, state=clean.root / "state")
    home = clean.root / "home"
    home.mkdir()
    with dg.DagsterInstance.local_temp(str(home), overrides={"telemetry": {"enabled": False}}) as own:
        ticks = Ticks(target, own)
        assert len(ticks.asked()) == 1
        (target.state / "projects").mkdir(parents=True)
        (target.state / "projects" / "scan.parquet").write_text("")
        own.add_dynamic_partitions("some", ["event"])
        (home / "more.db").write_text("")
        assert ticks.asked() == []


def test_a_target_that_is_gone_is_told_and_asks_for_nothing(clean: Target, instance: dg.DagsterInstance) -> None:
    ticks = Ticks(replace(clean, root=clean.root / "gone"), instance)
    with pytest.raises(Exception, match="there is no folder"):
        ticks.tick()


def test_it_looks_as_often_as_it_is_told(clean: Target) -> None:
    sensor = build_debt_defs(clean, Wiring(interval_seconds=7)).resolve_sensor_def(f"{clean.prefix}_watch")
    assert sensor.minimum_interval_seconds == 7


def test_a_link_to_the_target_is_the_target(clean: Target, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(clean.root)
    linked = read_target(tmp_path / "link")

    def state(target: Target) -> str:
        return Watch(target.root, lambda: watched_files(target)).state()

    assert state(linked) == state(clean)
