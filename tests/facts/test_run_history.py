"""Recorded runs count for the datasets and jobs of the project; failed ones in a row are one failure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from debt_pipelines.facts.run_history import failures_of, runs_by_subject
from debt_pipelines.model.pipeline_rows import Job
from debt_pipelines.model.run_rows import DagsterRun
from tests.facts.history_making import person, seen

Catalog = Callable[..., dict[str, Any]]
Facts = Callable[..., list[dict[str, Any]]]
TRAIN = Job(job="dvc.yaml:train", kind="dvc_stage", name="train", template="dvc.yaml:train", path="dvc.yaml", line=3)
ORDERS = ("file:data/orders.csv", "file:data/orders.csv")


def run(number: int, day: str, reference: str = "orders", *, kind: Any = "asset", **values: Any) -> DagsterRun:
    return DagsterRun(run=f"r{number}", kind=kind, reference=reference, ended_at=f"{day}T06:00:00+00:00", **values)


def test_only_what_the_project_knows_counts(catalog: Catalog) -> None:
    frames = catalog(
        seen("data/orders.csv"),
        TRAIN,
        run(1, "2026-01-01", "mart/orders", name="orders"),
        run(1, "2026-01-01", "raw/orders"),  # another asset has that last name too: it may be any of them
        run(2, "2026-01-02", "train", kind="job"),
        run(3, "2026-01-03", "train"),
        run(4, "2026-01-04", "orders", kind="job"),  # a job makes no dataset by its name
        run(5, "2026-01-05", "elsewhere"),
    )
    found = {subject: [row["run"] for row in rows] for subject, rows in runs_by_subject(frames).items()}
    assert found == {ORDERS: ["r1"], ("dvc.yaml:train", None): ["r2", "r3"]}


def test_failed_runs_in_a_row_are_one_failure(catalog: Catalog) -> None:
    days = {1: False, 2: True, 3: True, 4: False, 5: False, 9: True}
    frames = catalog(
        seen("data/orders.csv"), *(run(day, f"2026-01-0{day}", is_failed=failed) for day, failed in days.items())
    )
    [failures] = failures_of(frames).values()
    assert [(row["occurred_at"], row["failing_hours"]) for row in failures] == [
        ("2026-01-02", 48),
        ("2026-01-09", None),
    ]
    assert {(row["path"], row["line"], row["hours_lost"]) for row in failures} == {("data/orders.csv", None, None)}


def test_the_asset_that_failed_is_told_and_not_its_job_too(catalog: Catalog) -> None:
    both = (run(1, "2026-01-01", is_failed=True), run(1, "2026-01-01", "train", kind="job", is_failed=True))
    assert set(failures_of(catalog(seen("data/orders.csv"), TRAIN, *both))) == {ORDERS}
    assert set(failures_of(catalog(TRAIN, *both))) == {("dvc.yaml:train", None)}, "the project does not know the asset"


def test_failures_that_come_back_are_incidents(facts: Facts) -> None:
    days = ((1, True), (2, False), (8, True), (9, False))
    runs = [run(day, f"2026-01-0{day}", is_failed=failed) for day, failed in days]
    [row] = facts("incident_facts", person("Ada", "2026-01-10"), seen("data/orders.csv"), *runs)
    assert (row["subject"], row["n_incidents"], row["recurrence"]) == (ORDERS[0], 2, "2 in 90 days")
    assert (row["hours_lost"], row["failing_hours"], row["path"]) == (None, 48, "data/orders.csv")
