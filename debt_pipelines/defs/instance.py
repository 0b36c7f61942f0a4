"""The Dagster instance in the user's state folder: where the command line and `debt ui` keep their runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import dagster as dg

_CONFIGURATION = """\
telemetry:
  enabled: false
nux:
  enabled: false
event_log_storage:
  module: debt_pipelines.defs.event_storage
  class: PooledSqliteEventLogStorage
  config:
    base_dir: {runs}
"""


def home_path(state: Path) -> Path:
    """The instance's folder, which need not be there yet."""
    return state / "dagster"


def instance_home(state: Path) -> Path:
    """The instance's folder, made with its configuration when it is not there."""
    home = home_path(state)
    configuration = home / "dagster.yaml"
    if not configuration.exists():
        home.mkdir(parents=True, exist_ok=True)
        configuration.write_text(_CONFIGURATION.format(runs=home / "history" / "runs"), "utf-8")
    return home


def open_instance(state: Path) -> dg.DagsterInstance:
    """The persistent instance of a state folder; use it as a context manager."""
    import dagster as dg
    from filelock import FileLock

    home_path(state).mkdir(parents=True, exist_ok=True)
    with FileLock(home_path(state) / "lock"):  # whoever comes first makes the tables, and two cannot
        return dg.DagsterInstance.from_config(str(instance_home(state)))
