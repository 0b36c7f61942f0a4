"""Edge facts from recorded hashes: what git, a `.dvc` file or the cache has under a path now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Sighting
from debt_pipelines.model.pipeline_rows import Edge, Job
from debt_pipelines.model.schema import Row

EdgeFact = Callable[..., dict[str, Any]]


@pytest.fixture
def edge_fact(facts: Callable[..., list[dict[str, Any]]]) -> EdgeFact:
    """A function that gives the facts of the first edge among rows."""

    def run(edge: Edge, *rows: Row) -> dict[str, Any]:
        jobs = [Job(job=job, kind="dvc_stage", name=job, template=job, path="dvc.yaml") for job in ("use", "make")]
        arrow = "<-" if edge.direction == "dep" else "->"
        found = {row["edge"]: row for row in facts("edge_facts", *jobs, edge, *rows)}
        return found[f"{edge.job}{arrow}{edge.target}"]

    return run


def _dep(target: str = "d/x", **changes: Any) -> Edge:
    values: dict[str, Any] = {
        "locked_hash": "a",
        "locked_hash_name": "md5",
        "lock_line": 5,
        "is_in_git": True,
        "present_hash": "a",
    }
    return Edge(job="use", direction="dep", target=target, path="dvc.yaml", **values | changes)


def _out(target: str = "d/x", *, job: str = "make", **changes: Any) -> Edge:
    return Edge(job=job, direction="out", target=target, path="dvc.yaml", **{"lock_line": 6, **changes})


def _tracked(path: str, **changes: Any) -> Sighting:
    values: dict[str, Any] = {"crawler": "dvc_files", "storage": "dvc", "hash": "a", "hash_name": "md5"}
    return Sighting(path=path, source_path=f"{path}.dvc", **values | changes)


@pytest.mark.parametrize(
    ("changes", "is_changed"), [({}, False), ({"present_hash": "b"}, True), ({"present_hash": None}, None)]
)
def test_a_dependency_in_git(edge_fact: EdgeFact, changes: dict[str, Any], is_changed: bool | None) -> None:
    found = edge_fact(_dep(**changes))
    assert (found["is_git_dependency"], found["is_changed_in_git"]) == (True, is_changed)
    assert found["present_hash"] == {"present_hash": "a", **changes}["present_hash"]


@pytest.mark.parametrize(
    ("edge", "rows"),
    [
        (_dep(is_in_git=False), []),
        (_dep(is_in_git=None), []),
        (_dep(locked_hash=None), []),
        (_dep(), [_out()]),
        (_dep(), [_out("d")]),
        (_dep(), [_out("d/x/part")]),
        (_dep(), [_tracked("d/x")]),
        (_dep(), [_tracked("d")]),
        (_dep(), [_tracked("d/x/part")]),
        (_out(is_in_git=True, locked_hash="a", present_hash="b"), []),
    ],
)
def test_what_is_no_dependency_that_only_git_keeps(edge_fact: EdgeFact, edge: Edge, rows: list[Row]) -> None:
    found = edge_fact(edge, *rows)
    assert (found["is_git_dependency"], found["is_changed_in_git"]) == (False, None)


@pytest.mark.parametrize(
    ("seen", "is_changed"),
    [
        (_tracked("d/x"), False),
        (_tracked("d/x", hash="b"), True),
        (_tracked("d/x", hash="b", storage="import"), True),
        (_tracked("d/x", hash="b", hash_name="md5-dos2unix"), None),
        (_tracked("d/x", hash=None, hash_name=None), None),
        (_tracked("d", hash="b"), None),
        (_tracked("d/x/part", hash="b"), None),
    ],
)
def test_a_dependency_that_a_dvc_file_tracks(edge_fact: EdgeFact, seen: Sighting, is_changed: bool | None) -> None:
    found = edge_fact(_dep(is_in_git=False), seen)
    assert (found["is_tracked_dependency"], found["is_changed_in_dvc"]) == (True, is_changed)
    assert found["tracked_hash"] == (seen.hash if seen.path == "d/x" else None)


@pytest.mark.parametrize(
    ("edge", "seen"),
    [
        (_dep(locked_hash=None), _tracked("d/x")),
        (_dep(), _tracked("d/y")),
        (_dep(), _tracked("d/x", storage="none")),
        (_dep(), _tracked("d/x", crawler="dvc_pipeline")),
        (_out(locked_hash="a", locked_hash_name="md5"), _tracked("d/x", hash="b")),
    ],
)
def test_what_no_dvc_file_tracks(edge_fact: EdgeFact, edge: Edge, seen: Sighting) -> None:
    found = edge_fact(edge, seen)
    assert (found["is_tracked_dependency"], found["is_changed_in_dvc"]) == (False, None)


@pytest.mark.parametrize(
    ("edge", "rows", "expected"),
    [
        (_out(is_cached=False), [], True),
        (_out(), [], False),
        (_out(is_cached=False, lock_line=None), [], False),
        (_out(is_cached=False, is_external=True), [], False),
        (_out(is_cached=False), [_out("d", job="use")], False),
        (_out(is_cached=False), [_out("d", job="use", is_cached=False)], True),
        (_out(is_cached=False), [_tracked("d")], False),
        (_dep(is_cached=False), [], False),
    ],
)
def test_an_output_kept_out_of_the_cache(edge_fact: EdgeFact, edge: Edge, rows: list[Row], expected: bool) -> None:
    assert edge_fact(edge, *rows)["is_uncached_output"] is expected


@pytest.mark.parametrize("is_in_git", [True, False, None])
def test_whether_git_has_an_output(edge_fact: EdgeFact, is_in_git: bool | None) -> None:
    assert edge_fact(_out(is_cached=False, is_in_git=is_in_git))["is_in_git"] is is_in_git


def test_one_run_mends_all_that_a_template_reads(facts: Callable[..., list[dict[str, Any]]]) -> None:
    def job(name: str, template: str, **changes: Any) -> Job:
        return Job(job=name, kind="dvc_stage", name=name, template=template, path="dvc.yaml", **changes)

    def changed(name: str, target: str) -> Edge:
        return replace(_dep(target, present_hash="b"), job=name)

    rows = facts(
        "edge_facts",
        job("a@1", "a"),
        job("a@2", "a"),
        job("b", "b"),
        job("c", "c", is_frozen=True),
        *(changed("a@1", "x"), changed("a@1", "y"), changed("a@2", "x"), changed("b", "x"), changed("c", "x")),
    )
    assert {row["edge"]: row["n_mendings"] for row in rows} == {
        "a@1<-x": 1,
        "a@1<-y": 0,
        "a@2<-x": 0,
        "b<-x": 1,
        "c<-x": 0,
    }
