"""Job facts from the command: scripts that are no dependency, and glue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.pipeline_rows import Edge, Job

JobFacts = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def job_facts(facts: Callable[..., list[dict[str, Any]]]) -> JobFacts:
    """A function `job_facts(*rows)` that gives the facts by job."""
    return lambda *rows: {row["job"]: row for row in facts("job_facts", *rows)}


def _job(name: str = "a", **changes: Any) -> Job:
    values: dict[str, Any] = {"kind": "dvc_stage", "name": name, "template": name, "path": "dvc.yaml"}
    return Job(job=name, **values | changes)


def _edge(target: str, direction: Any = "dep", *, job: str = "a") -> Edge:
    return Edge(job=job, direction=direction, target=target, path="dvc.yaml")


@pytest.mark.parametrize(
    ("edges", "undeclared"),
    [
        ([], "`src/deep/a.py`"),
        ([_edge("src/deep/b.py"), _edge("src/dee")], "`src/deep/a.py`"),
        ([_edge("src/deep/a.py")], None),
        ([_edge("src/deep")], None),
        ([_edge("src")], None),
        ([_edge("")], None),
        ([_edge("src/deep/a.py", "out")], None),
        ([_edge("src/deep/a.py", job="other")], "`src/deep/a.py`"),
    ],
)
def test_a_script_that_is_no_dependency(job_facts: JobFacts, edges: list[Edge], undeclared: str | None) -> None:
    row = job_facts(_job(scripts="src/deep/a.py"), _job("other"), *edges)["a"]
    assert (row["undeclared_scripts"], row["n_scripts_to_declare"]) == (undeclared, 1 if undeclared else 0)
    assert (row["runs_script"], row["is_command_clear"]) == (True, True)


def test_several_scripts(job_facts: JobFacts) -> None:
    row = job_facts(_job(scripts="a.py\nb.py\nc.py\nd.py"), _edge("c.py"))["a"]
    assert (row["undeclared_scripts"], row["n_scripts_to_declare"]) == ("`a.py`, `b.py` and `d.py`", 3)


def test_a_template_is_counted_once(job_facts: JobFacts) -> None:
    jobs = [_job(f"a@{key}", template="a", scripts="a.py") for key in "xyz"]
    found = job_facts(*jobs, _edge("a.py", job="a@x"), _job("b", scripts="a.py"))
    assert {job: (row["undeclared_scripts"], row["n_scripts_to_declare"]) for job, row in found.items()} == {
        "a@x": (None, 0),
        "a@y": ("`a.py`", 1),
        "a@z": ("`a.py`", 0),
        "b": ("`a.py`", 1),
    }


@pytest.mark.parametrize(
    ("scripts", "is_clear", "runs_script", "evidence"),
    [
        (None, True, False, True),
        ("a.py", True, True, True),
        (None, False, True, None),
        ("declared.py", False, True, None),
        ("a.py", False, True, True),  # what is found is certain, whatever else runs
    ],
)
def test_what_can_be_told(
    job_facts: JobFacts, scripts: str | None, is_clear: bool, runs_script: bool, evidence: bool | None
) -> None:
    row = job_facts(_job(scripts=scripts, is_command_clear=is_clear), _edge("declared.py"))["a"]
    assert (row["runs_script"], row["is_command_clear"]) == (runs_script, evidence)


def test_glue(job_facts: JobFacts) -> None:
    found = job_facts(_job(command="curl https://a.org/x -o x"), _job("b", command="python b.py"), _job("c"))
    assert {job: row["glue"] for job, row in found.items()} == {"a": "downloads with `curl`", "b": None, "c": None}
