"""The component in a team's own project: what one YAML makes, several in one project, and what a typo is told."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster.components.core.component_tree import ComponentTreeException
from dagster.components.testing import create_defs_folder_sandbox

from debt_pipelines.component import DebtPortfolio, DebtScan
from debt_pipelines.defs.wiring import Notification

# Dagster itself calls what pydantic has deprecated, and what is in beta, when it reads a component.
pytestmark = [
    pytest.mark.filterwarnings("ignore:`parse_obj_as` is deprecated"),
    pytest.mark.filterwarnings("ignore:(Function|Class|Parameter) `.*` .*is currently in (preview|beta)"),
]

SPREAD = {"executor": "multiprocess", "executor_config": {"max_concurrent": 2}, "shards": 2}
OWN = """\
import dagster as dg

@dg.asset
def up() -> int:
    return 1

@dg.asset
def deploy(up: int) -> int:
    return up + 1
"""


@pytest.fixture
def projects(make_folder: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Two repositories to scan, with state of their own."""
    monkeypatch.setenv("DEBT_STATE_DIR", str(tmp_path / "state"))
    orders = {"orders.csv": "id,amount\n1,2.5\n", "debt.toml": 'ledger = "own.yaml"\n[gate]\ncompliance = false\n'}
    return make_folder(orders, name="orders"), make_folder({"visits.csv": "id\n1\n"}, name="visits")


@pytest.fixture
def sandbox(projects: tuple[Path, Path]) -> Iterator[Any]:
    """A project with assets of its own, two scans and a portfolio."""
    with create_defs_folder_sandbox() as made:
        (made.defs_folder_path / "__init__.py").write_text("")
        (made.defs_folder_path / "own.py").write_text(OWN)
        orders, visits = projects
        asked: dict[str, Any] = {"target": str(orders), "name": "Shop orders", "cron": "0 5 * * *", "blocks": ["up"]}
        write(made, "orders", DebtScan, {**asked, "settings": {"gate": {"severities": ["high"]}}})
        relative = os.path.relpath(visits, made.project_root)
        write(
            made,
            "visits",
            DebtScan,
            {"target": relative, "watch": True, "gate": "warn", "notify": [{"variable": "HOOK"}], **SPREAD},
        )
        write(made, "portfolio", DebtPortfolio, {"scans": ["Shop orders", "visits"]})
        yield made


def write(sandbox: Any, folder: str, component: type, attributes: dict[str, Any]) -> None:
    content = {"type": f"debt_pipelines.{component.__name__}", "attributes": attributes}
    sandbox.scaffold_component(component_cls=component, defs_path=folder, defs_yaml_contents=content)


def keys(definitions: dg.Definitions) -> set[str]:
    return {key.to_user_string() for key in definitions.resolve_asset_graph().get_all_asset_keys()}


def test_two_scans_and_a_portfolio_beside_assets_of_the_team(sandbox: Any) -> None:
    with sandbox.build_all_defs() as definitions:
        found = keys(definitions)
        assert {"up", "deploy", "debt_portfolio", "shop_orders/scorecard", "visits/scorecard"} <= found
        assert "shop_orders/deploy_gate" in found
        assert "visits/deploy_gate" not in found
        assert not any("/target/" in key for key in found)
        graph = definitions.resolve_asset_graph()
        assert {key.to_user_string() for key in graph.get(dg.AssetKey("debt_portfolio")).parent_keys} == {
            "shop_orders/scorecard",
            "visits/scorecard",
        }
        running = dg.DefaultScheduleStatus.RUNNING
        assert definitions.resolve_schedule_def("shop_orders_daily").default_status is running
        assert definitions.resolve_schedule_def("shop_orders_daily").cron_schedule == "0 5 * * *"
        assert definitions.resolve_schedule_def("visits_daily").default_status is not running
        on = {
            name: definitions.resolve_sensor_def(name).default_status.value
            for name in ("shop_orders_watch", "visits_watch", "visits_notify_hook")
        }
        assert on == {"shop_orders_watch": "STOPPED", "visits_watch": "RUNNING", "visits_notify_hook": "RUNNING"}


def test_receivers_freshness_and_intervals_reach_dagster(sandbox: Any) -> None:
    mail = {"variable": "MAIL", "form": "email", "to": ["ada@example.com"], "sender": "debt@example.com"}
    app = {"variable": "TOKEN", "form": "slack_app", "channel": "#data", "tell": "findings"}
    asked = {"target": ".", "name": "told", "notify": [mail, app, {**app, "channel": "#ml"}]}
    write(sandbox, "told", DebtScan, {**asked, "interval_seconds": 5, "fresh_hours": 48})
    with sandbox.load_component_and_build_defs(sandbox.defs_folder_path / "told") as (component, definitions):
        assert component.wiring.notifications == (
            Notification("MAIL", "email", to=("ada@example.com",), sender="debt@example.com"),
            Notification("TOKEN", "slack_app", channel="#data", tell="findings"),
            Notification("TOKEN", "slack_app", channel="#ml", tell="findings"),
        )
        names = {sensor.name: sensor.minimum_interval_seconds for sensor in definitions.sensors}
        assert names == dict.fromkeys(("told_watch", "told_notify_mail", "told_notify_token", "told_notify_token_2"), 5)
        policy = definitions.resolve_asset_graph().get(dg.AssetKey(["told", "scorecard"])).freshness_policy
        assert policy == dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=48))


def test_the_executor_is_that_of_the_scan_alone(sandbox: Any) -> None:
    with sandbox.build_all_defs() as definitions:
        assert definitions.resolve_job_def("visits_scan").executor_def.name == "multiprocess"
        assert definitions.resolve_job_def("shop_orders_scan").executor_def.name == "in_process"
        assert definitions.executor is None
        nodes = definitions.resolve_job_def("visits_scan").graph.node_names()
        assert "visits_crawl" in nodes


def test_own_assets_still_run_with_their_io_manager(sandbox: Any) -> None:
    with sandbox.build_all_defs() as definitions, dg.DagsterInstance.ephemeral() as instance:
        job = definitions.resolve_implicit_global_asset_job_def()
        chosen = [dg.AssetKey("up")]
        result = job.execute_in_process(instance=instance, asset_selection=chosen, raise_on_error=False)
        assert result.output_for_node("up") == 1
        assert [found.passed for found in result.get_asset_check_evaluations()] == [False]


def test_the_state_is_the_graph_of_the_target(sandbox: Any, projects: tuple[Path, Path]) -> None:
    before = {path: path.stat().st_mtime_ns for path in projects[0].rglob("*")}
    folder = sandbox.defs_folder_path / "orders"
    with sandbox.build_component_tree() as tree:
        asyncio.run(tree.load_component(folder).refresh_state(sandbox.project_root))
    with sandbox.load_component_and_build_defs(folder) as (component, definitions):
        assert isinstance(component, DebtScan)
        assert "shop_orders/target/orders.csv" in keys(definitions)
    assert {path: path.stat().st_mtime_ns for path in projects[0].rglob("*")} == before


def test_settings_are_laid_over_those_of_the_target(sandbox: Any) -> None:
    with sandbox.load_component_and_build_defs(sandbox.defs_folder_path / "orders") as (component, _):
        settings = component.scan_target.settings
        assert settings.gate.severities == ("high",)
        assert settings.ledger == "own.yaml"
        assert settings.gate.compliance is True


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"blocks": ["up"], "gate": "warn"}, "holds assets back"),
        ({"notify": [{"variable": "https://hooks.example.com/x"}]}, "name an environment variable"),
        ({"notify": [{"variable": "TOKEN", "form": "slack_app"}]}, "`channel` goes with"),
        ({"notify": [{"variable": "HOOK", "channel": "#data"}]}, "`channel` goes with"),
        ({"notify": [{"variable": "MAIL", "form": "email", "to": ["ada@example.com"]}]}, "`to` and `sender` go with"),
        ({"notify": [{"variable": "MAIL", "form": "email", "to": ["ada"], "sender": "a@b.c"}]}, "no mail address"),
        ({"notify": [{"variable": "HOOK", "to": ["ada@example.com"]}]}, "`to` and `sender` go with"),
        ({"interval_seconds": 0}, "greater than or equal to 1"),
        ({"fresh_hours": 0}, "greater than 0.1"),
        ({"surface": {"max_datasets": 1_000_000}}, "less than or equal to 5000"),
        ({"settings": {"gate": {"severitys": ["high"]}}}, "severitys"),
        ({"targt": "x"}, "targt"),
        ({"executor": "multiprocess", "executor_config": {"max_concurent": 2}}, "max_concurent"),
        ({"executor": "kubernetes"}, "executor"),
        ({"shards": 0}, "shards"),
    ],
)
def test_wrong_attributes_are_refused(sandbox: Any, attributes: dict[str, Any], words: str) -> None:
    write(sandbox, "wrong", DebtScan, {"target": ".", **attributes})
    with (
        pytest.raises(ComponentTreeException) as refused,
        sandbox.load_component_and_build_defs(sandbox.defs_folder_path / "wrong"),
    ):
        pass
    assert words in str(refused.value.__cause__)


def test_the_package_offers_its_components_and_stays_light() -> None:
    program = (
        "import sys, debt_pipelines\nprint(*sorted({'dagster', 'pandas'} & set(sys.modules)), sep=',')\n"
        "print(debt_pipelines.DebtScan.__module__, {'DebtScan', 'DebtPortfolio'} <= set(dir(debt_pipelines)))\n"
        "print(*sorted({'great_expectations', 'pandas', 'dvc', 'networkx', 'pyarrow'} & set(sys.modules)), sep=',')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["", "debt_pipelines.component True", ""]
