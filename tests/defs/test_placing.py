"""Datasets become nodes: one each, one a stage or folder where they are many; no cycle, no name twice."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

import dagster as dg
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.placing import Node, placed
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.target_graph import TargetGraph
from debt_pipelines.defs.wiring import Surface, Wiring
from debt_pipelines.model.entries import ColumnEntry, DatasetEntry, EdgeEntry, Lineage

COLUMNS = tuple(
    ColumnEntry(
        name=f"column_{number}", type="string", is_observed=True, is_key=False, is_feature=False, description=None,
        n_assertions=0,
    )
    for number in range(20)
)  # fmt: skip


def dataset(path: str, *, owner: str | None = None, columns: tuple[ColumnEntry, ...] = ()) -> DatasetEntry:
    return DatasetEntry(
        id=f"file:{path}", path=path, kind="table", storage="git", format="csv", tier=3, owner=owner, description=None,
        n_rows=1, size_bytes=10, hash=None, is_present=True, is_schema_read=True, n_assertions=0, columns=columns,
    )  # fmt: skip


def graph(paths: Iterable[str], jobs: dict[str, tuple[list[str], list[str]]]) -> TargetGraph:
    """The graph of files and jobs, by what each job reads and writes."""
    edges = [
        edge
        for job, (reads, writes) in jobs.items()
        for edge in (
            *(EdgeEntry(source=f"file:{path}", target=job, kind="reads") for path in reads),
            *(EdgeEntry(source=job, target=f"file:{path}", kind="writes") for path in writes),
        )
    ]
    return TargetGraph(
        datasets=tuple(dataset(path) for path in paths), lineage=Lineage(nodes=(), edges=tuple(edges)), debt_minutes={}
    )


def edges_of(nodes: Iterable[Node]) -> dict[str, list[str]]:
    return {"/".join(node.name): ["/".join(name) for name in node.deps] for node in nodes}


def test_one_node_a_dataset_with_what_it_is_made_from() -> None:
    jobs = {
        "dvc.yaml:clean": (["raw/a.csv"], ["clean/a.csv"]),
        "dvc.yaml:join": (["clean/a.csv", "raw/b.csv"], ["out.csv"]),
    }
    found = placed(graph(["raw/a.csv", "raw/b.csv", "clean/a.csv", "out.csv"], jobs), 500)
    assert edges_of(found) == {
        "clean/a.csv": ["raw/a.csv"],
        "out.csv": ["clean/a.csv", "raw/b.csv"],
        "raw/a.csv": [],
        "raw/b.csv": [],
    }


def test_beyond_the_limit_one_node_a_stage_or_folder() -> None:
    raw = [f"raw/{number}.csv" for number in range(30)]
    clean = [f"clean/{number}.csv" for number in range(30)]
    jobs = {f"dvc.yaml:clean@{number}": ([raw[number]], [clean[number]]) for number in range(30)}
    assert edges_of(placed(graph([*raw, *clean], jobs), 10)) == {
        "folders/raw": [],
        "stages/dvc.yaml_clean": ["folders/raw"],
    }
    assert edges_of(placed(graph([*raw, *clean], jobs), 1)) == {"folders": []}


def test_of_too_many_folders_those_with_most_debt_have_a_node_of_their_own() -> None:
    paths = [f"data/{folder:02}/{number}.csv" for folder in range(50) for number in range(3)]
    indebted = {"file:data/41/1.csv": 60.0, "file:data/07/0.csv": 30.0}
    wide = graph(paths, {"run.py": (["data/07/0.csv"], ["data/41/1.csv", "data/00/0.csv"])})
    nodes = placed(wide.model_copy(update={"debt_minutes": indebted}), 4)
    assert edges_of(nodes) == {
        "folders/data": ["folders/data/07"],
        "folders/data/07": [],
        "folders/data/41": ["folders/data/07"],
    }
    assert [len(node.datasets) for node in nodes] == [144, 3, 3]


def test_a_job_between_very_many_datasets_does_not_flood_the_graph() -> None:
    raw, out = [f"raw/{number}.csv" for number in range(200)], [f"out/{number}.csv" for number in range(200)]
    nodes = placed(graph([*raw, *out], {"run.py": (raw, out)}), 500)
    assert edges_of(nodes) == {"folders/raw": [], "stages/run.py": ["folders/raw"]}


def test_an_edge_that_closes_a_cycle_is_left_out_and_told(tmp_path: Path) -> None:
    cyclic = graph(["a.csv", "b.csv"], {"one": (["a.csv"], ["b.csv"]), "two": (["b.csv"], ["a.csv"])})
    nodes = placed(cyclic, 500)
    assert sum(len(node.deps) for node in nodes) == 1
    assert sum(len(node.left_out) for node in nodes) == 1
    told = Target(tmp_path, "shop", Settings(), tmp_path)
    assets = build_debt_defs(told, graph=cyclic).resolve_asset_graph()
    words = [assets.get(dg.AssetKey(["shop", "target", name])).description or "" for name in ("a.csv", "b.csv")]
    assert sum("closes a cycle" in text for text in words) == 1


def test_names_that_differ_in_punctuation_stay_apart(tmp_path: Path) -> None:
    twins = graph(["t/a.b.csv", "t/a-b.csv", "t/a b.csv"], {})
    assert sorted(node.name[-1] for node in placed(twins, 500)) == ["a-b.csv-2", "a.b.csv-3", "a_b.csv"]
    target = Target(tmp_path, "shop", Settings(), tmp_path)
    assert build_debt_defs(target, graph=twins).resolve_job_def("shop_scan")


@given(
    st.lists(st.tuples(st.sets(st.integers(0, 7), max_size=3), st.sets(st.integers(0, 7), max_size=3)), max_size=8),
    st.integers(1, 8),
)
def test_any_graph_fits_the_limit_and_has_no_cycle(flows: list[tuple[set[int], set[int]]], limit: int) -> None:
    paths = [f"{'xy'[number % 2]}/{number}.csv" for number in range(8)]
    jobs = {
        f"job_{at}": ([paths[number] for number in sorted(reads)], [paths[number] for number in sorted(writes)])
        for at, (reads, writes) in enumerate(flows)
    }
    nodes = placed(graph(paths, jobs), limit)
    assert 1 <= len(nodes) <= limit
    assert sorted(name for node in nodes for name in node.datasets) == [f"file:{path}" for path in sorted(paths)]
    done: set[tuple[str, ...]] = set()
    while len(done) < len(nodes):
        ready = {node.name for node in nodes if set(node.deps) <= done}
        assert ready - done
        done |= ready


def test_many_datasets_load_in_seconds_or_fall_back(tmp_path: Path) -> None:
    target = Target(tmp_path, "shop", Settings(), tmp_path)
    paths = [f"data/{number % 40}/{number}.csv" for number in range(10_000)]
    many = TargetGraph(
        datasets=tuple(dataset(path, owner="@data", columns=COLUMNS) for path in paths[:1000]),
        lineage=Lineage(nodes=(), edges=()),
        debt_minutes={},
    )
    start = time.process_time()
    shown = build_debt_defs(target, Wiring(surface=Surface(max_datasets=1000)), many).resolve_asset_graph()
    assert time.process_time() - start < 10
    assert sum(key.path[1] == "target" for key in shown.get_all_asset_keys()) == 1000
    beyond = build_debt_defs(target, graph=graph(paths, {})).resolve_asset_graph()
    folders = {key.path[2:] and tuple(key.path[2:]) for key in beyond.get_all_asset_keys() if key.path[1] == "target"}
    assert folders == {("folders", "data", str(number)) for number in range(40)}


def test_owners_are_such_as_dagster_takes(tmp_path: Path) -> None:
    owners = ["@org/data", "ada@example.com", "Ada Lovelace", "@", None, "a@b"]
    entries = tuple(dataset(f"{number}.csv", owner=owner) for number, owner in enumerate(owners))
    shown = build_debt_defs(
        Target(tmp_path, "shop", Settings(), tmp_path),
        graph=TargetGraph(datasets=entries, lineage=Lineage(nodes=(), edges=()), debt_minutes={}),
    ).resolve_asset_graph()
    told = [list(shown.get(dg.AssetKey(["shop", "target", f"{number}.csv"])).owners) for number in range(len(owners))]
    assert told == [["team:org-data"], ["ada@example.com"], ["team:Ada-Lovelace"], [], [], ["team:a-b"]]
