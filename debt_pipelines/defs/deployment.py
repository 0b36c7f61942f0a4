"""How the standalone code location runs its scans: what the environment of the deployment says, not the project.

`DEBT_EXECUTOR` names an executor, `DEBT_EXECUTOR_CONFIG` holds its options as YAML or JSON, `DEBT_SHARDS` a number.
"""

from __future__ import annotations

import os
from typing import Any, get_args

import yaml

from debt_pipelines.defs.wiring import MOST_SHARDS, Execution, ExecutorName, Wiring
from debt_pipelines.model.errors import SettingsError

_EXECUTOR, _CONFIG, _SHARDS = "DEBT_EXECUTOR", "DEBT_EXECUTOR_CONFIG", "DEBT_SHARDS"


def wiring_of_environment() -> Wiring:
    """The wiring that the environment asks for; raises SettingsError."""
    return Wiring(execution=Execution(_executor(), _config()), shards=_shards(), has_report=True)


def _executor() -> ExecutorName:
    wished = os.environ.get(_EXECUTOR) or "in_process"
    for name in get_args(ExecutorName):
        if wished == name:
            return name  # type: ignore[no-any-return]
    raise SettingsError(f"`{_EXECUTOR}` is none of {', '.join(get_args(ExecutorName))}")


def _config() -> dict[str, Any]:
    try:
        config = yaml.safe_load(os.environ.get(_CONFIG) or "{}")
    except yaml.YAMLError as error:
        raise SettingsError(f"`{_CONFIG}` is not YAML") from error
    if not isinstance(config, dict):
        raise SettingsError(f"`{_CONFIG}` is not a mapping of options")
    return config


def _shards() -> int:
    wished = os.environ.get(_SHARDS) or "1"
    if not wished.isdecimal() or not 1 <= int(wished) <= MOST_SHARDS:
        raise SettingsError(f"`{_SHARDS}` is not a number from 1 to {MOST_SHARDS}")
    return int(wished)
