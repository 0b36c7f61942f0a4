"""The page on production: its component loads, its dagster.yaml opens an instance, its values agree with both."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from dagster._core.scheduler.instigation import InstigatorType, TickStatus

from debt_pipelines.component import DebtScan
from debt_pipelines.defs.automation import TARGET_TAG
from debt_pipelines.defs.deployment import wiring_of_environment
from debt_pipelines.defs.wiring import Execution
from tests.postgres import started_server

PAGE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "production.md"


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def _yaml(key: str) -> Any:
    """The one file of the page that has a key."""
    (found,) = [data for data in map(yaml.safe_load, _blocks("yaml")) if key in data]
    return found


@pytest.fixture
def configuration() -> dict[str, Any]:
    return dict(_yaml("storage"))


def test_the_component_takes_its_attributes() -> None:
    pytest.importorskip("dagster_k8s")
    component = DebtScan(**_yaml("attributes")["attributes"])
    assert component.wiring.execution.executor == "k8s"
    assert component.wiring.shards == 8


def test_an_instance_opens_with_that_dagster_yaml(configuration: dict[str, Any], tmp_path: Path) -> None:
    pytest.importorskip("dagster_postgres")
    with started_server() as server:
        server.run("CREATE DATABASE dagster")
        database = configuration["storage"]["postgres"]["postgres_db"]
        place = {"hostname": "", "username": "postgres", "password": "", "params": {"host": server.folder}}
        configuration["storage"]["postgres"]["postgres_db"] = database | place
        (tmp_path / "dagster.yaml").write_text(yaml.safe_dump(configuration))
        with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
            assert instance.get_runs() == []
            assert type(instance.run_storage).__name__ == "PostgresRunStorage"
            assert instance.run_monitoring_enabled
            assert instance.run_monitoring_max_runtime_seconds == 7200
            pools = instance.get_concurrency_config()
            (limit,) = pools.run_queue_config.tag_concurrency_limits
            assert limit == {"key": TARGET_TAG, "value": {"applyLimitPerUniqueValue": True}, "limit": 1}
            kept = instance.get_tick_retention_settings(InstigatorType.SENSOR)
            assert kept[TickStatus.SKIPPED] == 7


def test_the_values_of_the_chart_agree(configuration: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("dagster_k8s")
    values = _yaml("runLauncher")
    queue = values["dagsterDaemon"]["runCoordinator"]["config"]["queuedRunCoordinator"]
    runs = configuration["concurrency"]["runs"]
    assert queue["tagConcurrencyLimits"] == runs["tag_concurrency_limits"]
    assert queue["maxConcurrentRuns"] == runs["max_concurrent_runs"]
    assert values["postgresql"]["postgresqlScheme"] == configuration["storage"]["postgres"]["postgres_db"]["scheme"]
    (deployment,) = values["dagster-user-deployments"]["deployments"]
    for variable in deployment["env"]:
        monkeypatch.setenv(variable["name"], variable["value"])
    wiring = wiring_of_environment()
    assert (wiring.execution, wiring.shards) == (Execution("k8s", {"max_concurrent": 8}), 8)
    mounted = {mount["name"]: mount["mountPath"] for mount in deployment["volumeMounts"]}
    assert mounted.keys() == {volume["name"] for volume in deployment["volumes"]}
    assert mounted["state"] == "/state"


def test_old_runs_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    module: dict[str, Any] = {}
    (code,) = _blocks("python")
    exec(code, module)  # noqa: S102 - our own page

    @dg.asset  # type: ignore[untyped-decorator]
    def made() -> None:
        """An asset with an event."""

    job = dg.define_asset_job("shop_scan", [made])
    resolved = dg.Definitions(assets=[made], jobs=[job]).resolve_job_def("shop_scan")
    with dg.DagsterInstance.ephemeral() as instance:
        run = resolved.execute_in_process(instance=instance).run_id
        assert module["forget_old_runs"](instance, "shop_scan", 90) == 0
        assert module["forget_old_runs"](instance, "another_job", 0) == 0
        assert module["forget_old_runs"](instance, "shop_scan", 0) == 1
        assert instance.get_run_by_id(run) is None
        assert not instance.all_logs(run)
