"""The Dagster instance in the user's state folder: where the command line and `debt ui` keep their runs."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from debt_pipelines.project.broken_database import free_name, is_sound, set_aside
from debt_pipelines.project.whole_file import write_whole

if TYPE_CHECKING:
    import dagster as dg

_log = logging.getLogger(__name__)
_FILE = "dagster.yaml"
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
    configuration = home / _FILE
    if not (configuration.exists() and configuration.stat().st_size):
        home.mkdir(parents=True, exist_ok=True)
        write_whole(configuration, _CONFIGURATION.format(runs=home / "history" / "runs"))
    return home


def begin_anew(state: Path) -> None:
    """Put the databases of the instance that are broken aside, and say so: Dagster makes new ones."""
    for file in sorted(home_path(state).rglob("*.db")):
        if not is_sound(file):
            _log.warning("warning: Dagster's `%s` is broken; it is kept as `%s`", file.name, set_aside(file).name)


def open_instance(state: Path) -> dg.DagsterInstance:
    """The persistent instance of a state folder; use it as a context manager."""
    import dagster as dg
    import yaml
    from filelock import FileLock

    home_path(state).mkdir(parents=True, exist_ok=True)
    with FileLock(home_path(state) / "lock"):  # whoever comes first makes the tables, and two cannot
        try:
            return dg.DagsterInstance.from_config(str(instance_home(state)))
        except (UnicodeDecodeError, yaml.YAMLError, dg.DagsterInvalidConfigError):
            configuration = home_path(state) / _FILE
            kept = configuration.rename(free_name(configuration))
            _log.warning("warning: Dagster's `%s` cannot be read; it is kept as `%s`", _FILE, kept.name)
            return dg.DagsterInstance.from_config(str(instance_home(state)))
