"""A real scan inside a team's own project: what it blocks, checks, shows, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import dagster as dg
import pytest

from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.target import Target, read_target
from debt_pipelines.defs.target_graph import last_graph, read_graph
from debt_pipelines.defs.wiring import Surface, Wiring
from tests.defs.conftest import CLEAN_LOCK, CLEAN_STAGES, PHANTOM
from tests.defs.host import deploy, is_made, run, statuses, up

FILES = {
    "dvc.yaml": CLEAN_STAGES.replace("    - prepare.py\n", "    - prepare.py\n    - orders.csv\n" + PHANTOM),
    "dvc.lock": CLEAN_LOCK,
    "prepare.py": "",
    "report.txt": "2026-01 12\n",
    "orders.csv": "id,amount\n1,2.5\n2,3.5\n",
    "CODEOWNERS": "* @data\n",
}
BLOCKS = "up:shop_data_debt"


class Scanned(NamedTuple):
    target: Target
    definitions: dg.Definitions
    instance: dg.DagsterInstance
    result: dg.ExecuteInProcessResult


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanned]:
    """A host project after one run over everything; the target has critical debt."""
    root, state = tmp_path_factory.mktemp("shop"), tmp_path_factory.mktemp("state")
    for path, content in FILES.items():
        (root / path).write_text(content, "utf-8")
    with pytest.MonkeyPatch.context() as patch, dg.instance_for_test() as instance:
        patch.setenv("DEBT_STATE_DIR", str(state))
        target = read_target(root, name="shop")
        ours = build_debt_defs(target, Wiring(blocks=(("up",),), surface=Surface(max_checks=2)), read_graph(target))
        merged = dg.Definitions.merge(dg.Definitions(assets=[up, deploy]), ours)
        yield Scanned(target, merged, instance, run(merged, instance))


def test_a_closed_gate_stops_what_is_downstream_and_nothing_else(scanned: Scanned) -> None:
    assert not scanned.result.success
    assert {name: is_made(scanned.instance, name) for name in ("up", "deploy")} == {"up": True, "deploy": False}
    assert is_made(scanned.instance, ["shop", "scorecard"])
    assert not is_made(scanned.instance, ["shop", "deploy_gate"])


def test_no_check_stays_planned(scanned: Scanned) -> None:
    stored = statuses(scanned.instance, scanned.definitions)
    assert set(stored) == {key.to_user_string() for key in scanned.definitions.resolve_asset_graph().asset_check_keys}
    assert set(stored.values()) == {"SUCCEEDED", "FAILED"}
    assert stored[BLOCKS] == "FAILED"
    (blocked,) = [
        found
        for found in scanned.result.get_asset_check_evaluations()
        if found.asset_check_key.name == "shop_data_debt"
    ]
    assert str(blocked.description).startswith("The data-debt gate is closed: ")


def test_the_datasets_of_the_target_are_in_the_graph(scanned: Scanned) -> None:
    graph = scanned.definitions.resolve_asset_graph()
    orders, report = (dg.AssetKey(["shop", "target", name]) for name in ("orders.csv", "report.txt"))
    assert orders in graph.get(report).parent_keys
    node = graph.get(orders)
    assert node.is_external
    assert node.group_name == "shop_target"
    assert node.metadata["dagster/row_count"] == 2
    assert [(column.name, column.type) for column in node.metadata["dagster/column_schema"].columns] == [
        ("id", "integer"),
        ("amount", "number"),
    ]
    assert list(node.owners) == ["team:data"]
    assert {"csv"} <= set(node.kinds)
    assert str(graph.get(report).description).splitlines()[0] == "Orders by month, one line each"


def test_debt_is_observed_for_its_plot_without_a_data_version(scanned: Scanned) -> None:
    observed = scanned.instance.fetch_observations(dg.AssetKey(["shop", "target", "orders.csv"]), limit=5).records
    (record,) = observed
    observation = record.asset_observation
    assert observation is not None
    assert observation.data_version is None
    minutes = observation.metadata["debt_minutes"].value
    assert isinstance(minutes, float)
    assert minutes > 0
    assert observation.metadata["dagster/row_count"].value == 2


def test_the_worst_datasets_have_a_check(scanned: Scanned) -> None:
    graph = last_graph(scanned.target)
    assert graph is not None
    worst = max(graph.debt_minutes, key=lambda dataset: graph.debt_minutes[dataset])
    checks = {key for key in scanned.definitions.resolve_asset_graph().asset_check_keys if key.name == "data_debt"}
    assert len(checks) == 2
    again = build_debt_defs(scanned.target, Wiring(surface=Surface(max_checks=1)), graph).resolve_asset_graph()
    (first,) = [key for key in again.asset_check_keys if key.name == "data_debt"]
    assert first.asset_key.path[2:] == worst.removeprefix("file:").split("/")


def test_a_scan_that_breaks_fails_every_check_of_its_run(scanned: Scanned, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("no crawl today")

    monkeypatch.setattr("debt_pipelines.defs.analysis.crawl", broken)
    with dg.DagsterInstance.ephemeral() as instance:
        result = run(scanned.definitions, instance)
        assert not result.success
        stored = statuses(instance, scanned.definitions)
        assert set(stored.values()) == {"FAILED"}
        assert len(stored) == len(statuses(scanned.instance, scanned.definitions))
        evaluations = result.get_asset_check_evaluations()
        assert all("The scan broke: RuntimeError: no crawl today" in str(found.description) for found in evaluations)
        assert not is_made(instance, "deploy")


def test_findings_that_cannot_be_read_fail_the_checks_of_datasets(scanned: Scanned, tmp_path: Path) -> None:
    elsewhere = Target(scanned.target.root, "shop", scanned.target.settings, tmp_path)
    definitions = build_debt_defs(elsewhere, Wiring(surface=Surface(max_checks=1)), last_graph(scanned.target))
    with dg.DagsterInstance.ephemeral() as instance:
        checks = dg.AssetSelection.checks(
            *[key for key in definitions.resolve_asset_graph().asset_check_keys if key.name == "data_debt"]
        )
        assert run(definitions, instance, checks).success
        assert set(statuses(instance, definitions).values()) == {"FAILED"}


def test_a_gate_that_only_warns_lets_the_run_pass(scanned: Scanned) -> None:
    definitions = build_debt_defs(scanned.target, Wiring(gate="warn"))
    graph = definitions.resolve_asset_graph()
    assert dg.AssetKey(["shop", "deploy_gate"]) not in graph.get_all_asset_keys()
    with dg.DagsterInstance.ephemeral() as instance:
        selection = dg.AssetSelection.assets(["shop", "scorecard"])
        result = run(definitions, instance, selection)
        (gate,) = result.get_asset_check_evaluations()
        assert result.success
        assert (gate.passed, gate.severity) == (False, dg.AssetCheckSeverity.WARN)


def test_nothing_of_the_host_is_set(scanned: Scanned) -> None:
    ours = build_debt_defs(scanned.target, Wiring(blocks=(("up",),)), last_graph(scanned.target))
    assert not ours.resources
    assert ours.executor is None
    names = [*(job.name for job in ours.jobs or ()), *(sensor.name for sensor in ours.sensors or ())]
    names += [schedule.name for schedule in ours.schedules or ()]
    assert all(name.startswith("shop_") for name in names)


_STALE = "{ assetNodes { assetKey { path } isObservable staleStatus } }"
_HOST = """\
from pathlib import Path

from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.target import read_target
from debt_pipelines.defs.target_graph import last_graph

target = read_target(Path({root!r}), name="shop")
defs = build_debt_defs(target, graph=last_graph(target))
"""


def test_after_two_scans_no_dataset_is_unsynced(
    scanned: Scanned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dagster_graphql.test.utils import define_out_of_process_context, execute_dagster_graphql

    (scanned.target.root / "orders.csv").write_text("id,amount\n1,2.5\n2,3.5\n3,4.5\n", "utf-8")
    run(build_debt_defs(scanned.target, graph=last_graph(scanned.target)), scanned.instance)
    host = tmp_path / "host.py"
    host.write_text(_HOST.format(root=str(scanned.target.root)), "utf-8")
    monkeypatch.setenv("DEBT_STATE_DIR", str(scanned.target.state))
    with define_out_of_process_context(str(host), "defs", scanned.instance) as context:
        answer = execute_dagster_graphql(context, _STALE)
    status = {tuple(node["assetKey"]["path"]): node["staleStatus"] for node in answer.data["assetNodes"]}
    datasets = {key: stale for key, stale in status.items() if key[:2] == ("shop", "target")}
    assert len(datasets) == 3
    assert set(datasets.values()) <= {"FRESH", "MISSING"}
    assert {status["shop", "scorecard"], status["shop", "findings"]} == {"FRESH"}
