"""The component in a team's own project: what one YAML makes, several in one project, and what a typo is told."""

from __future__ import annotations

import asyncio
import importlib.metadata
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from dagster.components.core.component_tree import ComponentTreeException
from dagster.components.testing import create_defs_folder_sandbox

from debt_pipelines.component import DebtPortfolio, DebtScan

# Dagster itself calls what pydantic has deprecated, and what is in beta, when it reads a component.
pytestmark = [
    pytest.mark.filterwarnings("ignore:`parse_obj_as` is deprecated"),
    pytest.mark.filterwarnings("ignore:(Function|Class|Parameter) `.*` .*is currently in (preview|beta)"),
]

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
            {"target": relative, "watch": True, "gate": "warn", "notify": [{"variable": "HOOK"}]},
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
        ({"surface": {"max_datasets": 1_000_000}}, "less than or equal to 5000"),
        ({"settings": {"gate": {"severitys": ["high"]}}}, "severitys"),
        ({"targt": "x"}, "targt"),
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


def test_dg_scaffolds_and_pinpoints_a_typo(tmp_path: Path) -> None:
    """The one test that starts `dg`, which is slow: it finds the components as it would in an installed package."""
    project = dg_project(tmp_path)
    scaffolded = project_dg(project, "scaffold", "defs", "debt_pipelines.DebtScan", "scan")
    assert scaffolded.returncode == 0, scaffolded.stderr
    path = project / "src" / "host" / "defs" / "scan" / "defs.yaml"
    assert yaml.safe_load(path.read_text("utf-8"))["type"] == "debt_pipelines.DebtScan"
    path.write_text(
        "type: debt_pipelines.DebtScan\n\nattributes:\n  target: .\n  surface:\n    max_dataset: 5\n", "utf-8"
    )
    checked = project_dg(project, "check", "yaml")
    assert checked.returncode == 1
    said = checked.stdout + checked.stderr
    assert "defs.yaml:5" in said.replace("\n", "")
    assert "max_dataset" in said


def dg_project(folder: Path) -> Path:
    """A project as create-dagster lays it out, beside this package with the entry points of its pyproject.toml."""
    files = {
        "project/pyproject.toml": (
            '[project]\nname = "host"\nversion = "0.1.0"\n[tool.dg]\ndirectory_type = "project"\n'
            '[tool.dg.project]\nroot_module = "host"\n[tool.dg.cli.telemetry]\nenabled = false\n'
        ),
        "project/src/host/__init__.py": "",
        "project/src/host/defs/__init__.py": "",
        "project/src/host/definitions.py": (
            "from pathlib import Path\nfrom dagster import definitions, load_from_defs_folder\n\n"
            "@definitions\ndef defs():\n    return load_from_defs_folder(path_within_project=Path(__file__).parent)\n"
        ),
        "installed/debt_pipelines-0.dist-info/METADATA": "Metadata-Version: 2.1\nName: debt-pipelines\nVersion: 0\n",
        "installed/debt_pipelines-0.dist-info/entry_points.txt": entry_points(),
    }
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, "utf-8")
    return folder / "project"


def entry_points() -> str:
    settings = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    return "\n".join(
        line
        for group, names in settings.items()
        for line in (f"[{group}]", *(f"{name} = {value}" for name, value in names.items()))
    )


def project_dg(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    paths = [project.parent / "installed", project / "src", Path.cwd()]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, paths)), "COLUMNS": "200", "NO_COLOR": "1"}
    scripts = {entry.name: entry for entry in importlib.metadata.entry_points(group="console_scripts")}
    program = f"from {scripts['dg'].module} import {scripts['dg'].attr} as dg; dg()"
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
