"""When a scan runs: its job, and a schedule, which starts stopped unless the team has asked for it."""

import typing

import dagster as dg

from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import Wiring

TARGET_TAG = "debt/target"
"""The tag of runs by which an instance can let one scan of a target run at a time."""


def scan_job(
    target: Target,
    assets: typing.Sequence[dg.AssetsDefinition],
    checks: typing.Sequence[dg.AssetChecksDefinition],
    executor: dg.ExecutorDefinition,
) -> typing.Any:
    """The job that runs the whole scan, with its checks on assets that it does not make."""
    selection: dg.AssetSelection = dg.AssetSelection.assets(*assets)
    return dg.define_asset_job(
        f"{target.prefix}_scan",
        selection=selection | dg.AssetSelection.checks(*checks) if checks else selection,
        executor_def=executor,
        description=f"Scans {target.name} and judges its debt.",
        tags={TARGET_TAG: target.prefix},
    )


def daily_schedule(target: Target, job: typing.Any, wiring: Wiring) -> dg.ScheduleDefinition:
    """A scan every morning, or when the wiring says (UTC)."""
    is_on = wiring.is_scheduled
    return dg.ScheduleDefinition(
        name=f"{target.prefix}_daily",
        job=job,
        cron_schedule=wiring.cron,
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING if is_on else dg.DefaultScheduleStatus.STOPPED,
    )
