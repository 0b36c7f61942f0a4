"""`debt ui`: the Dagster UI over the runs that `debt scan` made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from debt_pipelines.cli.scan import checked_target
from debt_pipelines.cli.terminal import note


@click.command(short_help="Open the Dagster UI on a project.")
@click.argument("path", default=".", type=click.Path(path_type=Path, readable=False))
@click.option("--port", default=3000, show_default=True, help="Port on this machine.")
def command(path: Path, port: int) -> int:
    """Open the Dagster UI on a project: its asset graph, runs, checks and plots.

    Stop it with Ctrl-C. Schedules and the sensor are off until switched on there.
    """
    from debt_pipelines.defs.instance import instance_home

    target, _state = checked_target(path)
    home = instance_home(target.state)
    note(f"Dagster UI on http://127.0.0.1:{port} for {target.name}, stop with Ctrl-C")
    arguments = [sys.executable, "-m", "dagster", "dev", "-m", "debt_pipelines.definitions", "-p", str(port)]
    environment = os.environ | {"DAGSTER_HOME": str(home), "DEBT_TARGET": str(target.root)}
    try:
        return subprocess.run(arguments, env=environment, cwd=home, check=False).returncode
    except KeyboardInterrupt:
        return 0
