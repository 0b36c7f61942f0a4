"""Edge facts from recorded hashes: is what a job read or wrote still what is there."""

from __future__ import annotations

from collections.abc import Callable

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.bound import FactsOf, Record
from debt_pipelines.facts.first_of import FirstOf
from debt_pipelines.model.data_rows import DVC_STORAGES
from debt_pipelines.project.locations import ancestors, touching

_TRACKER = "dvc_files"


def view(frames: Frames) -> FactsOf:
    """Facts of an edge: what git keeps there now, and what a `.dvc` file records."""
    tracked = {
        seen["path"]: seen
        for seen in records(frames["sightings"])
        if seen["crawler"] == _TRACKER and seen["storage"] in DVC_STORAGES
    }
    outputs = [edge for edge in records(frames["edges"]) if edge["direction"] == "out"]
    is_tracked = touching(tracked)
    is_produced = touching({edge["target"] for edge in outputs})
    counting = _counter(frames)
    kept = {*tracked, *(edge["target"] for edge in outputs if edge["is_cached"])}

    def facts(edge: Record) -> Record:
        target = edge["target"]
        is_recorded_dep = edge["direction"] == "dep" and edge["locked_hash"] is not None
        is_tracked_dep = is_recorded_dep and is_tracked(target)
        is_git_dep = is_recorded_dep and bool(edge["is_in_git"]) and not (is_tracked_dep or is_produced(target))
        is_changed_in_git = _differs(edge["locked_hash"], edge["present_hash"]) if is_git_dep else None
        is_changed_in_dvc = _is_replaced(edge, tracked.get(target)) if is_tracked_dep else None
        is_uncached = _is_uncached_output(edge) and kept.isdisjoint((target, *ancestors(target)))
        is_nowhere = is_uncached and edge["is_in_git"] is False
        return {
            "is_git_dependency": is_git_dep,
            "present_hash": edge["present_hash"],
            "is_changed_in_git": is_changed_in_git,
            "is_tracked_dependency": is_tracked_dep,
            "tracked_hash": tracked[target]["hash"] if target in tracked else None,
            "is_changed_in_dvc": is_changed_in_dvc,
            "is_uncached_output": is_uncached,
            "is_in_git": edge["is_in_git"],
            "n_mendings": counting(edge, (is_changed_in_git, is_changed_in_dvc, is_nowhere)),
        }

    return facts


def _counter(frames: Frames) -> Callable[[Record, tuple[bool | None, ...]], int]:
    """A function from an edge and its problems to the steps that mend them: one per template and kind of problem.

    A run brings all dependencies of a stage up to date, and one command runs all stages of a template.
    """
    live = {row["job"]: row["template"] for row in records(frames["jobs"]) if not row["is_frozen"]}
    is_first = FirstOf()

    def counting(edge: Record, problems: tuple[bool | None, ...]) -> int:
        if True not in problems or (edge["job"] not in live and not problems[-1]):
            return 0
        kinds = tuple(problem is True for problem in problems)
        place = (live.get(edge["job"], edge["job"]), kinds)
        return int(is_first(place, (edge["job"], edge["direction"], edge["target"])))

    return counting


def _differs(recorded: str | None, present: str | None) -> bool | None:
    return None if recorded is None or present is None else recorded != present


def _is_replaced(edge: Record, seen: Record | None) -> bool | None:
    """Whether the `.dvc` file of that very path records another hash; only hashes of one scheme compare."""
    if seen is None or seen["hash_name"] != edge["locked_hash_name"]:
        return None
    return _differs(edge["locked_hash"], seen["hash"])


def _is_uncached_output(edge: Record) -> bool:
    is_recorded = edge["direction"] == "out" and edge["lock_line"] is not None
    return is_recorded and not edge["is_cached"] and not edge["is_external"]
