"""How often debt bites: what git remembers is counted in one window, and what is unknown is said to be assumed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from debt_pipelines.catalog.frames import Frames, empty_frame, frame_of
from debt_pipelines.model.catalog_rows import Dataset, LineageNode
from debt_pipelines.model.finding import Subject
from debt_pipelines.model.history_rows import Contributor, OutputVersion, RecordedRun
from debt_pipelines.model.tables import SCHEMAS
from debt_pipelines.score.exposure import Exposure, Occurrences, exposures, window_of
from tests.rules.judging import frame
from tests.score.making import finding

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
TRAIN, RAW = "dvc.yaml:train", "file:data/raw.csv"


def person(first: str = "2024-01-01T00:00:00+00:00") -> Contributor:
    last = NOW.isoformat()
    return Contributor(name="Ada", email="", is_bot=False, n_commits=9, first_commit_at=first, last_commit_at=last)


def run(day: str, job: str = TRAIN, commit: str | None = None) -> RecordedRun:
    changed = {"is_command_changed": False, "is_input_changed": True, "is_output_changed": True}
    date = f"{day}T09:00:00+00:00"
    return RecordedRun(job=job, commit=commit or day, committed_at=date, author="Ada", is_bot=False, **changed)


def version(day: str, path: str = "data/raw.csv") -> OutputVersion:
    return OutputVersion(
        path=path, hash=day, hash_name="md5", job=None, source_path=f"{path}.dvc", commit=day,
        committed_at=f"{day}T09:00:00+00:00", author="Ada", is_bot=False, is_explained=None,
    )  # fmt: skip


def node(name: str, n_downstream: int) -> LineageNode:
    return LineageNode(
        node=name, node_kind="job", n_producers=0, n_consumers=0, n_upstream=0, n_downstream=n_downstream, cycle=None
    )


def dataset() -> Dataset:
    columns = SCHEMAS["datasets"].columns
    empty: dict[str, Any] = {"string": "", "integer": 0, "number": 0.0, "boolean": False}
    values: dict[str, Any] = {
        column.name: None if column.is_nullable else empty[column.data_type] for column in columns
    }
    return Dataset(**(values | {"dataset": RAW, "path": "data/raw.csv"}))


def frames(*rows: Any, first: str = "2024-01-01T00:00:00+00:00", **facts: list[dict[str, Any]]) -> Frames:
    tables: dict[str, Any] = {table: empty_frame(table) for table in SCHEMAS}
    for table in {row.table for row in rows}:
        tables[table] = frame_of(table, [row for row in rows if row.table == table])
    tables["contributors"] = frame_of("contributors", [person(first)])
    return tables | {name: frame(name, given) for name, given in facts.items()}


def exposure(tables: Frames, commits: dict[str, int] | None = None, **changes: Any) -> Exposure:
    asked = finding("REP108", subject=Subject(kind="job", id=TRAIN)).model_copy(update=changes)
    return exposures(tables, [asked], window_of(tables, NOW), commits=commits or {})[asked.id]


def test_recorded_runs_times_the_jobs_downstream() -> None:
    found = exposure(frames(run("2025-12-01"), run("2025-12-08"), run("2025-01-01"), node(TRAIN, 3)))
    assert found == Exposure(round(2 / 26 * 4, 3), "2 recorded runs in 26 weeks x (1 + 3 jobs downstream)")


def test_a_job_that_has_stopped_bites_nobody() -> None:
    assert exposure(frames(run("2025-01-01"))).per_week == 0


def test_one_commit_is_one_run() -> None:
    twice = frames(run("2025-12-01", commit="a"), run("2025-12-01", commit="a"), node(TRAIN, 1))
    assert exposure(twice).basis == "1 recorded run in 26 weeks x (1 + 1 job downstream)"


def test_a_dataset_bites_as_often_as_it_changes_or_is_used() -> None:
    about: dict[str, Any] = {"subject": Subject(kind="dataset", id=RAW), "dataset": RAW, "path": "data/raw.csv.dvc"}
    tables = frames(version("2025-12-01"), version("2025-12-08"), dataset())
    assert exposure(tables, **about).basis == "2 versions in 26 weeks x (1 + 0 jobs downstream)"
    assert exposure(frames(dataset()), {"data/raw.csv": 3}, **about).basis.startswith("3 commits in 26 weeks")
    read = frames(
        version("2025-12-01"), *(run(f"2025-12-0{day}") for day in (1, 2)), dataset(),
        edge_facts=[{"job": TRAIN, "dataset": RAW}],
    )  # fmt: skip
    assert exposure(read, **about).basis.startswith("2 recorded runs in 26 weeks")


def test_else_the_commits_of_its_file_and_else_assumed() -> None:
    tables = frames()
    assert exposure(tables, {"dvc.yaml": 13}).basis == "13 commits in 26 weeks x (1 + 0 jobs downstream)"
    assert exposure(tables, {"dvc.yaml": 0}) == Exposure(None, "assumed")
    assert exposure(tables, {"other.yaml": 5}) == Exposure(None, "assumed")


def test_events_of_dagster_speak_first() -> None:
    tables = frames(run("2025-12-01"), node(TRAIN, 1))
    asked = finding("REP108", subject=Subject(kind="job", id=TRAIN))
    seen = {TRAIN: Occurrences(28, 4, "Dagster run")}
    found = exposures(tables, [asked], window_of(tables, NOW), commits={}, events=seen)[asked.id]
    assert found == Exposure(14.0, "28 Dagster runs in 4 weeks x (1 + 1 job downstream)")


@pytest.mark.parametrize(("kind", "name"), [("edge", "e1"), ("param", f"{TRAIN}#params.yaml#lr"), ("model", "m1")])
def test_what_belongs_to_a_job_runs_as_it_does(kind: str, name: str) -> None:
    tables = frames(
        run("2025-12-01"),
        edge_facts=[{"edge": "e1", "job": TRAIN, "dataset": None}],
        model_facts=[{"model": "m1", "dataset": None, "job": TRAIN}],
    )
    found = exposure(tables, subject=Subject(kind=kind, id=name), dataset=None)
    assert found.basis.startswith("1 recorded run in 26 weeks")


def test_a_young_history_is_counted_in_its_own_weeks_and_a_very_young_one_not_at_all() -> None:
    young = frames(run("2025-12-29"), first="2025-11-24T00:00:00+00:00")
    assert exposure(young).basis.startswith("1 recorded run in 6 weeks")
    assert exposure(frames(run("2025-12-29"), first="2025-12-20T00:00:00+00:00")) == Exposure(None, "assumed")
    assert window_of(frames(), None) is None
