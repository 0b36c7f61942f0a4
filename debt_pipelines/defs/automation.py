"""When a scan runs: a job, a daily schedule, and a sensor on git HEAD and the DVC lock files. Both start stopped."""

import hashlib
import typing

import dagster as dg

from debt_pipelines.defs.target import Target
from debt_pipelines.project import git

_SENSOR_SECONDS = 60
DAILY = "0 6 * * *"


def scan_job(target: Target, assets: typing.Sequence[dg.AssetsDefinition]) -> typing.Any:
    """The job that runs the whole scan in one process."""
    return dg.define_asset_job(
        f"{target.prefix}_scan",
        selection=dg.AssetSelection.assets(*assets),
        executor_def=dg.in_process_executor,
        description=f"Scans {target.name} and judges its debt.",
    )


def daily_schedule(target: Target, job: typing.Any) -> dg.ScheduleDefinition:
    """A scan every morning (UTC)."""
    return dg.ScheduleDefinition(name=f"{target.prefix}_daily", job=job, cron_schedule=DAILY, execution_timezone="UTC")


def change_sensor(target: Target, job: typing.Any) -> dg.SensorDefinition:
    """A scan whenever git HEAD or a DVC lock file changed."""

    @dg.sensor(name=f"{target.prefix}_watch", job=job, minimum_interval_seconds=_SENSOR_SECONDS)
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
