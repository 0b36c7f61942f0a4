"""A team's own Dagster project, around a target: two assets, of which the second deploys the first."""

from __future__ import annotations

import dagster as dg

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dg.asset
def up() -> None:
    """What the team makes."""


@dg.asset(deps=[up])
def deploy() -> None:
    """What must wait for the gate."""


def run(
    definitions: dg.Definitions, instance: dg.DagsterInstance, selection: dg.AssetSelection | None = None
) -> dg.ExecuteInProcessResult:
    """Materialize the selected assets with their checks, by default all that can be."""
    if selection is None:
        job = definitions.resolve_implicit_global_asset_job_def()
    else:
        chosen = dg.define_asset_job("chosen", selection)
        job = dg.Definitions.merge(definitions, dg.Definitions(jobs=[chosen])).resolve_job_def("chosen")
    return job.execute_in_process(instance=instance, run_config=QUIET, raise_on_error=False)


def is_made(instance: dg.DagsterInstance, key: str | list[str]) -> bool:
    """Whether an asset was ever materialized."""
    return instance.get_latest_materialization_event(dg.AssetKey(key)) is not None


def statuses(instance: dg.DagsterInstance, definitions: dg.Definitions) -> dict[str, str]:
    """The stored status of each check that was ever planned, by its key."""
    keys = list(definitions.resolve_asset_graph().asset_check_keys)
    stored = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    return {key.to_user_string(): record.status.value for key, record in stored.items()}
