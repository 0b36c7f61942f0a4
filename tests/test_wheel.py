"""The package as a wheel, in a project that create-dagster made: one YAML a scan is all a team adds.

`dg` is slow to start, so each command is run once and all tests look at what it said.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dg_project import ROOT, script_command

OWN = """\
import dagster as dg

@dg.asset
def up() -> int:
    return 1
"""
# No look for a newer version, no telemetry: nothing leaves the machine.
TELEMETRY_OFF = "[cli.telemetry]\nenabled = false\n"
AUTOMATED: dict[str, Any] = {"cron": "0 6 * * *", "watch": True}
Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Fresh:
    """A project made by create-dagster, beside the folder that the wheel was installed into."""

    root: Path
    site: Path

    @property
    def defs(self) -> Path:
        return self.root / "src" / "team" / "defs"

    def run(self, *command: str) -> Done:
        """Run a command with the wheel, and nothing of the work tree, in sight."""
        paths = os.pathsep.join(map(str, (self.site, self.root / "src")))
        environment = os.environ | {
            "PYTHONPATH": paths,
            "HOME": str(self.site.parent),
            "DAGSTER_HOME": "",
            "DEBT_STATE_DIR": str(self.site.parent / "state"),
            "COLUMNS": "200",
            "NO_COLOR": "1",
            "DAGSTER_DG_UPDATE_CHECK_ENABLED": "0",
            "DG_CLI_CONFIG": str(self.site.parent / "user" / "settings.toml"),
        }
        folder = self.root if self.root.exists() else self.site
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=600
        )

    def dg(self, *arguments: str) -> Done:
        return self.run(*script_command("dg", *arguments))

    def write(self, folder: str, **attributes: Any) -> None:
        path = self.defs / folder / "defs.yaml"
        path.parent.mkdir(exist_ok=True)
        content = {"type": "debt_pipelines.DebtScan", "attributes": {**AUTOMATED, **attributes}}
        path.write_text(yaml.safe_dump(content), "utf-8")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory, commit: Callable[..., str], git: Callable[..., str]) -> Fresh:
    folder = tmp_path_factory.mktemp("fresh")
    (folder / "user").mkdir()
    (folder / "user" / "settings.toml").write_text(TELEMETRY_OFF, "utf-8")
    for name in ("shop", "visits"):
        (folder / name).mkdir()
        git(folder / name, "init", "--quiet")
        commit(folder / name, {"orders.csv": "id,amount\n1,2\n"})
    made = Fresh(folder / "team", folder / "site")
    made.site.mkdir()
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=300)
    (wheel,) = (folder / "dist").iterdir()
    alone = ["--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check"]
    install = [sys.executable, "-m", "pip", "install", *alone, "--target", str(made.site), str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=300)
    created = made.run(*script_command("create-dagster", "project", str(made.root), "--no-uv-sync"))
    assert created.returncode == 0, created.stderr
    (made.defs / "own.py").write_text(OWN, "utf-8")
    return made


@pytest.fixture(scope="module")
def scaffolded(fresh: Fresh) -> Fresh:
    done = fresh.dg("scaffold", "defs", "debt_pipelines.DebtScan", "shop")
    assert done.returncode == 0, done.stderr
    written = yaml.safe_load((fresh.defs / "shop" / "defs.yaml").read_text("utf-8"))
    assert written["type"] == "debt_pipelines.DebtScan"
    fresh.write("shop", target="../shop")
    return fresh


def test_everything_the_package_reads_is_in_the_wheel(fresh: Fresh) -> None:
    own = {path.relative_to(ROOT) for path in (ROOT / "debt_pipelines").rglob("*") if path.is_file()}
    rulebook = {Path("debt_pipelines/rulebook") / path.name for path in (ROOT / "expectations").glob("*.yaml")}
    assert rulebook
    missing = [path for path in own | rulebook if "__pycache__" not in path.parts and not (fresh.site / path).exists()]
    assert missing == []
    reports = {name: fresh.site.parent / f"scorecard.{name}" for name in ("json", "html")}
    formats = [f"--format={name}={path}" for name, path in reports.items()]
    scan = "import debt_pipelines.cli.main as program; print(program.__file__, flush=True); program.main()"
    done = fresh.run(sys.executable, "-c", scan, "scan", str(fresh.site.parent / "shop"), "--exit-zero", *formats)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(fresh.site))
    card = json.loads(reports["json"].read_text("utf-8"))
    assert {finding["code"] for finding in card["findings"]} >= {"DOC101", "VAL101"}
    assert reports["html"].read_text("utf-8").count("<style>") == 1


def test_one_yaml_shows_assets_checks_job_schedule_and_sensor_and_two_go_together(scaffolded: Fresh) -> None:
    scaffolded.write("visits", target="../visits", name="Site visits")
    portfolio = {"type": "debt_pipelines.DebtPortfolio", "attributes": {"scans": ["shop", "Site visits"]}}
    (scaffolded.defs / "all").mkdir()
    (scaffolded.defs / "all" / "defs.yaml").write_text(yaml.safe_dump(portfolio), "utf-8")
    listed = scaffolded.dg("list", "defs", "--json")
    assert listed.returncode == 0, listed.stderr
    told = json.loads(listed.stdout)
    assets = {asset["asset_key"] for asset in told["assets"]}
    wanted = {"up", "debt_portfolio", "shop/scorecard", "site_visits/scorecard", "shop/target/orders.csv"}
    assert wanted <= assets
    checks = {f"{check['asset_key']}:{check['name']}" for check in told["asset_checks"]}
    assert {"shop/scorecard:quality_gate", "site_visits/scorecard:quality_gate"} <= checks
    for kind, names in {
        "jobs": ["shop_scan", "site_visits_scan"],
        "schedules": ["shop_daily", "site_visits_daily"],
        "sensors": ["default_automation_condition_sensor", "shop_watch", "site_visits_watch"],
    }.items():
        assert sorted(found["name"] for found in told[kind]) == names


def test_a_typo_is_pinpointed(scaffolded: Fresh) -> None:
    path = scaffolded.defs / "shop" / "defs.yaml"
    good = path.read_text("utf-8")
    wrong = "type: debt_pipelines.DebtScan\n\nattributes:\n  target: .\n  surface:\n    max_dataset: 5\n"
    path.write_text(wrong, "utf-8")
    checked = scaffolded.dg("check", "yaml", str(path.parent))  # of several scans dg checks one, unless it is named
    path.write_text(good, "utf-8")
    assert checked.returncode == 1
    said = (checked.stdout + checked.stderr).replace("\n", "")
    assert "defs.yaml:5" in said
    assert "max_dataset" in said


def test_assets_of_the_team_still_run(scaffolded: Fresh) -> None:
    launched = scaffolded.dg("launch", "--assets", "up")
    assert launched.returncode == 0, launched.stderr
    assert "RUN_SUCCESS" in launched.stdout + launched.stderr
