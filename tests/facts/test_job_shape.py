"""Job facts from the graph: missing ends, stages that are cut off, and stages that take from too many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Sighting, Source
from debt_pipelines.model.pipeline_rows import Edge, Job, Param
from debt_pipelines.model.schema import Row

JobFacts = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def job_facts(facts: Callable[..., list[dict[str, Any]]]) -> JobFacts:
    """A function `job_facts(*rows)` that gives the facts by job."""
    return lambda *rows: {row["job"]: row for row in facts("job_facts", *rows)}


def _stage(name: str, deps: str = "", outs: str = "", **changes: Any) -> list[Row]:
    values: dict[str, Any] = {"kind": "dvc_stage", "name": name, "template": name, "path": "dvc.yaml"}
    rows: list[Row] = [Job(job=name, **values | changes)]
    rows += [Edge(job=name, direction="dep", target=target, path="dvc.yaml") for target in deps.split()]
    rows += [Edge(job=name, direction="out", target=target, path="dvc.yaml") for target in outs.split()]
    return rows


CHAIN = [*_stage("a", "raw", "x"), *_stage("b", "x", "y"), *_stage("c", "y", "z")]


@pytest.mark.parametrize(
    ("stage", "missing"),
    [
        (_stage("s", "d", "o"), None),
        (_stage("s", "d"), "no outputs"),
        (_stage("s", "", "o"), "no dependencies"),
        (_stage("s"), "neither dependencies nor outputs"),
        (_stage("s", "", "o", is_always_changed=True), None),
        (_stage("s", is_always_changed=True), "no outputs"),
        (_stage("s", "d", is_always_changed=True), "no outputs"),
        ([*_stage("s", "", "o"), Param(job="s", file="params.yaml", key="a", path="dvc.yaml")], None),
        (_stage("s", "", "o", command="curl https://a.org/x -o o"), None),
        (_stage("validate_orders", "d"), None),
        (_stage("s", "d", command="python checkout.py"), "no outputs"),
        (_stage("s", "d", command="python src/check.py"), None),
        (_stage("s", "d", command="python train.py --validate"), "no outputs"),
        (_stage("s", "d", command="pytest tests"), None),
        (_stage("test_orders", "d"), None),
        (_stage("train_test_split", "d"), "no outputs"),
        (_stage("validate_orders"), "no dependencies"),
        (_stage("upload_reports", "d"), None),
        (_stage("s", "d", command="python src/publish.py"), None),
        (_stage("s", "d", command="python a.py && git push"), "no outputs"),
        (_stage("s", "", "", command="python a.py deps: - d outs: - o"), None),
    ],
)
def test_missing_ends(job_facts: JobFacts, stage: list[Row], missing: str | None) -> None:
    (row,) = job_facts(*stage).values()
    assert row["missing_end"] == missing


@pytest.mark.parametrize("role", ["metric", "plot"])
def test_metrics_and_plots_are_outputs(job_facts: JobFacts, role: Any) -> None:
    out = Edge(job="s", direction="out", target="m.json", path="dvc.yaml", role=role)
    assert job_facts(*_stage("s", "d"), out)["s"]["missing_end"] is None


@pytest.mark.parametrize(
    ("stage", "is_in_pipeline", "is_cut_off"),
    [
        (_stage("s", "other", "o"), True, True),
        (_stage("s", "z", "o"), True, False),
        (_stage("s", "raw", "o"), True, False),
        (_stage("s", "y/part", "o"), True, False),
        (_stage("s", "other", "z/part"), True, False),
        (_stage("s", "zz", "o"), True, True),
        (_stage("s", "other"), False, False),
        (_stage("s", "", "o"), False, False),
        (_stage("s", "other", "o", path="area/dvc.yaml"), False, False),
        ([*_stage("s", "other", "o"), *_stage("t", "o", "p")], False, False),
    ],
)
def test_a_stage_that_is_cut_off(job_facts: JobFacts, stage: list[Row], is_in_pipeline: bool, is_cut_off: bool) -> None:
    found = job_facts(*CHAIN, *stage)
    text = "it shares no path with any other stage"
    assert (found["s"]["is_in_pipeline"], found["s"]["disconnection"]) == (is_in_pipeline, text if is_cut_off else None)
    assert [(found[job]["is_in_pipeline"], found[job]["disconnection"]) for job in "abc"] == [(True, None)] * 3


def test_too_few_or_too_scattered_stages_are_no_pipeline(job_facts: JobFacts) -> None:
    few = job_facts(*CHAIN[:4], *_stage("s", "other", "o"))
    alone = [row for n in range(4) for row in _stage(f"s{n}", f"in{n}", f"out{n}")]
    scattered = job_facts(*CHAIN, *alone)
    for found in (few, scattered):
        assert {(row["is_in_pipeline"], row["disconnection"]) for row in found.values()} == {(False, None)}


def test_stages_of_one_template_count_once(job_facts: JobFacts) -> None:
    keys = [row for n in range(9) for row in _stage(f"s@{n}", f"in{n}", f"out{n}", template="s")]
    found = job_facts(*CHAIN, *keys)
    assert found["s@0"]["disconnection"] == "it shares no path with any other stage"


def test_an_unread_stage_may_be_the_missing_link(job_facts: JobFacts) -> None:
    unread = Source(path="area/dvc.yaml", crawler="dvc_pipeline", kind="dvc", status="error", error="bad")
    found = job_facts(*CHAIN, *_stage("s", "other", "o"), unread)
    assert (found["s"]["is_in_pipeline"], found["a"]["is_in_pipeline"]) == (None, True)


@pytest.mark.parametrize(
    ("command", "section"),
    [
        ("python a.py deps: - x.csv outs: - y.csv", "deps"),
        ("python a.py\nouts:\n  - y.csv\n", "outs"),
        ("python a.py params:", "params"),
        ("python a.py --deps: x", None),
        ("echo 'deps: none'", None),
    ],
)
def test_what_the_command_has_swallowed(job_facts: JobFacts, command: str, section: str | None) -> None:
    row = job_facts(*_stage("s", "d", "o", command=command))["s"]
    text = f"its command contains `{section}:`, so the text of the command has swallowed what follows"
    assert (row["is_in_pipeline"], row["disconnection"]) == ((True, text) if section else (False, None))


def _crossroads(n: int, *, n_plain: int = 12) -> list[Row]:
    plain = [row for k in range(n_plain) for row in _stage(f"p{k}", f"raw{k}", f"x{k}")]
    return [*plain, *_stage("hub", " ".join(f"x{k}" for k in range(n)), "o")]


def test_a_stage_that_takes_from_many(job_facts: JobFacts) -> None:
    found = job_facts(*_crossroads(9))
    assert {job: row["jungle"] for job, row in found.items() if row["jungle"]} == {
        "hub": "it takes from 9 others, where three in four stages take from at most 0"
    }
    assert found["hub"]["is_in_large_pipeline"] is True


@pytest.mark.parametrize(
    "rows",
    [
        _crossroads(7),  # few in themselves
        _crossroads(8, n_plain=8),  # too few stages to tell what is usual
        [row for k in range(12) for row in _stage(f"p{k}", " ".join(f"x{n}" for n in range(k, k + 9)), f"x{k}")],
        [*_crossroads(0), *_stage("one", " ".join(f"o{k}" for k in range(9)), "y")],  # inputs that nobody makes
        [row for k in range(12) for row in _stage(f"p@{k}", f"raw{k}", f"x{k}", template="p")]
        + [row for k in range(9) for row in _stage(f"q{k}", f"raw{k}", f"y{k}")]
        + _stage("hub", " ".join(f"x{k}" for k in range(12)), "o"),  # twelve stages of one template
    ],
)
def test_no_jungle(job_facts: JobFacts, rows: list[Row]) -> None:
    assert {row["jungle"] for row in job_facts(*rows).values()} == {None}


def test_tracked_inputs_count_and_a_folder_of_them_counts_once(job_facts: JobFacts) -> None:
    paths = [*(f"in{k}.csv" for k in range(9)), *(f"d/part{k}.csv" for k in range(9))]
    tracked = [Sighting(path=path, crawler="dvc_files", storage="dvc", source_path=f"{path}.dvc") for path in paths]
    hub = _stage("hub", "d " + " ".join(f"in{k}.csv" for k in range(9)), "o")
    found = job_facts(*_crossroads(0), *hub[:1], *hub[1:], *tracked)
    assert found["hub"]["jungle"] == "it takes from 10 others, where three in four stages take from at most 0"


def test_what_most_stages_read_is_not_counted(job_facts: JobFacts) -> None:
    plain = [row for k in range(12) for row in _stage(f"p{k}", "ref0 ref1 ref2", f"x{k}")]
    makers = [row for k in range(3) for row in _stage(f"m{k}", "raw", f"ref{k}")]
    found = job_facts(*plain, *makers, *_stage("hub", " ".join(["ref0", "ref1", *(f"x{k}" for k in range(7))]), "o"))
    assert found["hub"]["jungle"] is None
