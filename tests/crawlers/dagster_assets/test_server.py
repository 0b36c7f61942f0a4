"""A real webserver over a project in all styles is asked: what it tells comes to what the code says."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers import dagster_assets
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.orchestration_rows import Automation, DagsterAsset
from debt_pipelines.model.pipeline_rows import Flow
from debt_pipelines.model.run_rows import CheckResult, DagsterRun
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import open_project
from tests.crawlers.dagster_assets.host_project import FILES

_PREPARE = """
import dagster as dg
from host.definitions import defs
with dg.DagsterInstance.get() as instance:
    for _ in range(3):
        defs.resolve_job_def("two_job").execute_in_process(instance=instance, raise_on_error=False)
"""
_MINE = """
import dagster as dg

from . import raw


def made(name):
    @dg.asset(key=["scan", name])
    def asset(): ...
    return asset


def named(name):
    @dg.asset(name=name, deps=[raw.customers])
    def asset(): ...
    return asset


computed = [made("findings"), made("scorecard"), made("deploy_gate"), named("computed")]
"""


def _project(root: Path) -> Path:
    definitions = FILES["host/definitions.py"].replace("raw.outside,", "raw.outside, *mine.computed,")
    files = FILES | {
        "host/mine.py": _MINE,
        "host/definitions.py": definitions.replace("automation, modelled", "automation, mine, modelled"),
        "host/raw.py": FILES["host/raw.py"].replace("def bills(customers): ...", "def bills(): ..."),
        "host/modelled.py": FILES["host/modelled.py"].replace(
            "def scores(): ...", 'def scores():\n    raise ValueError("no")'
        ),
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    root, home = _project(tmp_path_factory.mktemp("host")), tmp_path_factory.mktemp("home")
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    environment = {**os.environ, "DAGSTER_HOME": str(home), "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, "-c", _PREPARE], cwd=root, env=environment, check=True, capture_output=True)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "dagster_webserver", "-m", "host.definitions", "-h", "127.0.0.1", "-p", str(port)]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(f"http://127.0.0.1:{port}/server_info", server)
            yield f"http://127.0.0.1:{port}", root
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "the webserver has ended"
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 (an address of this machine)
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the webserver did not start")


@pytest.fixture(scope="module")
def rows(address: tuple[str, Path]) -> list[Row]:
    url, root = address
    return list(dagster_assets.crawl(open_project(root), Settings(dagster_url=url)))


def of(rows: list[Row], kind: type[Any]) -> list[Any]:
    return [row for row in rows if isinstance(row, kind)]


def test_computed_assets_are_told_by_the_webserver_and_our_own_are_not(rows: list[Row]) -> None:
    assert [(row.status, row.error) for row in of(rows, Source) if row.path == "dagster_url"] == [("read", None)]
    assets = {row.key: row for row in of(rows, DagsterAsset)}
    assert (assets["computed"].asset, assets["computed"].path) == ("dagster://shop/computed", "dagster_url")
    assert assets["bills"].path == "host/raw.py", "what code says keeps its place"
    assert not any(key.startswith("scan/") for key in assets)
    assert ("asset.shop.computed", "dep", "dagster://shop/customers") in {
        (row.job, row.direction, row.target) for row in of(rows, Flow)
    }


def test_schedules_and_sensors_say_whether_they_run(rows: list[Row]) -> None:
    told = {(row.kind, row.name, row.is_running) for row in of(rows, Automation)}
    assert ("schedule", "landing_job_schedule", False) in told
    assert ("sensor", "on_file", False) in told
    assert ("alert", "on_failure", False) in told
    assert not any(row.kind == "unknown" for row in of(rows, Automation))
    nightly = {row.asset for row in of(rows, Automation) if row.name == "landing_job_schedule"}
    assert nightly == {"dagster://shop/raw/orders", "dagster://shop/raw/payments"}


def test_runs_and_checks(rows: list[Row]) -> None:
    runs = of(rows, DagsterRun)
    assert sorted((row.kind, row.reference, row.is_failed) for row in runs) == sorted(
        [("asset", "bills", False), ("asset", "scores", True), ("job", "two_job", True)] * 3
    )
    assert of(rows, CheckResult) == [], "its asset was never made, and so it never came to its turn"


def test_a_webserver_that_does_not_answer_is_a_source_that_says_so(address: tuple[str, Path]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        found = list(dagster_assets.crawl(open_project(address[1]), Settings(dagster_url=url)))
    [source] = [row for row in of(found, Source) if row.path == "dagster_url"]
    assert source.status == "error"
    assert "the webserver gave no answer" in (source.error or "")
    assert of(found, DagsterAsset), "the code is read all the same"
