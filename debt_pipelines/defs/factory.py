"""The one factory behind the code location, the component, the command line and every other way to run a scan."""

from dataclasses import replace

import dagster as dg

from debt_pipelines.defs.assets import Steps
from debt_pipelines.defs.automation import daily_schedule, scan_job
from debt_pipelines.defs.blocks import blocking_checks
from debt_pipelines.defs.executors import executor_of
from debt_pipelines.defs.notify import notification_sensors
from debt_pipelines.defs.observing import dataset_check_keys, dataset_checks
from debt_pipelines.defs.surface import target_nodes, target_specs
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.target_graph import TargetGraph
from debt_pipelines.defs.watching import change_sensor
from debt_pipelines.defs.wiring import UNATTENDED, Wiring
from debt_pipelines.rules.rulebook import load_rules


def build_debt_defs(target: Target, wiring: Wiring = UNATTENDED, graph: TargetGraph | None = None) -> dg.Definitions:
    """Assets, checks, job, schedule and sensors of one target; every name carries its prefix.

    Where its graph is known, the datasets of the target are shown and checked too. Raises RulebookError when a suite is
    wrong, and SettingsError when the executor is. The executor is that of the job alone, and no IO manager or resource
    is set, so the result merges into any project.
    """
    target = replace(target, has_own_memory=wiring.execution.is_distributed)
    rules = load_rules(target.suite_folders, disable=target.settings.disable)
    nodes = target_nodes(graph, wiring.surface.max_datasets) if graph else []
    further = dataset_check_keys(target, nodes, wiring.surface)
    assets = Steps(target, rules, wiring, further_checks=further).assets()
    about_datasets = dataset_checks(target, graph, nodes, wiring.surface) if graph else None
    checks = [found for found in (about_datasets, blocking_checks(target, wiring)) if found is not None]
    job = scan_job(target, assets, checks, executor_of(wiring.execution))
    return dg.Definitions(
        assets=[*assets, *(target_specs(target, graph, nodes) if graph else ())],
        asset_checks=checks,
        jobs=[job],
        schedules=[daily_schedule(target, job, wiring)],
        sensors=[change_sensor(target, job, wiring), *notification_sensors(target, wiring)],
    )
