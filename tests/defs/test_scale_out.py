"""A scan over several processes and shards gives the scorecard of a scan in one process, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from debt_pipelines.defs.instance import open_instance
from tests.defs.scale_out import Deployment, Outcome, deployed, run_location
from tests.shop import ScannedShop

READERS = ("shop_crawl.shop_read_0", "shop_crawl.shop_read_1", "shop_crawl.shop_read_2")
GATED = {"shop__scorecard"}
"""The step that fails because the gate of the example is closed."""


def test_processes_and_shards(example: ScannedShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deployment = deployed(
        example, tmp_path, monkeypatch, DEBT_EXECUTOR="multiprocess", DEBT_EXECUTOR_CONFIG="{max_concurrent: 2}",
        DEBT_SHARDS="3",
    )  # fmt: skip
    check(outcome_of(deployment), deployment)
    assert not list((deployment.target.folder / "shards").iterdir())


@pytest.fixture
def clusters_end() -> Iterator[None]:
    """End the clusters that the executor of Dask began: it leaves them to the end of its process."""
    pytest.importorskip("dagster_dask")
    yield
    from distributed.deploy.spec import SpecCluster

    for cluster in list(SpecCluster._instances):
        cluster.close()


@pytest.mark.usefixtures("clusters_end")
def test_a_dask_cluster_and_shards(example: ScannedShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "local_directory": str(tmp_path)}
    deployment = deployed(
        example, tmp_path, monkeypatch, DEBT_EXECUTOR="dask",
        DEBT_EXECUTOR_CONFIG=json.dumps({"cluster": {"local": cluster}}), DEBT_SHARDS="3",
    )  # fmt: skip
    check(outcome_of(deployment), deployment, further={"shop__deploy_gate"})
    assert not list(deployment.target.folder.glob("memory.sqlite-*")), "another machine may open it"


def outcome_of(deployment: Deployment) -> Outcome:
    """The run in the instance of the state folder, as `debt scan` has it: one of a team's own is a source itself."""
    with open_instance(deployment.target.state) as instance:
        return run_location(deployment.target, instance)


def check(outcome: Outcome, deployment: Deployment, *, further: frozenset[str] | set[str] = frozenset()) -> None:
    """Every shard has read, the closed gate alone has failed, and the scorecard is the very same."""
    assert outcome.errors.keys() == GATED | further
    assert {outcome.steps[reader] for reader in READERS} == {"SUCCESS"}
    assert deployment.scorecard == deployment.expected
