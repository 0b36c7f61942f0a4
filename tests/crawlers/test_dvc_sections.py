"""What a dvc.yaml holds beside its stages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.crawlers.dvc_pipeline import crawl as crawl_pipeline

Crawl = Callable[..., dict[str, list[Any]]]

OUTS = "stages:\n  a:\n    cmd: x\n    outs: [eval, m.json, curve.csv, models, out/deep/x.csv, other]\n"


def _roles(found: dict[str, list[Any]]) -> dict[str, tuple[str, str]]:
    kinds = {row.path: row.kind for row in found["sightings"]}
    return {edge.target: (edge.role, kinds[edge.target]) for edge in found["edges"] if edge.role != "data"}


@pytest.mark.parametrize(
    ("sections", "roles"),
    [
        ("metrics: [m.json]\n", {"m.json": ("metric", "metric")}),
        ("plots: [curve.csv]\n", {"curve.csv": ("plot", "plot")}),
        ("plots: [{curve.csv: {x: a, y: b}}]\n", {"curve.csv": ("plot", "plot")}),
        ("plots: [{curve.csv: }]\n", {"curve.csv": ("plot", "plot")}),
        ("plots: [{ROC: {x: fpr, y: {curve.csv: tpr, m.json: [a, b]}}}]\n", {
            "curve.csv": ("plot", "plot"), "m.json": ("plot", "plot"),
        }),
        ("plots: [{ROC: {x: {curve.csv: fpr}, y: {curve.csv: tpr}}}]\n", {"curve.csv": ("plot", "plot")}),
        ("metrics: [eval/m.json]\nplots: [eval/p.csv]\n", {"eval": ("metric", "metric")}),
        ("plots: [eval/p.csv]\n", {"eval": ("plot", "plot")}),
        ("metrics: [models/m.json]\n", {"models": ("metric", "model")}),
        ("metrics: [out]\n", {"out/deep/x.csv": ("metric", "metric")}),
        ("metrics: ['${x}', ../m.json, 's3://b/m.json', 5, gone.json]\n", {}),
    ],
)  # fmt: skip
def test_metrics_and_plots_mark_outputs(crawl: Crawl, sections: str, roles: dict[str, tuple[str, str]]) -> None:
    assert _roles(crawl(crawl_pipeline, {"dvc.yaml": sections + OUTS})) == roles


def test_they_mark_outputs_of_other_files(crawl: Crawl) -> None:
    found = crawl(
        crawl_pipeline, {"dvc.yaml": OUTS, "eval/dvc.yaml": "metrics: [deep/../m.json]\nplots: [../m.json]\n"}
    )
    assert _roles(found) == {"eval": ("metric", "metric"), "m.json": ("plot", "plot")}


def test_the_word_of_the_stage_itself_holds(crawl: Crawl) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": "plots: [m.json]\nstages:\n  a:\n    cmd: x\n    metrics: [m.json]\n"})
    assert _roles(found) == {"m.json": ("metric", "metric")}


DATASETS = """\
datasets:
- {name: sales, type: dvc, url: 'https://me:secret@example.org/r.git', path: data/sales.csv, rev: main}
- {name: pictures, type: url, url: 's3://key:secret@bucket/pictures'}
- {name: table, type: dc, url: 'dc://table@v2'}
stages:
  a: {cmd: x, deps: ['ds://sales', 'ds://pictures'], outs: [o.csv]}
"""
LOCKED = """\
schema: '2.0'
datasets:
- name: sales
  type: dvc
  url: https://example.org/r.git
  rev_lock: abc
- name: table
  type: dc
  version: 2
stages:
  a:
    cmd: x
    deps:
    - path: ds://sales
      dataset: {name: sales}
"""


def test_datasets(crawl: Crawl) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": DATASETS, "dvc.lock": LOCKED})
    told = {
        row.path: (row.kind, row.import_kind, row.import_url, row.import_rev, row.import_revision, row.line)
        for row in found["sightings"]
        if row.storage == "import"
    }
    assert told == {
        "ds://sales": ("table", "repository", "https://example.org/r.git", "main", "abc", 2),
        "ds://pictures": ("directory", "url", "s3://bucket/pictures", None, None, 3),
        "ds://table": ("directory", None, "dc://table@v2", None, "2", 4),
    }
    deps = [(edge.target, edge.is_external, edge.is_present) for edge in found["edges"] if edge.direction == "dep"]
    assert deps == [("ds://sales", True, None), ("ds://pictures", True, None)]
    assert [job.is_locked for job in found["jobs"]] == [True]
    assert "secret" not in str(found)
    assert {source.status for source in found["sources"]} == {"read"}


def test_a_declared_dataset_is_one_dataset_with_what_reads_it(crawl: Crawl, catalog: Callable[..., Any]) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": DATASETS})
    datasets = catalog(*(row for rows in found.values() for row in rows))["datasets"]
    (row,) = datasets[datasets["path"] == "ds://sales"].to_dict("records")
    assert (row["storage"], row["is_external"], row["import_rev"]) == ("import", False, "main")


GOOD = "stages:\n  good: {cmd: x}\n"


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ("stage: {}\n", "unknown key `stage` at the top, so DVC refuses the file"),
        ("5: x\n", "unknown key `5` at the top, so DVC refuses the file"),
        ("x-anchors: {}\n", "unknown key `x-anchors` at the top, so DVC refuses the file"),
        ("vars: {a: 1}\n", "`vars` is not a list, so DVC refuses the file"),
        ("params: p.yaml\n", "`params` is not a list, so DVC refuses the file"),
        ("metrics: {m.json: }\n", "`metrics` is not a list, so DVC refuses the file"),
        ("plots: {p.csv: {x: a}}\n", "`plots` is not a list, so DVC refuses the file"),
        ("artifacts: [m]\n", "`artifacts` is not a mapping, so DVC refuses the file"),
        ("datasets: x\n", "`datasets` is not a list, so DVC refuses the file"),
        ("datasets: [{name: d, type: ftp}]\n", "dataset `d`: unknown type `ftp`"),
        ("datasets: [{name: d, type: [x]}]\n", "dataset `d`: unknown type `['x']`"),
        ("datasets: [{name: d}]\n", "dataset `d`: unknown type `None`"),
    ],
)
def test_what_dvc_refuses_at_the_top(crawl: Crawl, section: str, message: str) -> None:
    found = crawl(crawl_pipeline, {"dvc.yaml": GOOD + section})
    (source,) = found["sources"]
    assert (source.status, source.error, source.line, source.part) == ("error", message, 3, None)
    assert [job.name for job in found["jobs"]] == ["good"]


def test_stages_without_a_value(crawl: Crawl) -> None:
    (source,) = crawl(crawl_pipeline, {"dvc.yaml": "stages:\n"})["sources"]
    assert (source.error, source.line) == ("`stages` is not a mapping, so DVC refuses the file", 1)


def test_artifacts_alone_need_no_lock(crawl: Crawl) -> None:
    text = "artifacts:\n  cats: {path: data/cats, type: dataset, desc: Cats}\n  any: {path: '${x}/m'}\n"
    found = crawl(crawl_pipeline, {"dvc.yaml": text})
    assert [(row.artifact, row.target, row.type) for row in found["artifacts"]] == [
        ("cats", "data/cats", "dataset"),
        ("any", None, None),
    ]
    assert (found["jobs"], [source.status for source in found["sources"]]) == ([], ["read"])
