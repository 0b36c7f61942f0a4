"""The lineage graph: what reads and writes what, how far everything reaches, and what goes in circles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from debt_pipelines.catalog.frames import records
from debt_pipelines.model.data_rows import Sighting
from debt_pipelines.model.pipeline_rows import Edge, Job
from debt_pipelines.model.schema import Row

Lineage = Callable[..., tuple[dict[str, dict[str, Any]], set[tuple[str, str, str]]]]


def _pipeline(**stages: tuple[list[str], list[str]]) -> list[Row]:
    """Rows of stages given as name=(deps, outs)."""
    rows: list[Row] = []
    for name, (deps, outs) in stages.items():
        rows.append(Job(job=name, kind="dvc_stage", name=name, template=name, path="dvc.yaml"))
        for direction, targets in (("dep", deps), ("out", outs)):
            for target in targets:
                rows.append(Edge(job=name, direction=direction, target=target, path="dvc.yaml"))  # type: ignore[arg-type]
                rows.append(Sighting(path=target, crawler="dvc_pipeline", source_path="dvc.yaml"))
    return rows


@pytest.fixture
def lineage(catalog: Callable[..., dict[str, Any]]) -> Lineage:
    """A function `lineage(*rows)` that gives the nodes by name and the edges as (source, target, kind)."""

    def run(*rows: Row) -> tuple[dict[str, dict[str, Any]], set[tuple[str, str, str]]]:
        tables = catalog(*rows)
        nodes = {row["node"].removeprefix("file:"): row for row in records(tables["lineage"])}
        edges = {
            (row["source"].removeprefix("file:"), row["target"].removeprefix("file:"), row["kind"])
            for row in records(tables["lineage_edges"])
        }
        return nodes, edges

    return run


def _reach(nodes: dict[str, dict[str, Any]], name: str) -> tuple[int, int]:
    return nodes[name]["n_upstream"], nodes[name]["n_downstream"]


def test_a_chain(lineage: Lineage) -> None:
    nodes, edges = lineage(*_pipeline(one=(["a"], ["b"]), two=(["b"], ["c"]), three=(["c"], [])))
    assert edges == {
        ("a", "one", "reads"),
        ("one", "b", "writes"),
        ("b", "two", "reads"),
        ("two", "c", "writes"),
        ("c", "three", "reads"),
    }
    reach = {"a": (0, 3), "one": (0, 2), "b": (1, 2), "two": (1, 1), "c": (2, 1), "three": (2, 0)}
    assert {name: _reach(nodes, name) for name in nodes} == reach
    assert (nodes["b"]["n_producers"], nodes["b"]["n_consumers"]) == (1, 1)
    assert {name for name, row in nodes.items() if row["node_kind"] == "job"} == {"one", "two", "three"}
    assert {row["cycle"] for row in nodes.values()} == {None}


def test_a_diamond_is_not_counted_twice(lineage: Lineage) -> None:
    nodes, _edges = lineage(
        *_pipeline(split=(["a"], ["l", "r"]), left=(["l"], ["lo"]), right=(["r"], ["ro"]), join=(["lo", "ro"], ["end"]))
    )
    assert _reach(nodes, "a") == (0, 4)
    assert _reach(nodes, "split") == (0, 3)
    assert _reach(nodes, "join") == (3, 0)
    assert _reach(nodes, "end") == (4, 0)


def test_a_dependency_that_is_no_dataset_itself_reads_what_it_is_part_of_or_holds(lineage: Lineage) -> None:
    reader = Edge(job="use", direction="dep", target="d/deep", path="dvc.yaml")
    rows = _pipeline(use=([], []), make=([], ["d"]))
    assert ("d", "use", "reads") in lineage(*rows, reader)[1]
    rows = _pipeline(use=([], []), make=([], ["d/deep/x.csv", "d/deep/y.csv", "d/z.csv"]))
    nodes, edges = lineage(*rows, reader)
    assert {edge for edge in edges if edge[2] == "reads"} == {
        ("d/deep/x.csv", "use", "reads"),
        ("d/deep/y.csv", "use", "reads"),
    }
    assert _reach(nodes, "use") == (1, 0)


def test_a_dependency_within_an_output_folder(lineage: Lineage) -> None:
    nodes, edges = lineage(*_pipeline(make=([], ["d"]), use=(["d/deep/x.csv"], [])))
    assert ("d", "d/deep/x.csv", "contains") in edges
    assert _reach(nodes, "make") == (0, 1)
    assert _reach(nodes, "use") == (1, 0)


def test_a_dependency_on_the_folder_of_outputs(lineage: Lineage) -> None:
    nodes, edges = lineage(*_pipeline(make=([], ["d/x.csv"]), more=([], ["d/y.csv"]), use=(["d"], [])))
    assert {edge for edge in edges if edge[2] == "contains"} == {
        ("d/x.csv", "d", "contains"),
        ("d/y.csv", "d", "contains"),
    }
    assert _reach(nodes, "use") == (2, 0)
    assert _reach(nodes, "make") == (0, 1)


def test_names_that_only_begin_alike_are_not_within(lineage: Lineage) -> None:
    _nodes, edges = lineage(*_pipeline(make=([], ["d"]), use=(["data/x.csv"], [])))
    assert not {edge for edge in edges if edge[2] == "contains"}


def test_a_file_in_a_folder_tracked_by_dvc(lineage: Lineage) -> None:
    folder = Sighting(path="raw", crawler="dvc_files", kind="directory", storage="dvc", source_path="raw.dvc")
    nodes, edges = lineage(folder, *_pipeline(use=(["raw/x.csv"], [])))
    assert ("raw", "raw/x.csv", "contains") in edges
    assert _reach(nodes, "raw") == (0, 1)


def test_outputs_within_outputs(lineage: Lineage) -> None:
    nodes, _edges = lineage(*_pipeline(whole=([], ["d"]), part=([], ["d/x"]), use=(["d/x/y"], [])))
    assert _reach(nodes, "use") == (2, 0)
    assert nodes["d"]["cycle"] is None


def test_a_cycle_is_kept_and_told(lineage: Lineage) -> None:
    nodes, _edges = lineage(
        *_pipeline(c=(["y"], ["z"]), a=(["z"], ["x"]), b=(["x", "in"], ["y"]), after=(["z"], ["end"]))
    )
    told = "a -> b -> c -> a"
    assert {name: row["cycle"] for name, row in nodes.items() if row["node_kind"] == "job"} == {
        "a": told,
        "b": told,
        "c": told,
        "after": None,
    }
    assert _reach(nodes, "a") == (2, 3)
    assert _reach(nodes, "after") == (3, 0)
    assert _reach(nodes, "in") == (0, 4)


def test_a_job_that_reads_what_it_writes(lineage: Lineage) -> None:
    nodes, _edges = lineage(*_pipeline(loop=(["x"], ["x"]), use=(["x"], [])))
    assert nodes["loop"]["cycle"] == "loop -> loop"
    assert _reach(nodes, "loop") == (0, 1)
    assert _reach(nodes, "x") == (1, 2)


def test_a_cycle_through_a_folder(lineage: Lineage) -> None:
    nodes, _edges = lineage(*_pipeline(one=(["d"], ["e"]), two=(["e"], ["d/x"])))
    assert nodes["one"]["cycle"] == "one -> two -> one"


def test_two_cycles_are_two(lineage: Lineage) -> None:
    nodes, _edges = lineage(*_pipeline(a=(["y"], ["x"]), b=(["x"], ["y"]), p=(["y", "s"], ["r"]), q=(["r"], ["s"])))
    assert {nodes["a"]["cycle"], nodes["p"]["cycle"]} == {"a -> b -> a", "p -> q -> p"}


def test_a_lock_entry_is_no_node_and_unknown_targets_no_edges(lineage: Lineage) -> None:
    left = Job(job="old", kind="dvc_lock_entry", name="old", template="old", path="dvc.lock")
    lost = Edge(job="one", direction="dep", target="code.py", path="dvc.yaml")
    nodes, edges = lineage(left, lost, *_pipeline(one=(["a"], [])))
    assert set(nodes) == {"one", "a"}
    assert edges == {("a", "one", "reads")}


@pytest.mark.parametrize("is_ring", [False, True])
def test_a_chain_of_two_thousand_nodes(lineage: Lineage, is_ring: bool) -> None:
    length = 1000
    stages = {f"s{n:04}": ([f"d{n}"], [f"d{(n + 1) % length if is_ring else n + 1}"]) for n in range(length)}
    nodes, _edges = lineage(*_pipeline(**stages))
    assert _reach(nodes, "s0000") == ((length - 1, length - 1) if is_ring else (0, length - 1))
    assert _reach(nodes, "d500") == ((length, length) if is_ring else (500, 500))
    assert (nodes["s0999"]["cycle"] is not None) == is_ring


def test_nothing_gives_an_empty_graph(lineage: Lineage) -> None:
    assert lineage() == ({}, set())
