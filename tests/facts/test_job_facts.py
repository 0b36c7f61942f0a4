"""Job facts: recorded runs, leftover lock entries, cycles and outputs that two jobs write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Sighting
from debt_pipelines.model.pipeline_rows import Edge, Job
from debt_pipelines.model.schema import Row

JobFacts = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def job_facts(facts: Callable[..., list[dict[str, Any]]]) -> JobFacts:
    """A function `job_facts(*rows)` that gives the facts by job."""
    return lambda *rows: {row["job"]: row for row in facts("job_facts", *rows)}


def _job(name: str, **changes: Any) -> Job:
    values: dict[str, Any] = {
        "kind": "dvc_stage",
        "name": name,
        "template": name,
        "path": "dvc.yaml",
        "is_locked": False,
    }
    return Job(job=name, **values | changes)


def _stage(name: str, *, deps: tuple[str, ...] = (), outs: tuple[str, ...] = ()) -> list[Row]:
    rows: list[Row] = [_job(name)]
    rows += [Edge(job=name, direction="dep", target=target, path="dvc.yaml") for target in deps]
    rows += [Edge(job=name, direction="out", target=target, path="dvc.yaml") for target in outs]
    rows += [Sighting(path=path, crawler="dvc_pipeline", source_path="dvc.yaml") for path in (*deps, *outs)]
    return rows


def _problems(found: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {job: row["graph_problem"] for job, row in found.items() if row["graph_problem"]}


def test_recorded_runs(job_facts: JobFacts) -> None:
    found = job_facts(
        _job("ran", is_locked=True, lock_line=3),
        _job("never", is_locked=False),
        _job("unknown", is_locked=None),
        _job("left", kind="dvc_lock_entry", is_locked=True, lock_line=9, path="dvc.lock"),
        _job("maybe", kind="dvc_lock_entry", is_locked=None, lock_line=9, path="dvc.lock"),
    )
    assert {job: (row["is_declared"], row["is_locked"], row["is_orphan"]) for job, row in found.items()} == {
        "ran": (True, True, False),
        "never": (True, False, False),
        "unknown": (True, None, None),
        "left": (False, True, True),
        "maybe": (False, None, None),
    }
    assert [job for job, row in found.items() if row["has_lock_entry"]] == ["ran", "left", "maybe"]


def test_the_first_of_the_jobs_of_one_template(job_facts: JobFacts) -> None:
    found = job_facts(
        _job("load@de", template="load"),
        _job("load@at", template="load"),
        _job("plain"),
        _job("load@old", template="load", kind="dvc_lock_entry"),
        _job("gone@x", template="gone", kind="dvc_lock_entry"),
    )
    assert [job for job, row in found.items() if row["is_template_head"]] == ["load@de", "plain"]


@pytest.mark.parametrize(
    ("written", "description"),
    [("Cleans the orders", "Cleans the orders"), ("TODO", None), ("clean", None), ("", None), (None, None)],
)
def test_descriptions(job_facts: JobFacts, written: str | None, description: str | None) -> None:
    assert job_facts(_job("clean", description=written))["clean"]["description"] == description


def test_flags_and_reach(job_facts: JobFacts) -> None:
    rows = [*_stage("a", outs=("x",)), *_stage("b", deps=("x",), outs=("y",)), *_stage("c", deps=("y",))]
    found = job_facts(*rows, _job("held", is_frozen=True, is_always_changed=True))
    assert {job: row["n_downstream"] for job, row in found.items()} == {"a": 2, "b": 1, "c": 0, "held": 0}
    assert (found["held"]["is_frozen"], found["held"]["is_always_changed"]) == (True, True)
    assert (found["a"]["is_frozen"], found["a"]["is_always_changed"]) == (False, False)


def test_a_cycle_is_told_once_by_its_first_job(job_facts: JobFacts) -> None:
    rows = [*_stage("b", deps=("x",), outs=("y",)), *_stage("a", deps=("y",), outs=("x",)), *_stage("c", deps=("y",))]
    assert _problems(job_facts(*rows)) == {"a": "it depends on itself: a -> b -> a"}


def test_a_job_that_reads_its_own_output(job_facts: JobFacts) -> None:
    assert _problems(job_facts(*_stage("a", deps=("x",), outs=("x",)))) == {"a": "it depends on itself: a -> a"}


def test_two_jobs_with_one_output(job_facts: JobFacts) -> None:
    rows = [*_stage("b", outs=("x", "y")), *_stage("a", outs=("x",)), *_stage("c", outs=("x",))]
    assert _problems(job_facts(*rows)) == {
        "b": "its output `x` is also written by `a`",
        "c": "its output `x` is also written by `a`",
    }


@pytest.mark.parametrize("is_outer_first", [True, False])
def test_an_output_within_another(job_facts: JobFacts, is_outer_first: bool) -> None:
    stages = [_stage("whole", outs=("d",)), _stage("part", outs=("d/deep/x",))]
    rows = [row for stage in (stages if is_outer_first else reversed(stages)) for row in stage]
    assert _problems(job_facts(*rows)) == {"part": "its output `d/deep/x` is also written by `whole` (as `d`)"}


def test_outputs_that_only_begin_alike(job_facts: JobFacts) -> None:
    assert _problems(job_facts(*_stage("a", outs=("d",)), *_stage("b", outs=("data/x", "d.csv")))) == {}


def test_several_problems_of_one_job(job_facts: JobFacts) -> None:
    rows = [*_stage("a", outs=("x",)), *_stage("b", deps=("x",), outs=("x",))]
    assert _problems(job_facts(*rows)) == {
        "b": "it depends on itself: b -> b; its output `x` is also written by `a`",
    }
