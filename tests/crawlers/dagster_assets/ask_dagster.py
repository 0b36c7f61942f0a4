"""Run in a process of its own, in the folder of a Dagster project: prints what Dagster makes of its definitions."""

from __future__ import annotations

import json
import sys
import warnings

warnings.simplefilter("ignore")
sys.path.insert(0, ".")

from host.definitions import defs  # type: ignore[import-not-found]  # noqa: E402

repository = defs.get_repository_def()
graph = repository.asset_graph


def targets(job_names: list[str]) -> list[str]:
    """The keys of the assets that some jobs make."""
    made = {key for name in job_names for key in repository.get_job(name).asset_layer.selected_asset_keys}
    return sorted("/".join(key.path) for key in made)


def of_instigator(each: object) -> list[str]:
    """The jobs that a schedule or a sensor runs."""
    return [target.job_name for target in getattr(each, "targets", None) or ()] or [each.job_name]  # type: ignore[attr-defined]


told = {
    "assets": {
        "/".join(node.key.path): {
            "is_made": node.is_materializable,
            "deps": sorted("/".join(key.path) for key in node.parent_keys),
            "group": node.group_name,
            "owners": sorted(node.owners),
            "description": node.description,
        }
        for node in graph.asset_nodes
    },
    "checks": sorted(f"{'/'.join(key.asset_key.path)}:{key.name}" for key in graph.asset_check_keys),
    "schedules": {each.name: [each.cron_schedule, targets(of_instigator(each))] for each in repository.schedule_defs},
    "sensors": {
        each.name: targets(of_instigator(each))
        if each.sensor_type.value in ("STANDARD", "ASSET")
        else each.sensor_type.value
        for each in repository.sensor_defs
    },
}
print(json.dumps(told))
