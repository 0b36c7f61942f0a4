"""Where the steps of a scan run: in one process, in several, or on a cluster. Libraries are loaded when asked for."""

import importlib
import typing

import dagster as dg

from debt_pipelines.defs.wiring import Execution, ExecutorName
from debt_pipelines.model.errors import SettingsError

_LIBRARIES: dict[ExecutorName, tuple[str, str]] = {
    "dask": ("dagster_dask", "dask_executor"),
    "celery": ("dagster_celery", "celery_executor"),
    "k8s": ("dagster_k8s", "k8s_job_executor"),
}
_PRELOADED = ["debt_pipelines.defs.analysis", "debt_pipelines.defs.factory", "pandas", "pyarrow.parquet"]
_BY_DEFAULT: dict[ExecutorName, dict[str, typing.Any]] = {
    "multiprocess": {"start_method": {"forkserver": {"preload_modules": _PRELOADED}}},
    # The steps of one scan use one folder: a worker does one of them at a time.
    "dask": {"cluster": {"local": {"threads_per_worker": 1, "dashboard_address": None}}},
}


def executor_of(execution: Execution) -> dg.ExecutorDefinition:
    """The executor that a wiring asks for, with its options checked; raises SettingsError."""
    definition = _definition(execution.executor)
    config = {**_BY_DEFAULT.get(execution.executor, {}), **execution.config}
    if not config:
        return definition
    _check(definition, execution.executor, config)
    return definition.configured(config, name=definition.name)


def _definition(name: ExecutorName) -> dg.ExecutorDefinition:
    if name == "in_process":
        return dg.in_process_executor
    if name == "multiprocess":
        return dg.multiprocess_executor
    library, attribute = _LIBRARIES[name]
    try:
        return getattr(importlib.import_module(library), attribute)
    except ImportError as error:
        hint = f"pip install debt-pipelines[{name}]"
        raise SettingsError(f"the executor `{name}` needs `{library}`, which is not installed", hint=hint) from error


def _check(definition: dg.ExecutorDefinition, name: str, config: dict[str, typing.Any]) -> None:
    @dg.op
    def nothing() -> None:
        """Stands in for a step."""

    @dg.job(executor_def=definition)
    def probe() -> None:
        nothing()

    try:
        dg.validate_run_config(probe, {"execution": {"config": config}})
    except dg.DagsterInvalidConfigError as error:
        said = "; ".join(found.message for found in error.errors)
        raise SettingsError(f"the executor `{name}` does not take these options: {said}") from error
