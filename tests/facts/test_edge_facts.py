"""Edge facts: what is missing, who makes it, and whether its reader saw the latest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Sighting, Source
from debt_pipelines.model.pipeline_rows import Edge, Job
from debt_pipelines.model.schema import Row

EdgeFacts = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def edge_facts(facts: Callable[..., list[dict[str, Any]]]) -> EdgeFacts:
    """A function `edge_facts(*rows)` that gives the facts by edge."""
    return lambda *rows: {row["edge"]: row for row in facts("edge_facts", *rows)}


def _job(name: str, *, is_frozen: bool = False) -> Job:
    return Job(job=name, kind="dvc_stage", name=name, template=name, path="dvc.yaml", is_frozen=is_frozen)


def _dep(target: str, *, job: str = "use", is_present: bool | None = False, **changes: Any) -> Edge:
    return Edge(job=job, direction="dep", target=target, path="dvc.yaml", line=5, is_present=is_present, **changes)


def _out(target: str, *, job: str = "make", **changes: Any) -> Edge:
    return Edge(job=job, direction="out", target=target, path="dvc.yaml", is_present=False, **changes)


def _tracked(path: str, storage: Any = "dvc") -> Sighting:
    return Sighting(path=path, crawler="dvc_files", storage=storage, source_path=f"{path}.dvc")


def _dvc_file(path: str, status: Any) -> Source:
    return Source(path=path, crawler="dvc_files", kind="dvc", status=status)


def test_edges_are_named_and_sorted(edge_facts: EdgeFacts) -> None:
    found = edge_facts(_job("use"), _out("b.csv", job="use"), _dep("a.csv"), _tracked("a.csv"))
    assert list(found) == ["use->b.csv", "use<-a.csv"]
    dep, out = found["use<-a.csv"], found["use->b.csv"]
    assert (dep["is_dependency"], dep["direction"], dep["dataset"], dep["line"]) == (True, "dep", "file:a.csv", 5)
    assert (out["is_dependency"], out["direction"], out["dataset"]) == (False, "out", None)
    assert (out["is_phantom"], out["is_stale"], out["producer"]) == (None, None, None)


@pytest.mark.parametrize(
    ("rows", "is_phantom"),
    [
        ([_dep("d/x.csv")], True),
        ([_dep("d/x.csv", is_present=True)], False),
        ([_dep("d/x.csv", is_present=None)], None),
        ([_dep("d/x.csv", is_external=True)], None),
        ([_dep("d/x.csv"), _out("d/x.csv")], False),
        ([_dep("d/x.csv"), _out("d")], False),
        ([_dep("d/x.csv"), _out("d/x.csv/part")], False),
        ([_dep("d/x.csv"), _out("d/y.csv")], True),
        ([_dep("d/x.csv"), _tracked("d/x.csv")], False),
        ([_dep("d/x.csv"), _tracked("d/x.csv", "import")], False),
        ([_dep("d/x.csv"), _tracked("d")], False),
        ([_dep("d/x.csv"), _tracked("d/x.csv/part")], False),
        ([_dep("d/x.csv"), _tracked("d/y.csv")], True),
        ([_dep("d/x.csv"), _tracked("d/y.csv"), _tracked("d", "none")], True),
        ([_dep("d/x.csv"), _tracked("d/x.csv", "none")], True),
        ([_dep("d/x.csv"), _dvc_file("bad.dvc", "error")], None),
        ([_dep("d/x.csv"), _dvc_file("old.dvc", "skipped")], None),
        ([_dep("d/x.csv"), _dvc_file("good.dvc", "read")], True),
        ([_dep("d/x.csv"), _dvc_file("dvc.yaml", "error")], True),
        ([_dep("d/x.csv"), _out("d/x.csv"), _dvc_file("bad.dvc", "error")], False),
    ],
)
def test_a_phantom_is_nowhere_and_made_by_nothing(edge_facts: EdgeFacts, rows: list[Row], is_phantom: bool) -> None:
    assert edge_facts(_job("use"), _job("make"), *rows)["use<-d/x.csv"]["is_phantom"] is is_phantom


def test_a_folder_above_what_is_made_or_tracked_is_no_phantom(edge_facts: EdgeFacts) -> None:
    found = edge_facts(_job("use"), _dep("made"), _out("made/deep/x.csv"), _dep("kept"), _tracked("kept/deep/y.csv"))
    assert {edge: row["is_phantom"] for edge, row in found.items() if row["is_dependency"]} == {
        "use<-made": False,
        "use<-kept": False,
    }


@pytest.mark.parametrize(
    ("consumed", "produced", "is_stale"),
    [
        (("a", "md5"), ("a", "md5"), False),
        (("a", "md5"), ("b", "md5"), True),
        (("a", "md5"), ("b", "md5-dos2unix"), None),
        (("a", "md5-dos2unix"), ("a", "md5-dos2unix"), False),
        ((None, None), ("b", "md5"), None),
        (("a", "md5"), (None, None), None),
        (("a", "etag"), ("a", "md5"), None),
    ],
)
def test_only_hashes_of_one_scheme_tell_what_is_stale(
    edge_facts: EdgeFacts,
    consumed: tuple[str | None, str | None],
    produced: tuple[str | None, str | None],
    is_stale: bool | None,
) -> None:
    found = edge_facts(
        _job("use"),
        _job("make"),
        _dep("x.csv", locked_hash=consumed[0], locked_hash_name=consumed[1]),
        _out("x.csv", locked_hash=produced[0], locked_hash_name=produced[1]),
    )
    row = found["use<-x.csv"]
    assert row["is_stale"] is is_stale
    assert (row["producer"], row["is_produced"]) == ("make", True)
    assert (row["consumed_hash"], row["produced_hash"]) == (consumed[0], produced[0])


def test_without_a_producer_nothing_is_stale(edge_facts: EdgeFacts) -> None:
    row = edge_facts(_job("use"), _dep("x.csv", locked_hash="a", locked_hash_name="md5"))["use<-x.csv"]
    assert (row["is_stale"], row["producer"], row["is_produced"], row["produced_hash"]) == (None, None, False, None)


def test_an_edge_is_live_unless_one_of_its_ends_is_frozen(edge_facts: EdgeFacts) -> None:
    found = edge_facts(
        _job("use"),
        _job("held", is_frozen=True),
        _job("make"),
        *(_out("free.csv"), _out("kept.csv", job="held")),
        *(_dep("free.csv"), _dep("kept.csv"), _dep("free.csv", job="held"), _dep("lost.csv")),
    )
    assert {edge: row["is_live"] for edge, row in found.items()} == {
        "make->free.csv": True,
        "held->kept.csv": False,
        "use<-free.csv": True,
        "use<-kept.csv": False,
        "held<-free.csv": False,
        "use<-lost.csv": True,
    }


def test_the_reach_is_the_one_of_the_job(edge_facts: EdgeFacts) -> None:
    seen = [_tracked("x.csv", "none"), _tracked("y.csv", "none")]
    found = edge_facts(
        *(_job("make"), _job("use"), _job("end")),
        *(_out("x.csv"), _dep("x.csv"), _out("y.csv", job="use"), _dep("y.csv", job="end")),
        *seen,
    )
    assert {edge: row["n_downstream"] for edge, row in found.items()} == {
        "make->x.csv": 2,
        "use<-x.csv": 1,
        "use->y.csv": 1,
        "end<-y.csv": 0,
    }


@pytest.mark.parametrize(
    ("rows", "producer"),
    [
        ([_out("d/x.csv")], "make"),
        ([_out("d")], "make"),
        ([_out("d/x.csv/part")], "make"),
        ([_out("d/x.csv/b", job="second"), _out("d/x.csv/a", job="first")], "first"),
        ([_out("d", job="above"), _out("d/x.csv", job="exact"), _out("d/x.csv/a", job="below")], "exact"),
        ([_out("d", job="use")], None),
        ([_out("d/x.csv/part", job="use")], None),
        ([_out("d/x.csv", job="use")], "use"),
        ([_out("d/x")], None),
        ([_out("d/x.csv2")], None),
    ],
)
def test_the_producer_writes_the_path_or_what_holds_it_or_parts_of_it(
    edge_facts: EdgeFacts, rows: list[Row], producer: str | None
) -> None:
    found = edge_facts(_job("use"), _dep("d/x.csv"), *rows)["use<-d/x.csv"]
    assert (found["producer"], found["is_produced"]) == (producer, producer is not None)


@pytest.mark.parametrize("target", ["d", "d/x.csv/part"])
def test_hashes_of_two_paths_are_not_compared(edge_facts: EdgeFacts, target: str) -> None:
    hashes: dict[str, Any] = {"locked_hash_name": "md5"}
    found = edge_facts(
        _job("use"), _dep("d/x.csv", locked_hash="a", **hashes), _out(target, locked_hash="b", **hashes)
    )["use<-d/x.csv"]
    assert (found["is_produced"], found["produced_hash"], found["is_stale"]) == (True, None, None)


def test_an_edge_is_not_live_if_one_of_several_producers_is_frozen(edge_facts: EdgeFacts) -> None:
    jobs = (_job("use"), _job("make"), _job("held", is_frozen=True))
    found = edge_facts(*jobs, _dep("d"), _out("d/a.csv"), _out("d/b.csv", job="held"))
    assert found["use<-d"]["is_live"] is False


def test_an_output_declared_twice_is_one_edge(facts: Callable[..., list[dict[str, Any]]]) -> None:
    found = facts("edge_facts", _job("make"), _out("x.csv", line=3), _out("x.csv", line=4))
    assert [(row["edge"], row["line"]) for row in found] == [("make->x.csv", 3)]
