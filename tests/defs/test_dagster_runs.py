"""Runs are read from real Dagster instances: which assets and jobs ran, which failed, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.defs.dagster_runs import crawl_runs, runs_of
from debt_pipelines.defs.target import Target
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.run_rows import DagsterRun
from debt_pipelines.model.schema import Row

SCAN = ("findings", "scorecard", "deploy_gate")
Told = set[tuple[str, str, str | None, bool]]


def definitions(*, is_broken: bool) -> list[dg.AssetsDefinition]:
    """A small project: two assets of one last name, one that may break and one behind it; and the assets of a scan."""

    def made(key: list[str], deps: list[str] | None = None) -> dg.AssetsDefinition:
        def asset() -> None:
            if is_broken and key == ["mart", "orders"]:
                raise ValueError("no orders today")

        definition: dg.AssetsDefinition = dg.asset(key=key, deps=deps)(asset)
        return definition

    project = [made(["raw", "orders"]), made(["mart", "orders"]), made(["report"], [dg.AssetKey(["mart", "orders"])])]
    return [*project, *(made(["shop", name]) for name in SCAN)]


def run_all(instance: dg.DagsterInstance, *, is_broken: bool, tags: dict[str, str] | None = None) -> str:
    """One run of the job `nightly` over all assets; gives its id."""
    assets = definitions(is_broken=is_broken)
    job = dg.define_asset_job("nightly", selection=dg.AssetSelection.assets(*assets))
    defs = dg.Definitions(assets=assets, jobs=[job])
    job_definition = defs.resolve_job_def("nightly")
    done = job_definition.execute_in_process(instance=instance, raise_on_error=False, tags=tags or {})
    run: str = done.run_id
    return run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an instance with a run that went well, one that failed, and one that an automatic retry mended."""
    folder = tmp_path_factory.mktemp("home")
    with dg.DagsterInstance.local_temp(str(folder)) as instance:
        run_all(instance, is_broken=False)
        run_all(instance, is_broken=True)
        first = run_all(instance, is_broken=True)
        run_all(instance, is_broken=False, tags={"dagster/retry_number": "1", "dagster/root_run_id": first})
        dg.materialize(definitions(is_broken=False)[3:], instance=instance)
        instance.report_runless_asset_event(dg.AssetMaterialization("report"))
    return folder


@pytest.fixture
def target(make_folder: Callable[..., Path], state: Path) -> Target:
    return Target(make_folder({"a.csv": "id\n"}), "shop", Settings(), state)


def told(rows: list[Row]) -> Told:
    return {(row.kind, row.reference, row.name, row.is_failed) for row in rows if isinstance(row, DagsterRun)}


def named(target: Target, home: Path | str) -> Target:
    return replace(target, settings=Settings(dagster_home=str(home)))


def test_runs_of_assets_and_jobs(home: Path) -> None:
    with dg.DagsterInstance.local_temp(str(home)) as instance:
        rows = list(runs_of(instance))
    assert told([*rows]) == {
        ("asset", "raw/orders", None, False),
        ("asset", "mart/orders", None, False),
        ("asset", "mart/orders", None, True),
        ("asset", "report", "report", False),
        ("job", "nightly", None, False),
        ("job", "nightly", None, True),
    }
    jobs = [row for row in rows if row.kind == "job"]
    assert [row.is_failed for row in jobs].count(True) == 1, "a failure that a retry mended is none"
    assert len({row.run for row in jobs}) == 3
    assert len([row for row in rows if row.reference == "report"]) == 3, "two runs and one event without a run"


def test_the_home_that_is_named_is_only_read(home: Path, target: Target, tree_of: Callable[[Path], object]) -> None:
    before = tree_of(home)
    with dg.DagsterInstance.ephemeral() as instance:
        rows = list(crawl_runs(named(target, home), instance))
    assert tree_of(home) == before
    assert ("asset", "mart/orders", None, True) in told(rows)
    assert [row.status for row in rows if isinstance(row, Source)] == ["read", "read"]


def test_the_instance_of_the_scan_counts_unless_it_is_that_of_the_state_folder(home: Path, target: Target) -> None:
    with dg.DagsterInstance.local_temp(str(home)) as instance:
        assert ("job", "nightly", None, True) in told(list(crawl_runs(target, instance)))
    own = target.state / "dagster"
    own.mkdir(parents=True, exist_ok=True)
    with dg.DagsterInstance.local_temp(str(own)) as instance:
        run_all(instance, is_broken=False)
        assert list(crawl_runs(target, instance)) == []


def test_a_home_that_cannot_be_read_is_a_source_that_says_so(target: Target, tmp_path: Path) -> None:
    (tmp_path / "bad" / "history").mkdir(parents=True)
    (tmp_path / "bad" / "history" / "runs.db").write_bytes(b"no database" * 100)
    with dg.DagsterInstance.ephemeral() as instance:
        for home, reason in ((tmp_path, "there is no file `history/runs.db` in it"), (tmp_path / "bad", "file is not")):
            *_, source = crawl_runs(named(target, home), instance)
            assert isinstance(source, Source)
            assert source.status == "error"
            assert reason in (source.error or "")
            assert str(tmp_path) not in (source.error or "")
