"""Job facts from the command: which scripts it runs, and what it does in the shell itself."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.bound import FactsOf, Record
from debt_pipelines.facts.first_of import FirstOf
from debt_pipelines.facts.shell_glue import glue_of
from debt_pipelines.facts.wording import enumerated
from debt_pipelines.project.locations import ancestors


def view(frames: Frames) -> FactsOf:
    """A function from a job to the facts of its command."""
    jobs = records(frames["jobs"])
    targets: dict[str, set[str]] = defaultdict(set)
    for edge in records(frames["edges"][["job", "target"]]):
        targets[edge["job"]].add(edge["target"])
    undeclared = {job["job"]: _undeclared(job, targets[job["job"]]) for job in jobs}
    is_first = FirstOf()

    def facts(job: Record) -> dict[str, Any]:
        scripts = undeclared[job["job"]]
        is_counting = bool(scripts) and is_first(job["template"], job["job"])
        return {
            "runs_script": job["scripts"] is not None or not job["is_command_clear"],
            "is_command_clear": True if scripts or job["is_command_clear"] else None,
            "undeclared_scripts": enumerated([f"`{script}`" for script in scripts]) if scripts else None,
            "n_scripts_to_declare": len(scripts) if is_counting else 0,
            "glue": glue_of(job["command"]) if job["command"] else None,
        }

    return facts


def _undeclared(job: Record, declared: set[str]) -> list[str]:
    """The scripts that are neither a dependency nor an output, and in no folder that is one."""
    scripts = (job["scripts"] or "").splitlines()
    return [script for script in scripts if declared.isdisjoint(("", script, *ancestors(script)))]
