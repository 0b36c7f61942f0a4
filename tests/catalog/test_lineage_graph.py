"""The graph that people ask for: names, places, origins of imports, conflicts, and code on demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from debt_pipelines.catalog.lineage_graph import LineageGraph, is_within
from debt_pipelines.model.data_rows import Sighting
from debt_pipelines.model.pipeline_rows import Job
from tests.catalog.stages import graph_of, stages, tracked

Catalog = Callable[..., dict[str, Any]]


def _links(graph: LineageGraph) -> set[tuple[str, str, str]]:
    return {(link.source, link.target, link.kind) for link in graph.links}


def test_links_and_nodes_keep_their_places(catalog: Catalog) -> None:
    graph = graph_of(catalog, *stages(train=(["data/x.csv"], ["model.pkl"])))
    assert list(graph.nodes) == ["dvc.yaml:train", "file:data/x.csv", "file:model.pkl"]
    assert _links(graph) == {
        ("file:data/x.csv", "dvc.yaml:train", "reads"),
        ("dvc.yaml:train", "file:model.pkl", "writes"),
    }
    job = graph.nodes["dvc.yaml:train"]
    assert (job.kind, job.name, job.path, job.source_path) == ("job", "train", "dvc.yaml", "dvc.yaml")
    assert job.line is not None
    read = next(link for link in graph.links if link.kind == "reads")
    assert (read.path, read.line) == ("dvc.yaml", job.line + 1)
    assert (graph.n_jobs, graph.n_datasets) == (1, 2)


def test_a_stage_has_its_short_name_only_where_nothing_else_has_it(catalog: Catalog) -> None:
    rows = [
        *stages(train=([], ["a"]), prepare=([], ["prepare"])),
        *stages("sub/dvc.yaml", train=([], ["b"]), one=([], [])),
    ]
    names = {key: node.name for key, node in graph_of(catalog, *rows).nodes.items() if node.kind == "job"}
    assert names == {
        "dvc.yaml:train": "dvc.yaml:train",
        "sub/dvc.yaml:train": "sub/dvc.yaml:train",
        "dvc.yaml:prepare": "dvc.yaml:prepare",
        "sub/dvc.yaml:one": "one",
    }


def test_an_import_has_its_origin_as_a_node(catalog: Catalog) -> None:
    url = "https://example.com/team/data.git"
    imports = [
        Sighting(path=path, crawler="dvc_files", storage="import", import_url=url, source_path=f"{path}.dvc")
        for path in ("one.csv", "two.csv")
    ]
    graph = graph_of(catalog, *imports, *stages(use=(["one.csv"], [])))
    origin = "https://example.com:team/data.git"
    assert {link for link in _links(graph) if link[2] == "imports"} == {
        (origin, "file:one.csv", "imports"),
        (origin, "file:two.csv", "imports"),
    }
    assert (graph.nodes[origin].kind, graph.nodes[origin].name) == ("external", url)


def test_an_import_from_a_plain_path_is_no_file_of_the_project(catalog: Catalog) -> None:
    inside = Sighting(
        path="here.csv", crawler="dvc_files", storage="import", import_url="x.csv", source_path="here.dvc"
    )
    graph = graph_of(catalog, inside, tracked("x.csv"))
    assert _links(graph) == {("external:x.csv", "file:here.csv", "imports")}
    assert graph.nodes["file:x.csv"].kind == "dataset"


def test_a_file_in_an_imported_folder_is_not_imported_again(catalog: Catalog) -> None:
    folder = Sighting(
        path="raw",
        crawler="dvc_files",
        kind="directory",
        storage="import",
        import_url="s3://b/raw",
        source_path="raw.dvc",
    )
    graph = graph_of(catalog, folder, *stages(use=(["raw/x.csv"], [])))
    assert [link.target for link in graph.links if link.kind == "imports"] == ["file:raw"]


def test_what_two_make_names_both(catalog: Catalog) -> None:
    graph = graph_of(catalog, *stages(a=([], ["x"]), b=([], ["x", "y"])), tracked("y"), tracked("z"))
    origins = {key: node.origins for key, node in graph.nodes.items() if node.kind == "dataset"}
    assert origins == {
        "file:x": ("dvc.yaml:a", "dvc.yaml:b"),
        "file:y": ("dvc.yaml:b", "y.dvc"),
        "file:z": ("z.dvc",),
    }


def test_outputs_that_lie_in_each_other_overlap_and_inputs_do_not(catalog: Catalog) -> None:
    graph = graph_of(catalog, *stages(a=([], ["d"]), b=([], ["d/x"]), use=(["d/y"], [])))
    overlaps = {key: node.overlaps for key, node in graph.nodes.items() if node.overlaps}
    assert overlaps == {"file:d": ("d/x",), "file:d/x": ("d",)}


def test_cycles_are_told(catalog: Catalog) -> None:
    graph = graph_of(catalog, *stages(a=(["y"], ["x"]), b=(["x"], ["y"])))
    assert {node.cycle for node in graph.nodes.values() if node.kind == "job"} == {
        "dvc.yaml:a -> dvc.yaml:b -> dvc.yaml:a"
    }


def test_code_is_there_only_when_asked_for(catalog: Catalog) -> None:
    rows = stages(train=(["train.py", "x.csv"], []), test=(["train.py"], []))
    assert "file:train.py" not in graph_of(catalog, *rows).nodes
    graph = graph_of(catalog, *rows, with_code=True)
    assert graph.nodes["file:train.py"].kind == "code"
    assert {link for link in _links(graph) if link[2] == "uses"} == {
        ("file:train.py", "dvc.yaml:train", "uses"),
        ("file:train.py", "dvc.yaml:test", "uses"),
    }
    assert graph.n_datasets == 1


def test_places_outside_the_project_are_external(catalog: Catalog) -> None:
    far = Sighting(path="s3://bucket/x.csv", crawler="dvc_pipeline", storage="external", source_path="dvc.yaml")
    graph = graph_of(catalog, far, *stages(use=(["s3://bucket/x.csv"], [])))
    assert graph.nodes["s3://bucket:x.csv"].kind == "external"


def test_lock_entries_and_nothing(catalog: Catalog) -> None:
    left = Job(job="dvc.yaml:old", kind="dvc_lock_entry", name="old", template="dvc.yaml:old", path="dvc.lock")
    graph = graph_of(catalog, left)
    assert (graph.nodes, graph.links) == ({}, ())


def test_a_path_lies_in_the_folders_above_it_only() -> None:
    assert is_within("d/x", "d")
    assert is_within("x", "")
    assert not is_within("data/x", "d")
    assert not is_within("d", "d")
