"""A worker that loads the code location while a scan runs has the checks that the run has planned."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.definitions_load_context import DefinitionsLoadContext
from dagster._core.definitions.reconstruct import ReconstructableRepository, initialize_repository_def_from_pointer

from debt_pipelines.defs.pinned_graph import graph_key, graph_now, graph_then
from debt_pipelines.defs.target import Target, read_target
from debt_pipelines.defs.target_graph import last_graph
from tests.shop import ScannedShop

FEW = 3


@pytest.fixture
def target(example: ScannedShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    """The example after a scan, in a state folder of its own."""
    monkeypatch.setenv("DEBT_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("DEBT_TARGET", str(example.root))
    target = read_target(example.root)
    target.folder.mkdir(parents=True)
    write_scan(target, example, len(example.card.datasets))
    return target


def write_scan(target: Target, example: ScannedShop, n_datasets: int) -> None:
    """A scorecard of the example, as if it had so many datasets."""
    card = example.card.model_copy(update={"datasets": example.card.datasets[:n_datasets]})
    target.scorecard_path.write_text(card.model_dump_json())


def test_a_worker_has_the_graph_of_the_code_location(target: Target, example: ScannedShop) -> None:
    repository = ReconstructableRepository.for_module("debt_pipelines.definitions", "defs", str(Path.cwd()))
    with DefinitionsLoadContext.scoped(DefinitionsLoadContext.get()):
        loaded = initialize_repository_def_from_pointer(repository.pointer)
        write_scan(target, example, FEW)
        again = repository.with_repository_load_data(loaded.repository_load_data).get_definition()
        anew = initialize_repository_def_from_pointer(repository.pointer)
    assert keys(again) == keys(loaded)
    assert len(keys(anew)) < len(keys(loaded))


def test_before_the_first_scan_there_is_none_in_a_worker_either(target: Target, example: ScannedShop) -> None:
    target.scorecard_path.unlink()
    graph, handed_on = graph_now(target)
    assert graph is None
    write_scan(target, example, FEW)
    assert graph_then(target, handed_on) is None
    assert graph_then(target, {}) == last_graph(target)


def test_a_graph_that_is_no_longer_kept_is_that_of_the_last_scan(target: Target) -> None:
    graph, handed_on = graph_now(target)
    (file,) = (target.folder / "graphs").iterdir()
    file.write_text("{")
    assert graph_then(target, handed_on) == graph
    assert graph_then(target, {graph_key(target): "../scorecard"}) == graph


def test_old_graphs_go(target: Target, example: ScannedShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debt_pipelines.defs.pinned_graph._KEPT", 2)
    for number in range(4):
        write_scan(target, example, number)
        graph, handed_on = graph_now(target)
        assert graph_then(target, handed_on) == graph
    assert len(list((target.folder / "graphs").iterdir())) <= 2


def keys(repository: dg.RepositoryDefinition) -> set[dg.AssetKey]:
    return set(repository.asset_graph.get_all_asset_keys())
