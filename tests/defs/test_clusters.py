"""Kubernetes and Celery without either: the executors are real, and what they hand to a pod or a task is run here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from click.testing import CliRunner

from debt_pipelines.defs.target import Target, read_target
from tests.defs.scale_out import Outcome, run_location

PODS = {
    "job_image": "registry.example.com/debt:1",
    "job_namespace": "data",
    "env_vars": ["DEBT_STATE_DIR=/state"],
    "volumes": [{"name": "state", "persistentVolumeClaim": {"claimName": "debt-state"}}],
    "volume_mounts": [{"name": "state", "mountPath": "/state"}],
    "per_step_k8s_config": {"shop_read_0": {"container_config": {"resources": {"requests": {"memory": "2Gi"}}}}},
}
EVERY_STEP = {
    "shop_crawl.shop_plan", "shop_crawl.shop_read_0", "shop_crawl.shop_tables", "shop_catalog", "shop_facts",
    "shop_findings", "shop__scorecard", "shop__deploy_gate",
}  # fmt: skip


@pytest.fixture
def shop(clean_repository: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    """The clean repository with one table, whose gate is open, as the target of the code location."""
    (clean_repository / "debt.toml").write_text('name = "shop"\n')
    (clean_repository / "orders.csv").write_text("id,amount\n1,2.5\n2,3.5\n")
    monkeypatch.setenv("DEBT_TARGET", str(clean_repository))
    monkeypatch.setenv("DEBT_SHARDS", "2")
    return read_target(clean_repository)


def test_pods_are_given_what_they_need(shop: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("dagster_k8s")
    kubernetes = pytest.importorskip("kubernetes")
    created: dict[str, Any] = {}

    def create(_api: object, body: Any, namespace: str, **_options: object) -> None:
        """A cluster that runs the command of a pod at once, here."""
        from dagster._cli import cli

        (container,) = body.spec.template.spec.containers
        created[f"{namespace}/{body.metadata.labels['dagster/op']}"] = body.spec.template.spec
        environment = {one.name: one.value for one in container.env if one.value and one.name.startswith("DAGSTER_C")}
        assert container.args[0] == "dagster"
        done = CliRunner().invoke(cli, container.args[1:], env=environment, catch_exceptions=False)
        assert done.exit_code == 0, done.output

    def status(*_arguments: object, **_options: object) -> Any:
        return kubernetes.client.V1Job(status=kubernetes.client.V1JobStatus(succeeded=1))

    monkeypatch.setattr(kubernetes.config, "load_kube_config", lambda *_arguments, **_options: None)
    monkeypatch.setattr(kubernetes.client.BatchV1Api, "create_namespaced_job", create)
    monkeypatch.setattr(kubernetes.client.BatchV1Api, "read_namespaced_job_status", status)
    launcher = {"service_account_name": "dagster", "instance_config_map": "dagster", "dagster_home": "/opt/dagster"}
    launcher |= {"load_incluster_config": False}  # type: ignore[dict-item]
    configuration = {"run_launcher": {"module": "dagster_k8s", "class": "K8sRunLauncher", "config": launcher}}
    outcome = located(shop, tmp_path, monkeypatch, configuration, "k8s", {**PODS, "load_incluster_config": False})

    check(outcome)
    ran = {name.partition("/")[2] for name in created}
    assert ran == EVERY_STEP
    pod = created["data/shop_crawl.shop_read_0"]
    (container,) = pod.containers
    assert container.image == PODS["job_image"]
    assert ("DEBT_STATE_DIR", "/state") in {(one.name, one.value) for one in container.env}
    assert ("state", "/state") in {(mount.name, mount.mount_path) for mount in container.volume_mounts}
    assert [volume.name for volume in pod.volumes][-1] == "state"
    assert container.resources.requests == {"memory": "2Gi"}
    assert created["data/shop_catalog"].containers[0].resources.requests is None


# It registers its one task anew for each step.
@pytest.mark.filterwarnings("ignore:Task name 'execute_plan' is already registered")
def test_tasks_of_celery(shop: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("dagster_celery")
    config = {"broker": "memory://", "backend": "cache+memory://", "config_source": {"task_always_eager": True}}
    check(located(shop, tmp_path, monkeypatch, {}, "celery", config))


def located(
    target: Target,
    folder: Path,
    patch: pytest.MonkeyPatch,
    configuration: dict[str, Any],
    executor: str,
    config: dict[str, Any],
) -> Outcome:
    """Run the code location with an executor, in an instance with this configuration."""
    patch.setenv("DEBT_EXECUTOR", executor)
    patch.setenv("DEBT_EXECUTOR_CONFIG", json.dumps(config))
    home = folder / "home"
    home.mkdir()
    (home / "dagster.yaml").write_text(yaml.safe_dump({"telemetry": {"enabled": False}, **configuration}))
    with dg.DagsterInstance.from_config(str(home)) as instance:
        return run_location(target, instance)


def check(outcome: Outcome) -> None:
    """All steps have run, but the shard that had nothing to read; the gate is open."""
    assert outcome.errors == {}
    assert {step for step, status in outcome.steps.items() if status == "SUCCESS"} == EVERY_STEP
    assert outcome.steps["shop_crawl.shop_read_1"] == "SKIPPED"
