"""Which datasets and jobs keep failing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Incident
from debt_pipelines.model.pipeline_rows import Job
from tests.facts.history_making import person, seen

Facts = Callable[..., list[dict[str, Any]]]


def incident(day: str, reference: str | None = "data/a.csv", hours: float | None = 2, name: str = "") -> Incident:
    return Incident(
        incident=name or f"{day} {reference}",
        occurred_at=day,
        reference=reference,
        hours_lost=hours,
        path="i.csv",
        line=2,
    )


@pytest.mark.parametrize(
    ("days", "recurrence"),
    [
        (["2026-06-01"], None),
        (["2026-06-01", "2026-06-29"], "2 in 90 days"),
        (["2026-01-01", "2026-04-01"], "2 in 90 days"),
        (["2026-01-01", "2026-04-02"], None),
        (["2025-08-01", "2025-12-01", "2026-06-01"], "3 in a year"),
        (["2025-01-01", "2025-12-01", "2026-06-01"], None),
        (["2025-01-01", "2025-01-02", "2026-06-01"], None),
    ],
)
def test_recurrence(facts: Facts, days: list[str], recurrence: str | None) -> None:
    (row,) = facts("incident_facts", person("Ada", "2026-06-30"), seen("data/a.csv"), *map(incident, days))
    assert (row["recurrence"], row["is_recent"], row["n_incidents"]) == (recurrence, True, len(days))
    assert row["last_at"] == days[-1]


def test_incidents_of_long_ago(facts: Facts) -> None:
    (row,) = facts("incident_facts", person("Ada", "2026-06-30"), incident("2024-01-01"), incident("2024-01-02"))
    assert (row["is_recent"], row["recurrence"]) == (False, None)


def test_one_subject_under_several_names(facts: Facts) -> None:
    job = Job(job="dvc.yaml:train", kind="dvc_stage", name="train", template="dvc.yaml:train", path="dvc.yaml")
    named = ["data/a.csv", "./data/a.csv", "a.csv", "file:data/a.csv", "train", "dvc.yaml:train", "elsewhere", None]
    rows = facts("incident_facts", job, seen("data/a.csv"), *(incident("2026-01-05", name) for name in named))
    assert [(row["subject"], row["dataset"], row["target"], row["n_incidents"]) for row in rows] == [
        ("dvc.yaml:train", None, "dvc.yaml:train", 2),
        ("elsewhere", None, "elsewhere", 1),
        ("file:data/a.csv", "file:data/a.csv", "data/a.csv", 4),
    ]


def test_an_incident_told_twice_counts_once(facts: Facts) -> None:
    (row,) = facts("incident_facts", incident("2026-01-05", name="I-1"), incident("2026-01-05", name="I-1"))
    assert (row["n_incidents"], row["hours_lost"], row["recurrence"]) == (1, 2, None)


def test_hours_that_nobody_told(facts: Facts) -> None:
    (row,) = facts("incident_facts", incident("2026-01-05", hours=None), incident("2026-01-06", hours=None))
    assert row["hours_lost"] is None
