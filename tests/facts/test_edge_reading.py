"""Edge facts about readers: what is read, and which outputs another stage should read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Description, Sighting
from debt_pipelines.model.pipeline_rows import Artifact, Edge, Job
from debt_pipelines.model.schema import Row

EdgeFacts = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def edge_facts(facts: Callable[..., list[dict[str, Any]]]) -> EdgeFacts:
    """A function `edge_facts(*rows)` that gives the facts by edge."""
    return lambda *rows: {row["edge"]: row for row in facts("edge_facts", *rows)}


def _job(name: str, template: str | None = None, **changes: Any) -> Job:
    kind: Any = changes.get("kind", "dvc_stage")
    return Job(job=name, kind=kind, name=name, template=template or name, path="dvc.yaml")


def _dep(target: str, *, job: str = "use") -> Edge:
    return Edge(job=job, direction="dep", target=target, path="dvc.yaml", line=9)


def _out(target: str = "d/x.csv", *, job: str = "make", line: int = 5, **changes: Any) -> Edge:
    return Edge(job=job, direction="out", target=target, path="dvc.yaml", line=line, **changes)


JOBS = (_job("make"), _job("use"))
MAIN = (_out("main.csv", line=4), _dep("main.csv"))


@pytest.mark.parametrize(
    ("target", "is_read"),
    [
        ("d/x.csv", True),
        ("d", True),
        ("", True),
        ("d/x.csv/part-0", True),
        ("d/y.csv", False),
        ("d/x.cs", False),
        ("x.csv", False),
    ],
)
def test_who_reads_the_path_or_a_part_or_its_folder_reads_it(edge_facts: EdgeFacts, target: str, is_read: bool) -> None:
    assert edge_facts(*JOBS, _out(), _dep(target))["make->d/x.csv"]["is_read"] is is_read


def test_a_lock_entry_without_a_stage_reads_nothing(edge_facts: EdgeFacts) -> None:
    left_over = _job("old", kind="dvc_lock_entry")
    assert edge_facts(*JOBS, left_over, _out(), _dep("d/x.csv", job="old"))["make->d/x.csv"]["is_read"] is False


@pytest.mark.parametrize(
    ("rows", "is_intermediate"),
    [
        ([_out()], True),
        ([_out(is_cached=False)], False),
        ([_out(is_persisted=True)], False),
        ([_out(is_external=True)], False),
        ([_out(is_annotated=True)], False),
        ([_out(role="metric")], False),
        ([_out(role="plot")], False),
        ([_out(), Sighting(path="d/x.csv", crawler="dvc_pipeline", kind="model", source_path="dvc.yaml")], False),
        ([_out(), Sighting(path="d/x.csv", crawler="dvc_pipeline", kind="media", source_path="dvc.yaml")], False),
        ([_out(), Artifact(artifact="x", target="d/x.csv", type=None, description=None, path="dvc.yaml")], False),
        ([_out(), Artifact(artifact="x", target="d", type=None, description=None, path="dvc.yaml")], False),
        ([_out(), Artifact(artifact="x", target=None, type=None, description=None, path="dvc.yaml")], True),
        ([_out(), Artifact(artifact="x", target="e", type=None, description=None, path="dvc.yaml")], True),
    ],
)
def test_data_that_says_nothing_of_itself_is_there_to_be_read(
    edge_facts: EdgeFacts, rows: list[Row], is_intermediate: bool
) -> None:
    assert edge_facts(*JOBS, *MAIN, *rows)["make->d/x.csv"]["is_intermediate"] is is_intermediate


@pytest.mark.parametrize(("text", "is_intermediate"), [("For the yearly audit", False), ("TODO", True), (None, True)])
def test_a_description_says_what_an_output_is_for(
    edge_facts: EdgeFacts, text: str | None, is_intermediate: bool
) -> None:
    seen = Sighting(path="d/x.csv", crawler="dvc_pipeline", kind="table", source_path="dvc.yaml")
    said = Description(
        subject_kind="dataset", reference="d/x.csv", column=None, text=text, tool="datapackage", path="datapackage.json"
    )
    assert edge_facts(*JOBS, *MAIN, _out(), seen, said)["make->d/x.csv"]["is_intermediate"] is is_intermediate


@pytest.mark.parametrize(
    ("target", "is_intermediate"),
    [
        ("out/predictions.csv", False),
        ("reports/x.csv", False),
        ("out/test_results.parquet", False),
        ("export.csv", False),
        ("data/scaler.pkl", False),
        ("logs/run.txt", False),
        ("out/predictable.csv", True),
        ("data/exported_by_bank.csv", True),
    ],
)
def test_what_is_named_as_a_result_is_for_people(edge_facts: EdgeFacts, target: str, is_intermediate: bool) -> None:
    assert edge_facts(*JOBS, *MAIN, _out(target))[f"make->{target}"]["is_intermediate"] is is_intermediate


def test_what_the_last_stages_write_is_the_product(edge_facts: EdgeFacts) -> None:
    found = edge_facts(*JOBS, *MAIN, _out("end.csv", job="use"), _out("more.csv", job="use", line=6))
    assert {edge for edge, row in found.items() if row["is_intermediate"]} == {"make->main.csv"}


def test_a_stage_whose_figures_alone_are_read_is_a_last_one(edge_facts: EdgeFacts) -> None:
    found = edge_facts(*JOBS, _out("metrics/x.json", line=4), _dep("metrics/x.json"), _out())
    assert found["make->d/x.csv"]["is_intermediate"] is False


def test_a_line_of_a_template_is_one_output_that_is_read_if_any_is(edge_facts: EdgeFacts) -> None:
    jobs = (_job("make@a", "make"), _job("make@b", "make"), _job("use"))
    outs = [_out(f"{name}/{key}.csv", job=f"make@{key}", line=line) for key in "ab" for line, name in enumerate("xy")]
    found = edge_facts(*jobs, *outs, _dep("x/b.csv"))
    assert {edge: row["is_read"] for edge, row in found.items() if row["is_intermediate"]} == {
        "make@b->x/b.csv": True,
        "make@a->y/a.csv": False,
    }
