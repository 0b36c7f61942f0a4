"""Picking a part of the graph: what a name means, how far to go, what hangs together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.catalog.lineage_graph import LineageGraph
from debt_pipelines.catalog.lineage_select import around, components, find_nodes
from debt_pipelines.model.errors import SettingsError
from tests.catalog.stages import graph_of, stages, tracked

Catalog = Callable[..., dict[str, Any]]


@pytest.fixture
def shop(catalog: Catalog) -> LineageGraph:
    return graph_of(
        catalog,
        *stages(
            prepare=(["data/raw.csv"], ["data/clean.csv", "report.json"]),
            train__eu=(["data/clean.csv"], ["models/eu/m.pkl"]),
            train__us=(["data/clean.csv"], ["models/us/m.pkl"]),
            score=(["models/eu/m.pkl", "new.csv"], ["scores.csv"]),
        ),
        *stages("sub/dvc.yaml", score=([], ["sub/other.csv"])),
        tracked("data/raw.csv"),
    )


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("file:data/clean.csv", ["file:data/clean.csv"]),
        ("data/clean.csv", ["file:data/clean.csv"]),
        ("./data//clean.csv", ["file:data/clean.csv"]),
        ("clean.csv", ["file:data/clean.csv"]),
        ("data/raw.csv.dvc", ["file:data/raw.csv"]),
        ("dvc.yaml:prepare", ["dvc.yaml:prepare"]),
        ("prepare", ["dvc.yaml:prepare"]),
        ("train@eu", ["dvc.yaml:train@eu"]),
        ("train", ["dvc.yaml:train@eu", "dvc.yaml:train@us"]),
        ("dvc.yaml:train", ["dvc.yaml:train@eu", "dvc.yaml:train@us"]),
        ("sub/dvc.yaml:score", ["sub/dvc.yaml:score"]),
    ],
)
def test_what_a_name_means(shop: LineageGraph, wanted: str, found: list[str]) -> None:
    assert list(find_nodes(shop, wanted)) == found


@pytest.mark.parametrize(
    ("wanted", "message", "hint"),
    [
        ("score", "`score` may be any of 2", "`dvc.yaml:score`, `sub/dvc.yaml:score`"),
        ("m.pkl", "`m.pkl` may be any of 2", "`models/eu/m.pkl`, `models/us/m.pkl`"),
        ("data/claen.csv", "there is no dataset or stage `data/claen.csv`", "did you mean `data/clean.csv`?"),
        ("prepair", "there is no dataset or stage `prepair`", "did you mean `prepare`?"),
        ("qqqqqqqq", "there is no dataset or stage `qqqqqqqq`", "`debt lineage` shows all"),
    ],
)
def test_a_name_that_means_nothing_or_too_much(shop: LineageGraph, wanted: str, message: str, hint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        find_nodes(shop, wanted)
    assert message in caught.value.message
    assert hint in (caught.value.hint or "")


def _chain(catalog: Catalog) -> LineageGraph:
    return graph_of(catalog, *stages(s1=(["d0"], ["d1"]), s2=(["d1", "x"], ["d2", "y"]), s3=(["d2"], ["d3"])))


@pytest.mark.parametrize(
    ("focus", "upstream", "downstream", "kept"),
    [
        ("file:d2", None, 0, "d0 d1 d2 s1 s2 x"),
        ("file:d2", 1, 0, "d1 d2 s2 x"),
        ("file:d2", 2, 0, "d0 d1 d2 s1 s2 x"),
        ("file:d1", 0, 1, "d1 d2 s2 y"),
        ("file:d1", 0, None, "d1 d2 d3 s2 s3 y"),
        ("file:d1", 0, 0, "d1"),
        ("dvc.yaml:s2", 0, 1, "d2 d3 s2 s3 y"),
        ("dvc.yaml:s2", 1, 0, "d0 d1 s1 s2 x"),
        ("dvc.yaml:s2", None, None, "d0 d1 d2 d3 s1 s2 s3 x y"),
    ],
)
def test_how_far_to_go(catalog: Catalog, focus: str, upstream: int | None, downstream: int | None, kept: str) -> None:
    part = around(_chain(catalog), (focus,), upstream=upstream, downstream=downstream)
    assert sorted(key.partition(":")[2] for key in part.nodes) == kept.split()
    assert part.focus == (focus,)
    assert all(link.source in part.nodes and link.target in part.nodes for link in part.links)


def test_a_shorter_way_found_later_goes_further(catalog: Catalog) -> None:
    graph = graph_of(
        catalog,
        *stages(a=(["in"], ["m"]), b=(["m"], ["n"]), c=(["n", "in"], ["o"]), d=(["o"], ["p"]), e=(["p"], ["q"])),
    )
    part = around(graph, ("file:in",), upstream=0, downstream=2)
    assert {"dvc.yaml:d", "file:p"} <= set(part.nodes)
    assert "dvc.yaml:e" not in part.nodes


def test_in_a_cycle_everything_is_before_and_after_everything(catalog: Catalog) -> None:
    graph = graph_of(catalog, *stages(a=(["y"], ["x"]), b=(["x"], ["y"]), after=(["y"], ["end"])))
    assert len(around(graph, ("file:x",), downstream=0).nodes) == 4
    assert len(around(graph, ("file:x",), upstream=0).nodes) == 6
    assert len(around(graph, ("file:x",), upstream=1, downstream=0).nodes) == 3


def test_folders_and_their_parts_are_no_step(catalog: Catalog) -> None:
    graph = graph_of(catalog, *stages(make=(["in"], ["d"]), use=(["d/x.csv"], ["out"])))
    part = around(graph, ("dvc.yaml:use",), upstream=1, downstream=0)
    assert {"file:d/x.csv", "file:d", "dvc.yaml:make", "file:in"} <= set(part.nodes)


def test_parts_come_by_size_and_keep_what_was_asked_for(catalog: Catalog) -> None:
    graph = graph_of(catalog, *stages(lone=([], ["z"]), a=(["i"], ["j"]), b=(["j"], ["k"])), tracked("alone"))
    parts = components(around(graph, ("file:z",)))
    assert [part.focus for part in parts] == [("file:z",)]
    parts = components(graph)
    assert [part.n_jobs for part in parts] == [2, 1, 0]
    assert [len(part.links) for part in parts] == [4, 1, 0]
