"""When a scan runs: a job, a schedule, and a sensor on git HEAD and the DVC lock files.

Schedule and sensor start stopped, unless the team has asked for them.
"""

import hashlib
import typing

import dagster as dg

from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import Wiring
from debt_pipelines.project import git

_SENSOR_SECONDS = 60


def scan_job(
    target: Target, assets: typing.Sequence[dg.AssetsDefinition], checks: typing.Sequence[dg.AssetChecksDefinition]
) -> typing.Any:
    """The job that runs the whole scan in one process, with its checks on assets that it does not make."""
    selection: dg.AssetSelection = dg.AssetSelection.assets(*assets)
    return dg.define_asset_job(
        f"{target.prefix}_scan",
        selection=selection | dg.AssetSelection.checks(*checks) if checks else selection,
        executor_def=dg.in_process_executor,
        description=f"Scans {target.name} and judges its debt.",
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


def change_sensor(target: Target, job: typing.Any, wiring: Wiring) -> dg.SensorDefinition:
    """A scan whenever git HEAD or a DVC lock file changed."""
    is_on = wiring.is_watched

    @dg.sensor(
        name=f"{target.prefix}_watch",
        job=job,
        minimum_interval_seconds=_SENSOR_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING if is_on else dg.DefaultSensorStatus.STOPPED,
    )
    def watch(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        state = change_fingerprint(target)
        if context.cursor == state:
            return dg.SkipReason("git HEAD and the DVC lock files are as at the last scan")
        request = dg.RunRequest(run_key=f"{target.prefix}:{state}", tags={"debt/fingerprint": state})
        return dg.SensorResult(run_requests=[request], cursor=state)

    return watch


def change_fingerprint(target: Target) -> str:
    """A hash of the HEAD commit and of path, size and mtime of each lock file; contents are never read."""
    parts = [git.resolve_commit(target.root, "HEAD") or ""]
    for path in sorted(target.open().paths(names=("dvc.lock",))):
        status = (target.root / path).stat()
        parts.append(f"{path}:{status.st_size}:{status.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
