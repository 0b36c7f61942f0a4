"""Job facts from the lock file: is the command the recorded one, and are the paths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.pipeline_rows import Edge, Job
from debt_pipelines.model.schema import Row

JobFact = Callable[..., dict[str, Any]]


@pytest.fixture
def job_fact(facts: Callable[..., list[dict[str, Any]]]) -> JobFact:
    """A function that gives the facts of one job, changed as told, with further rows."""

    def run(*rows: Row, **changes: Any) -> dict[str, Any]:
        values: dict[str, Any] = {"kind": "dvc_stage", "is_locked": True, "command": "run", "lock_command": "run"}
        job = Job(job="dvc.yaml:run", name="run", template="dvc.yaml:run", path="dvc.yaml", **values | changes)
        (found,) = facts("job_facts", job, *rows)
        return found

    return run


def _edge(direction: Any, target: str, lock_line: int | None = None) -> Edge:
    return Edge(job="dvc.yaml:run", direction=direction, target=target, path="dvc.yaml", lock_line=lock_line)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"is_frozen": True}, False),
        ({"is_locked": False}, False),
        ({"is_locked": None}, False),
        ({"kind": "dvc_lock_entry"}, False),
    ],
)
def test_a_live_stage_with_a_recorded_run(job_fact: JobFact, changes: dict[str, Any], expected: bool) -> None:
    assert job_fact(**changes)["is_recorded_live"] is expected


@pytest.mark.parametrize(
    ("command", "locked", "is_changed"),
    [
        ("run a", "run a", False),
        ("run a", "run b", True),
        ("  run   a\n", "run a", False),
        ("run a\nrun b", "run a\n\n  run b\n", False),
        ("run a\r\nrun b", "run a\nrun b", False),
        ("run \\\n  --a 1 \\\n  --b", "run --a 1 --b", False),
        ("run a\nrun b", "run a && run b", True),
        ("run a", None, None),
        (None, "run a", None),
    ],
)
def test_a_command_is_compared_as_a_shell_reads_it(
    job_fact: JobFact, command: str | None, locked: str | None, is_changed: bool | None
) -> None:
    assert job_fact(command=command, lock_command=locked)["is_command_changed"] is is_changed


def test_without_a_recorded_run_nothing_is_compared(job_fact: JobFact) -> None:
    found = job_fact(_edge("dep", "a"), command="x", is_locked=None, lock_only_paths="out x")
    assert (found["is_command_changed"], found["path_changes"], found["n_path_changes"]) == (None, None, 0)


def test_the_recorded_command_is_told_on_one_line(job_fact: JobFact) -> None:
    assert job_fact(lock_command="a \\\n b\n\nc")["locked_command"] == "a b; c"
    assert job_fact(lock_command=None)["locked_command"] is None


def test_paths_added_and_taken_away(job_fact: JobFact) -> None:
    known = (_edge("dep", "same.py", 4), _edge("out", "b.csv", 6))
    assert job_fact(*known)["path_changes"] is None
    found = job_fact(*known, _edge("dep", "src/a b.py"), _edge("out", "c"), lock_only_paths="dep old.py\nout x y")
    told = "dep `src/a b.py` added, out `c` added, dep `old.py` gone, out `x y` gone"
    assert (found["path_changes"], found["n_path_changes"]) == (told, 4)


def test_of_many_changes_some_are_told(job_fact: JobFact) -> None:
    found = job_fact(*(_edge("dep", f"{n}.py") for n in range(7)))
    assert found["path_changes"].endswith("dep `4.py` added and 2 more")
    assert found["n_path_changes"] == 7


def test_one_run_mends_a_template(facts: Callable[..., list[dict[str, Any]]]) -> None:
    def job(key: str, lock_command: str) -> Job:
        return Job(
            job=f"dvc.yaml:run@{key}", name=f"run@{key}", template="dvc.yaml:run", path="dvc.yaml", kind="dvc_stage",
            is_locked=True, command="run", lock_command=lock_command,
        )  # fmt: skip

    rows = facts("job_facts", job("a", "run"), job("b", "ran"), job("c", "ran"))
    assert [row["n_reruns"] for row in rows] == [0, 1, 0]
