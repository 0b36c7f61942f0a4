"""What the code of a project says, read off its syntax, is what Dagster makes of it when it loads that code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debt_pipelines.crawlers import dagster_assets, python_checks
from tests.crawlers.dagster_assets.host_project import FILES

SCRIPT = Path(__file__).with_name("ask_dagster.py")
PREFIX = "dagster://shop/"
Rows = dict[str, list[Any]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("host")
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.fixture(scope="module")
def told(folder: Path) -> dict[str, Any]:
    """What Dagster says, asked in a process of its own."""
    environment = {**os.environ, "DAGSTER_DISABLE_TELEMETRY": "yes", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(SCRIPT)]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def rows(folder: Path, crawl_root: Callable[..., Rows]) -> Rows:
    return crawl_root(dagster_assets.crawl, folder)


def keys(paths: list[str]) -> list[str]:
    return sorted(path.removeprefix(PREFIX) for path in paths)


def test_the_assets(rows: Rows, told: dict[str, Any]) -> None:
    assert len(told["assets"]) > 30
    assert {row.key: row.job is not None for row in rows["dagster_assets"]} == {
        key: said["is_made"] for key, said in told["assets"].items()
    }
    assert {row.asset for row in rows["dagster_assets"]} == {PREFIX + key for key in told["assets"]}


def test_what_each_is_made_from(rows: Rows, told: dict[str, Any]) -> None:
    jobs = {row.target: row.job for row in rows["flows"] if row.direction == "out"}
    read: dict[str, list[str]] = {}
    for row in rows["flows"]:
        if row.direction == "dep":
            read.setdefault(row.job, []).append(row.target)
    of_many: dict[str, set[str]] = {}
    for key, said in told["assets"].items():
        if PREFIX + key in jobs:
            of_many.setdefault(jobs[PREFIX + key], set()).update(said["deps"])
    assert {job: set(keys(read.get(job, []))) for job in of_many} == of_many


def test_groups_owners_and_texts(rows: Rows, told: dict[str, Any]) -> None:
    groups = {row.key: row.group or "default" for row in rows["dagster_assets"]}
    assert groups == {key: said["group"] for key, said in told["assets"].items()}
    owners = {row.pattern.removeprefix(PREFIX): row.owner for row in rows["owners"]}
    assert owners == {
        key: " ".join(owner.removeprefix("team:") for owner in said["owners"])
        for key, said in told["assets"].items()
        if said["owners"]
    } | {"raw/orders": "ada@example.com data"}
    texts = {row.reference.removeprefix(PREFIX): row.text for row in rows["descriptions"]}
    assert texts == {key: said["description"] for key, said in told["assets"].items() if said["description"]}


def test_the_schedules(rows: Rows, told: dict[str, Any]) -> None:
    found: dict[str, list[Any]] = {}
    for row in rows["automations"]:
        if row.kind == "schedule":
            found.setdefault(row.name, [row.cron, []])[1].append(row.asset)
            assert row.is_target_known
    assert {name: [cron, keys(assets)] for name, (cron, assets) in found.items()} == {
        name: said for name, said in told["schedules"].items() if said[1]
    }


def test_sensors_conditions_and_alerts(rows: Rows, told: dict[str, Any]) -> None:
    sensors: dict[str, list[str]] = {}
    for row in rows["automations"]:
        if row.kind == "sensor":
            sensors.setdefault(row.name, []).append(row.asset)
    assert {name: keys(assets) for name, assets in sensors.items()} == {
        name: said for name, said in told["sensors"].items() if isinstance(said, list)
    }
    alerts = [(row.name, row.asset, row.is_target_known) for row in rows["automations"] if row.kind == "alert"]
    assert alerts == [("on_failure", None, True)]
    conditions = {(row.asset, row.name, row.cron) for row in rows["automations"] if row.kind == "condition"}
    assert conditions == {(f"{PREFIX}bills", "eager", None), (f"{PREFIX}prices", "on_cron", "0 5 * * *")}


def test_the_checks(folder: Path, crawl_root: Callable[..., Rows], told: dict[str, Any]) -> None:
    checks = crawl_root(python_checks.crawl, folder)["assertions"]
    found = sorted(f"{row.reference}:{row.type}" for row in checks if row.tool == "dagster")
    assert found == sorted(check.rpartition("/")[2] for check in told["checks"])
