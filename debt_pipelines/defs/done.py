"""Which step of a scan has written its tables in which run: no step goes on from what another run has left.

Not every executor keeps a step from running after one that it needs has failed, and workers that do not share the
state folder would read what they hold themselves.
"""

import typing
from pathlib import Path

import dagster as dg

from debt_pipelines.defs.target import Target
from debt_pipelines.model.errors import DebtError
from debt_pipelines.project.whole_file import write_whole

Context: typing.TypeAlias = dg.OpExecutionContext | dg.AssetExecutionContext | dg.AssetCheckExecutionContext


class StaleTablesError(DebtError):
    """The tables in the state folder are not those of this run."""


def unmark(target: Target, step: str) -> None:
    """Note that the tables of a step are being written: until that is done they are nobody's."""
    _mark(target, step).unlink(missing_ok=True)


def mark_done(context: Context, target: Target, step: str) -> None:
    """Note that a step of this run has written all its tables."""
    place = _mark(target, step)
    place.parent.mkdir(parents=True, exist_ok=True)
    write_whole(place, context.run.run_id)


def require_done(context: Context, target: Target, step: str) -> None:
    """Raise StaleTablesError where this run was to make the tables of a step, and those that are here are others."""
    if not _is_planned(context, target, step):
        return
    try:
        written_by = _mark(target, step).read_text("utf-8")
    except OSError:
        written_by = ""
    if written_by != context.run.run_id:
        raise StaleTablesError(
            f"the step `{step}` of this run has left no tables here",
            hint="either it failed, or its worker has another state folder: let all workers share DEBT_STATE_DIR",
        )


def _is_planned(context: Context, target: Target, step: str) -> bool:
    """Whether this run was to execute a step, alone or as a graph of several."""
    plan_id = context.run.execution_plan_snapshot_id
    if plan_id is None:
        return False
    name = f"{target.prefix}_{step}"
    keys = context.instance.get_execution_plan_snapshot(plan_id).step_keys_to_execute
    return any(key == name or key.startswith(f"{name}.") for key in keys)


def _mark(target: Target, step: str) -> Path:
    return target.folder / "done" / step
