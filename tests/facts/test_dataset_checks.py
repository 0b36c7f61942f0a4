"""Which kinds of checks a dataset has, and which are missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.model.data_rows import Assertion, Sighting, Source
from debt_pipelines.model.pipeline_rows import Edge, Job
from debt_pipelines.model.schema import Row

Facts = Callable[..., list[dict[str, Any]]]
KINDS = ("volume", "completeness", "schema", "uniqueness", "domain", "freshness")
UNREAD = Source(path="x.py", crawler="unread_tools", kind="suite", status="skipped", error="not read")


def covering(facts: Facts, *kinds: Any, strength: float = 1.0, more: tuple[Row, ...] = ()) -> dict[str, Any]:
    table = Sighting(path="a.csv", crawler="tables", kind="table", storage="git", source_path="a.csv", is_present=True)
    checks = [
        Assertion(
            reference="a.csv", reference_source="declared", suite="s", position=n, tool="soda", type="t", column="c",
            kind=kind, strength=strength, path="s.yml",
        )
        for n, kind in enumerate(kinds)
    ]  # fmt: skip
    return next(row for row in facts("dataset_facts", table, *checks, *more) if row["dataset"] == "file:a.csv")


@pytest.mark.parametrize(
    ("kind", "covered"),
    [
        ("volume", "volume"),
        ("nullness", "completeness"),
        ("presence", "schema"),
        ("type", "schema"),
        ("uniqueness", "uniqueness"),
        ("range", "domain"),
        ("domain", "domain"),
        ("pattern", "domain"),
        ("freshness", "freshness"),
        ("relation", None),
    ],
)
def test_what_each_kind_covers(facts: Facts, kind: str, covered: str | None) -> None:
    row = covering(facts, kind)
    assert [each for each in KINDS if row[f"has_{each}_check"]] == ([covered] if covered else [])


def test_what_is_missing(facts: Facts) -> None:
    row = covering(facts, "uniqueness")
    assert row["missing_checks"] == "how many rows it has, missing values and which columns it has"
    assert (row["n_missing_checks"], row["is_coverage_known"], row["is_freshness_known"]) == (3, True, True)
    row = covering(facts, "volume", "nullness", "type")
    assert (row["missing_checks"], row["n_missing_checks"]) == (None, 0)


def test_a_check_that_cannot_fail_covers_nothing(facts: Facts) -> None:
    assert covering(facts, "volume", strength=0.0)["has_volume_check"] is False


def test_what_may_be_about_anything_leaves_it_open(facts: Facts) -> None:
    job = Job(job="dvc.yaml:validate", kind="dvc_stage", name="validate", template="dvc.yaml:validate", path="dvc.yaml")
    read = Edge(job=job.job, direction="dep", target="a.csv", path="dvc.yaml")
    for row in (
        covering(facts, "custom"),
        covering(facts, "volume", more=(UNREAD,)),
        covering(facts, more=(job, read)),
    ):
        assert (row["is_coverage_known"], row["is_freshness_known"]) == (None, None)
    row = covering(facts, "volume", "nullness", "type", "freshness", "custom")
    assert (row["is_coverage_known"], row["is_freshness_known"]) == (True, True)
