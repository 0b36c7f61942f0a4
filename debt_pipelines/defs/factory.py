"""The one factory behind the code location, the command line and every other way to run a scan in Dagster."""

import dagster as dg

from debt_pipelines.defs.assets import Steps
from debt_pipelines.defs.automation import change_sensor, daily_schedule, scan_job
from debt_pipelines.defs.target import Target
from debt_pipelines.rules.rulebook import load_rules


def build_debt_defs(target: Target) -> dg.Definitions:
    """Assets, checks, job, schedule and sensor of one target; every name carries its prefix.

    Raises RulebookError when a suite is wrong. No executor, IO manager or resource is set, so the result merges into
    any project.
    """
    rules = load_rules(target.suite_folders, disable=target.settings.disable)
    assets = Steps(target, rules).assets()
    job = scan_job(target, assets)
    return dg.Definitions(
        assets=assets,
        jobs=[job],
        schedules=[daily_schedule(target, job)],
        sensors=[change_sensor(target, job)],
    )
