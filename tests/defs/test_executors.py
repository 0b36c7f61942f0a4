"""Executors by name: what options they take, what a wrong one is told, and that only the job has one."""

from __future__ import annotations

import builtins
import sys
from dataclasses import replace
from typing import Any

import dagster as dg
import pytest

from debt_pipelines.defs.deployment import wiring_of_environment
from debt_pipelines.defs.executors import executor_of
from debt_pipelines.defs.factory import build_debt_defs
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import UNATTENDED, Execution, ExecutorName, Wiring
from debt_pipelines.model.errors import SettingsError
from debt_pipelines.model.tables import METADATA_TABLES

OPTIONS: dict[ExecutorName, dict[str, Any]] = {
    "in_process": {"retries": {"disabled": {}}},
    "multiprocess": {"max_concurrent": 4},
    "dask": {"cluster": {"existing": {"address": "tcp://scheduler:8786"}}},
    "celery": {"broker": "redis://redis:6379/0", "backend": "redis://redis:6379/1"},
    "k8s": {"job_image": "registry.example.com/debt:1", "job_namespace": "data", "max_concurrent": 4},
}


@pytest.mark.parametrize("name", OPTIONS)
def test_the_job_has_the_executor_and_the_definitions_have_none(clean: Target, name: ExecutorName) -> None:
    if name not in ("in_process", "multiprocess"):
        pytest.importorskip(f"dagster_{name}")
    definitions = build_debt_defs(clean, Wiring(execution=Execution(name, OPTIONS[name]), shards=2))
    assert definitions.executor is None
    job = definitions.resolve_job_def(f"{clean.prefix}_scan")
    assert job.executor_def.name == name
    assert job.tags["debt/target"] == clean.prefix
    assert dg.validate_run_config(job, {})


@pytest.mark.parametrize(
    ("name", "config", "words"),
    [
        ("multiprocess", {"max_concurent": 2}, "max_concurent"),
        ("multiprocess", {"max_concurrent": "two"}, "max_concurrent"),
        ("k8s", {"image": "x"}, "image"),
        ("dask", {"cluster": {"mars": {}}}, "mars"),
        ("in_process", {"max_concurrent": 2}, "max_concurrent"),
    ],
)
def test_a_wrong_option_is_named(name: ExecutorName, config: dict[str, Any], words: str) -> None:
    if name not in ("in_process", "multiprocess"):
        pytest.importorskip(f"dagster_{name}")
    with pytest.raises(SettingsError, match=words):
        executor_of(Execution(name, config))


@pytest.mark.parametrize("name", ["dask", "celery", "k8s"])
def test_a_missing_library_names_the_extra(name: ExecutorName, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, f"dagster_{name}", None)
    with pytest.raises(SettingsError) as refused:
        executor_of(Execution(name))
    assert refused.value.hint == f"pip install debt-pipelines[{name}]"


def test_no_library_of_an_executor_is_loaded_unasked(clean: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = builtins.__import__

    def guarded(name: str, *rest: Any) -> Any:
        assert not name.startswith(("dagster_dask", "dagster_celery", "dagster_k8s", "dask", "celery", "kubernetes"))
        return usual(name, *rest)

    monkeypatch.setattr(builtins, "__import__", guarded)
    assert build_debt_defs(clean, UNATTENDED).resolve_job_def(f"{clean.prefix}_scan")


def test_shards_make_the_same_assets_and_ask_no_io_manager(clean: Target) -> None:
    definitions = build_debt_defs(clean, Wiring(shards=3))
    graph, usual = definitions.resolve_asset_graph(), build_debt_defs(clean).resolve_asset_graph()
    assert graph.get_all_asset_keys() == usual.get_all_asset_keys()
    for table in METADATA_TABLES:
        ours, theirs = (found.get(dg.AssetKey([clean.prefix, table])) for found in (graph, usual))
        assert _told(ours) == _told(theirs)

    class Refusing(dg.IOManager):  # type: ignore[misc]
        def handle_output(self, context: dg.OutputContext, obj: object) -> None:
            raise AssertionError("an IO manager was asked")

        def load_input(self, context: dg.InputContext) -> object:
            raise AssertionError("an IO manager was asked")

    host = dg.Definitions.merge(definitions, dg.Definitions(resources={"io_manager": Refusing()}))
    with dg.DagsterInstance.ephemeral() as instance:
        job = host.resolve_job_def(f"{clean.prefix}_scan")
        assert job.execute_in_process(instance=instance, raise_on_error=False).success
    assert list(clean.state.glob("memory.sqlite*")) == [clean.state / "memory.sqlite"], "another machine may open it"


def _told(node: Any) -> tuple[Any, ...]:
    return node.group_name, node.description, node.owners, node.kinds, node.metadata["dagster/column_schema"]


def test_a_cluster_gives_a_project_a_memory_of_its_own(clean: Target) -> None:
    shared, own = clean.open().memory, replace(clean, has_own_memory=True).open().memory
    shared.keep("content", "reader", b"value")
    shared.close()
    assert own.reading("content", "reader") is None
    own.keep("content", "reader", b"other")
    own.close()
    assert (clean.folder / "memory.sqlite").exists()


def test_the_environment_of_a_deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert wiring_of_environment() == Wiring(has_report=True)
    monkeypatch.setenv("DEBT_EXECUTOR", "multiprocess")
    monkeypatch.setenv("DEBT_EXECUTOR_CONFIG", "max_concurrent: 2")
    monkeypatch.setenv("DEBT_SHARDS", "8")
    execution = Execution("multiprocess", {"max_concurrent": 2})
    assert wiring_of_environment() == Wiring(has_report=True, execution=execution, shards=8)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBT_EXECUTOR", "kubernetes"),
        ("DEBT_EXECUTOR_CONFIG", "[1]"),
        ("DEBT_EXECUTOR_CONFIG", "{"),
        ("DEBT_SHARDS", "0"),
    ],
)
def test_a_wrong_environment_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        wiring_of_environment()
