"""Folding: one node a template, with the datasets that the same lines declare, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from debt_pipelines.catalog.lineage_fold import fold, pattern_of
from debt_pipelines.catalog.lineage_graph import LineageGraph
from tests.catalog.stages import graph_of, stages

Catalog = Callable[..., dict[str, Any]]
REGIONS = ("eu", "us", "cn")


@pytest.fixture
def regional(catalog: Catalog) -> LineageGraph:
    declared = {f"train__{region}": (["all.csv", f"raw/{region}.csv"], [f"models/{region}.pkl"]) for region in REGIONS}
    compare = {"compare": ([f"models/{region}.pkl" for region in REGIONS], ["best.json"])}
    return graph_of(catalog, *stages(**declared, **compare))


def test_a_template_and_its_datasets_are_one_node_each(regional: LineageGraph) -> None:
    folded = fold(regional)
    assert {node.name for node in folded.nodes.values()} == {
        "train@{cn,eu} (+1)",
        "all.csv",
        "raw/{cn,eu}.csv (+1)",
        "models/cn.pkl",
        "models/eu.pkl",
        "models/us.pkl",
        "compare",
        "best.json",
    }
    assert (folded.n_jobs, folded.n_datasets) == (regional.n_jobs, regional.n_datasets)


def test_links_of_folded_nodes_come_once(catalog: Catalog) -> None:
    declared = {f"train__{region}": (["all.csv"], [f"models/{region}.pkl"]) for region in REGIONS}
    folded = fold(graph_of(catalog, *stages(**declared)))
    assert [(link.source, link.target) for link in folded.links] == [
        ("dvc.yaml:train@cn", "file:models/cn.pkl"),
        ("file:all.csv", "dvc.yaml:train@cn"),
    ]
    assert folded.nodes["file:models/cn.pkl"].members == ("models/cn.pkl", "models/eu.pkl", "models/us.pkl")


def test_chains_of_templates_fold_along(catalog: Catalog) -> None:
    declared = {}
    for region in REGIONS:
        declared[f"clean__{region}"] = ([f"raw/{region}"], [f"clean/{region}"])
        declared[f"train__{region}"] = ([f"clean/{region}/x.csv"], [f"models/{region}.pkl"])
    folded = fold(graph_of(catalog, *stages(**declared)))
    assert len(folded.nodes) == 6
    assert {link.kind for link in folded.links} == {"reads", "writes", "contains"}


def test_what_was_asked_for_stands_alone(regional: LineageGraph) -> None:
    folded = fold(replace(regional, focus=("dvc.yaml:train@eu",)))
    assert folded.nodes["dvc.yaml:train@eu"].members == ()
    assert folded.nodes["dvc.yaml:train@cn"].members == ("train@cn", "train@us")
    assert folded.focus == ("dvc.yaml:train@eu",)


def test_a_whole_template_that_was_asked_for_is_folded(regional: LineageGraph) -> None:
    focus = tuple(f"dvc.yaml:train@{region}" for region in sorted(REGIONS))
    assert fold(replace(regional, focus=focus)).focus == ("dvc.yaml:train@cn",)


def test_without_templates_nothing_changes(catalog: Catalog) -> None:
    graph = graph_of(catalog, *stages(a=(["x"], ["y"]), b=(["y"], ["z"])))
    assert fold(graph) is graph


@pytest.mark.parametrize(
    ("names", "pattern"),
    [
        (["train@eu"], "train@eu"),
        (["train@eu", "train@us"], "train@{eu,us}"),
        (["train@eu", "train@us", "train@cn"], "train@{eu,us} (+1)"),
        (["models/eu-west.pkl", "models/eu-east.pkl"], "models/eu-{west,east}.pkl"),
        (["y=2001/a.csv", "y=2002/a.csv"], "y={2001,2002}/a.csv"),
        (["a", "ab"], "a (+1)"),
        (["one", "two"], "one (+1)"),
        (["x@" + "a" * 30, "x@b", "x@c"], "x@" + "a" * 30 + " (+2)"),
        (["a.csv", "b.csv"], "{a,b}.csv"),
    ],
)
def test_many_names_as_one(names: list[str], pattern: str) -> None:
    assert pattern_of(names) == pattern
