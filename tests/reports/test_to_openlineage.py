"""OpenLineage events obey the published schemas, facets included, and claim no run that did not take place."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from debt_pipelines.model.entries import EdgeEntry, Lineage
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.lineage import to_openlineage as lineage_events
from debt_pipelines.reports.openlineage import Emitter
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.to_openlineage import render
from tests.reports.lineage_sample import REPORTS
from tests.reports.published_schemas import check_events
from tests.reports.sample import empty_scorecard, finding, large_scorecard, scorecard

CARDS = {"sample": scorecard(), "empty": empty_scorecard(), "large": large_scorecard(50)}


def _events(card: Scorecard, kind: str) -> list[dict[str, Any]]:
    return [event for event in check_events(render(card, RenderOptions())) if event["schemaURL"].endswith(kind)]


@pytest.mark.parametrize("name", CARDS)
def test_events_obey_the_schemas(name: str) -> None:
    card = CARDS[name]
    assert len(_events(card, "/DatasetEvent")) == len(card.datasets)
    assert len(_events(card, "/JobEvent")) == len(card.jobs)


def test_schemas_refuse_what_openlineage_does_not_know() -> None:
    text = render(scorecard(), RenderOptions()).replace('"eventType":"START"', '"eventType":"BEGIN"')
    with pytest.raises(jsonschema.ValidationError):
        check_events(text)


def test_only_the_scan_is_a_run_and_the_same_scan_is_the_same_run() -> None:
    start, complete = _events(scorecard(), "/RunEvent")
    assert (start["eventType"], complete["eventType"]) == ("START", "COMPLETE")
    assert start["job"]["name"] == "debt-scan"
    assert start["run"] == complete["run"] == _events(scorecard(), "/RunEvent")[0]["run"]
    later = scorecard().model_copy(update={"generated_at": "2026-01-13T09:30:00+00:00"})
    assert _events(later, "/RunEvent")[0]["run"] != start["run"]


def test_a_dataset_has_its_columns_owner_and_description() -> None:
    by_name = {event["dataset"]["name"]: event["dataset"]["facets"] for event in _events(scorecard(), "/DatasetEvent")}
    sales = by_name["data/sales.csv"]
    assert sales["schema"]["fields"][0] == {
        "name": "order_id", "type": "integer", "description": "Order number of the shop system",
    }  # fmt: skip
    assert sales["ownership"]["owners"] == [{"name": "@acme/data-platform"}]
    assert sales["datasetType"]["datasetType"] == "TABLE"
    assert by_name["data/需要予測/特徴量.parquet"]["documentation"]["description"] == "Weather by day and station"


def test_a_job_reads_and_writes_what_the_lineage_says() -> None:
    edges = (
        EdgeEntry(source="file:a.csv", target="dvc.yaml:featurize", kind="reads"),
        EdgeEntry(source="dvc.yaml:featurize", target="s3://b:x/y.csv", kind="writes"),
    )
    card = scorecard().model_copy(update={"lineage": Lineage(nodes=(), edges=edges)})
    job = next(event for event in _events(card, "/JobEvent") if event["job"]["name"] == "dvc.yaml:featurize")
    assert job["inputs"] == [{"namespace": "demand-forecast", "name": "a.csv"}]
    assert job["outputs"] == [{"namespace": "s3://b", "name": "x/y.csv"}]
    assert "run" not in job


def test_open_findings_of_a_dataset_are_failed_assertions_of_the_scan() -> None:
    findings = (
        finding("VAL101", "data/sales.csv", "no check", column="order_id"),
        finding("DOC101", "data/sales.csv", "no text", status="accepted"),
    )
    complete = _events(scorecard().model_copy(update={"findings": findings}), "/RunEvent")[1]
    told = {entry["name"]: entry.get("inputFacets") for entry in complete["inputs"]}
    assert told["data/sales.csv"]["dataQualityAssertions"]["assertions"] == [
        {"assertion": "unvalidated-dataset", "success": False, "severity": "error", "name": "VAL101",
         "description": "no check", "column": "order_id"},
    ]  # fmt: skip
    assert told["data/features.parquet"] is None


@pytest.mark.parametrize(
    ("id", "namespace", "name"),
    [
        ("file:data/raw.csv", "shop", "data/raw.csv"),
        ("file:", "shop", "."),
        ("file:/mnt/a.csv", "file", "/mnt/a.csv"),
        ("s3://bucket:2024/x:y.csv", "s3://bucket", "2024/x:y.csv"),
        ("s3://bucket:", "s3://bucket", "."),
        ("hdfs://node:8020:a/b.csv", "hdfs://node:8020", "a/b.csv"),
        ("postgres://host:5432/db:public.orders", "postgres://host:5432/db", "public.orders"),
        ("external:shared/x.csv", "external", "shared/x.csv"),
        ("external:git@host.org:repo", "external", "git@host.org:repo"),
    ],
)
def test_names_of_datasets(id: str, namespace: str, name: str) -> None:
    assert Emitter("shop", "2026-01-12").dataset(id) == {"namespace": namespace, "name": name}


@pytest.mark.parametrize("name", REPORTS)
def test_lineage_events_obey_the_schemas_and_hold_the_graph(name: str) -> None:
    graph = REPORTS[name].graph
    events = check_events(lineage_events.render(REPORTS[name], RenderOptions()))
    kinds = [node.kind for node in graph.nodes.values()]
    assert len([event for event in events if "dataset" in event]) == kinds.count("dataset") + kinds.count("external")
    n_flows = sum(len(event.get("inputs", ())) + len(event.get("outputs", ())) for event in events)
    assert n_flows == sum(link.kind in ("reads", "writes") for link in graph.links)
    fed = [event["dataset"]["facets"]["lineage"]["inputs"] for event in events if "facets" in event.get("dataset", {})]
    assert sum(map(len, fed)) == sum(link.kind in ("contains", "imports") for link in graph.links)
