"""What a model was trained on and has changed since, in the stage that writes it or upstream of it."""

from __future__ import annotations

from collections import defaultdict

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.bound import Record
from debt_pipelines.facts.job_flow import JobFlow

_N_TOLD = 2


class Staleness:
    """The changes of each job since its recorded run, and the jobs whose recorded run can be compared at all."""

    def __init__(self, frames: Frames, flow: JobFlow) -> None:
        self._flow = flow
        self._changes: dict[str, list[str]] = defaultdict(list)
        self._comparable: set[str] = set()
        for edge in records(frames["edge_facts"]):
            if edge["is_dependency"]:
                self._note(edge["job"], *_edge_change(edge))
        for param in records(frames["param_facts"]):
            if param["job"] is not None and param["is_recorded"]:
                self._note(param["job"], bool(param["is_comparable"]), param["change"])
        for job in records(frames["job_facts"]):
            self._note(job["job"], job["is_command_changed"] is not None, _job_change(job))

    def of(self, jobs: list[str]) -> str | None:
        """The first changes that tell that a model of these jobs is out of date, nearest first."""
        found = [change for job in self._flow.upstream(jobs) for change in self._changes[job]]
        changes = list(dict.fromkeys(found))
        told = "; ".join(changes[:_N_TOLD])
        n_more = len(changes) - _N_TOLD
        return f"{told}; and {n_more} more" if n_more > 0 else told or None

    def is_known(self, jobs: list[str]) -> bool:
        """Whether the recorded runs of these jobs, and of all before them, can be compared."""
        upstream = self._flow.upstream(jobs)
        return bool(upstream) and self._comparable.issuperset(upstream)

    def _note(self, job: str, is_comparable: bool, change: str | None) -> None:
        if is_comparable:
            self._comparable.add(job)
        if change is not None:
            self._changes[job].append(change)


def _edge_change(edge: Record) -> tuple[bool, str | None]:
    stale = edge["is_stale"] if edge["is_live"] else None
    compared = (stale, edge["is_changed_in_git"], edge["is_changed_in_dvc"])
    change = f"`{edge['target']}` has changed" if any(compared) else None
    return any(value is not None for value in compared), change


def _job_change(job: Record) -> str | None:
    if job["is_command_changed"]:
        return f"the command of `{job['job']}` has changed"
    is_other = "dep `" in (job["path_changes"] or "")
    return f"`{job['job']}` has other dependencies" if is_other else None
