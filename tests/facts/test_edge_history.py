"""Edge facts from git: when both ends last ran, and whether the last change of an output has a cause."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.schema import Row
from tests.facts.history_making import dep, out, run, seen, stage, version

EdgeFacts = Callable[..., dict[str, dict[str, Any]]]
JOB = "dvc.yaml:s"


@pytest.fixture
def edge_facts(facts: Callable[..., list[dict[str, Any]]]) -> EdgeFacts:
    """A function `edge_facts(*rows)` that gives the facts by target."""
    return lambda *rows: {row["target"]: row for row in facts("edge_facts", *rows)}


def _past(path: str = "out.csv", *explained: bool | None, job: str = JOB) -> list[Row]:
    return [
        version(path, f"2026-0{n}-01", f"v{n}", job=job, is_explained=is_explained)
        for n, is_explained in enumerate((None, *explained), 1)
    ]


def _stage(**changes: Any) -> list[Row]:
    return [stage("s", **changes), dep("s", "in.csv"), seen("in.csv"), seen("out.csv")]


def test_both_ends_of_a_dependency_have_run(edge_facts: EdgeFacts) -> None:
    rows = edge_facts(
        *(stage("make"), stage("use"), out("make", "x.csv"), dep("use", "x.csv"), dep("make", "raw.csv")),
        *(run("dvc.yaml:make", "2026-02-01"), run("dvc.yaml:use", "2026-01-01"), run("dvc.yaml:use", "2026-01-15")),
    )
    ends = rows["x.csv"]["consumed_at"], rows["x.csv"]["produced_at"]
    assert ends == ("2026-01-15T12:00:00+00:00", "2026-02-01T12:00:00+00:00")
    assert (rows["raw.csv"]["consumed_at"], rows["raw.csv"]["produced_at"]) == ("2026-02-01T12:00:00+00:00", None)


@pytest.mark.parametrize("is_explained", [True, False, None])
def test_the_change_that_gave_the_present_version(edge_facts: EdgeFacts, is_explained: bool | None) -> None:
    rows = edge_facts(*_stage(), out("s", "out.csv", locked_hash="v3"), *_past("out.csv", False, is_explained))
    row = rows["out.csv"]
    assert (row["is_versioned_output"], row["is_explained"]) == (True, is_explained)
    assert (row["changed_in"], row["changed_at"]) == ("2026-03", "2026-03-01T12:00:00+00:00")
    assert rows["in.csv"]["is_versioned_output"] is False


def test_of_a_version_that_is_in_no_commit_nothing_is_known(edge_facts: EdgeFacts) -> None:
    row = edge_facts(*_stage(), out("s", "out.csv", locked_hash="new"), *_past("out.csv", False))["out.csv"]
    assert (row["is_versioned_output"], row["is_explained"]) == (True, None)


@pytest.mark.parametrize(
    "rows",
    [
        [*_stage(), *_past("out.csv")],
        [*_stage(is_always_changed=True), *_past("out.csv", False)],
        [stage("s"), seen("out.csv"), *_past("out.csv", False)],
        [stage("s"), dep("s", "code.py"), seen("out.csv"), *_past("out.csv", False)],
        [stage("s"), dep("s", "in.csv", locked_hash=None), seen("in.csv"), *_past("out.csv", False)],
        [*_stage()[:3], seen("out.csv", kind="metric"), *_past("out.csv", False)],
        [*_stage(), *_past("out.csv", False, job="dvc.yaml:former")],
    ],
    ids=["one version", "always changed", "no inputs", "code alone", "never run", "a metric", "another job"],
)
def test_what_is_not_judged(edge_facts: EdgeFacts, rows: list[Row]) -> None:
    row = edge_facts(*rows, out("s", "out.csv", locked_hash="v2"))["out.csv"]
    assert (row["is_versioned_output"], row["is_explained"], row["changed_in"]) == (False, None, None)


def test_what_one_commit_changed_of_one_template_is_told_once(edge_facts: EdgeFacts) -> None:
    rows: list[Row] = []
    for key in "ab":
        name, job = f"s@{key}", f"dvc.yaml:s@{key}"
        rows += [stage(name, template="dvc.yaml:s"), dep(name, "in.csv")]
        for path in (f"{key}1.csv", f"{key}2.csv"):
            rows += [out(name, path, locked_hash="v2"), seen(path), *_past(path, False, job=job)]
    rows += [version("b2.csv", "2026-03-01", "v3", job="dvc.yaml:s@b", is_explained=False)]
    found = edge_facts(*rows, seen("in.csv"))
    assert [path for path, row in found.items() if row["is_versioned_output"]] == ["a1.csv", "b2.csv"]
