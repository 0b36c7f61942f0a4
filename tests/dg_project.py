"""A team's own Dagster project, as create-dagster lays it out, and the commands of `dg` in it."""

from __future__ import annotations

import importlib.metadata
import os
import sys
import tomllib
from pathlib import Path

import debt_pipelines

ROOT = Path(debt_pipelines.__file__).resolve().parents[1]


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
    """The entry points of this package, as an installed distribution lists them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    return "\n".join(
        line
        for group, names in settings.items()
        for line in (f"[{group}]", *(f"{name} = {value}" for name, value in names.items()))
    )


def project_environment(project: Path) -> dict[str, str]:
    """The caller's environment, in which the project and this package can be imported."""
    paths = [project.parent / "installed", project / "src", ROOT]
    return os.environ | {"PYTHONPATH": os.pathsep.join(map(str, paths)), "COLUMNS": "200", "NO_COLOR": "1"}


def script_command(script: str, *arguments: str) -> list[str]:
    """The command that runs an installed script, as `dg ARGUMENTS`, with this Python."""
    (entry,) = importlib.metadata.entry_points(group="console_scripts", name=script)
    return [sys.executable, "-c", f"from {entry.module} import {entry.attr} as run; run()", *arguments]
