"""What weighs findings: commits of files in the window, recorded runs, past incidents."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from debt_pipelines.catalog.frames import frames_of
from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.weighing import file_commits, lessons, recorded_events
from debt_pipelines.model.data_rows import Incident
from debt_pipelines.model.pipeline_rows import Job
from debt_pipelines.model.run_rows import DagsterRun
from debt_pipelines.project.project import open_project
from debt_pipelines.score.exposure import Occurrences, Window
from debt_pipelines.score.incidents import PastIncident

MakeRepo = Callable[..., Path]
TRAIN = Job(job="dvc.yaml:train", kind="dvc_stage", name="train", template="dvc.yaml:train", path="dvc.yaml")
TABLES = ("dagster_runs", "jobs", "datasets", "bindings")


def test_commits_of_each_file(make_repo: MakeRepo) -> None:
    root = make_repo({"data/a.csv": "x\n1\n", "data/b.csv": "x\n1\n"})
    (root / "data" / "a.csv").write_text("x\n2\n")
    subprocess.run(["git", "-C", root, "commit", "-qam", "more"], check=True)
    young, old = Window(26, datetime(2025, 7, 7, tzinfo=UTC)), Window(4, datetime(2026, 2, 1, tzinfo=UTC))
    project = open_project(root)
    assert file_commits(project, Settings(), young) == {"data/a.csv": 2, "data/b.csv": 1}
    assert set(file_commits(project, Settings(), old).values()) == {0}
    assert file_commits(open_project(root / "data"), Settings(), young) == {"a.csv": 2, "b.csv": 1}
    assert file_commits(project, Settings(history_commits=0), young) == {}


def test_without_git_nothing_is_counted(make_folder: Callable[..., Path]) -> None:
    window = Window(26, datetime(2025, 7, 7, tzinfo=UTC))
    assert file_commits(open_project(make_folder({"a.csv": "x\n"})), Settings(), window) == {}


def test_incidents_of_what_they_name() -> None:
    def incident(name: str, reference: str, hours: float | None) -> Incident:
        return Incident(incident=name, occurred_at="2026-01-02", reference=reference, hours_lost=hours, path="i.csv")

    rows = [TRAIN, incident("1", "train", 3.0), incident("1", "train", 3.0), incident("2", "dvc.yaml:train", None)]
    frames = frames_of([*rows, incident("3", "elsewhere", 1.0)], ("incidents", *TABLES))
    assert lessons(frames) == {
        "dvc.yaml:train": [PastIncident(3.0), PastIncident(None)],
        "elsewhere": [PastIncident(1.0)],
    }


def test_runs_that_dagster_recorded() -> None:
    def run(number: int, day: date) -> DagsterRun:
        return DagsterRun(run=str(number), kind="job", reference="train", ended_at=f"{day}T06:00:00+00:00")

    def events(n_days: int, present: datetime | None = None) -> dict[str, Occurrences]:
        runs = [run(number, date(2026, 1, 1) + timedelta(days=number)) for number in range(n_days)]
        return recorded_events(frames_of([TRAIN, *runs], TABLES), present)

    assert events(29) == {"dvc.yaml:train": Occurrences(29, 4, "Dagster run")}
    assert events(28) == {}, "less than four weeks tell no rhythm"
    assert events(0) == {}
    assert events(29, datetime(2026, 7, 31, tzinfo=UTC)) == {}, "none in the last 26 weeks"
    assert events(29, datetime(2026, 7, 16, tzinfo=UTC)) == {"dvc.yaml:train": Occurrences(15, 26, "Dagster run")}
