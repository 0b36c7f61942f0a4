"""Job facts from the lock file: what has changed since the recorded run."""

from __future__ import annotations

import re
from collections import defaultdict

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.bound import FactsOf, Record
from debt_pipelines.facts.first_of import FirstOf

_N_TOLD = 5
_CONTINUATION = re.compile(r"\\\r?\n")


def view(frames: Frames) -> FactsOf:
    """Facts of a job: is its command the recorded one, and which paths were added or taken away since."""
    added: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for edge in records(frames["edges"]):
        if edge["lock_line"] is None:
            added[edge["job"]].append((edge["direction"], edge["target"]))

    is_first = FirstOf()

    def facts(job: Record) -> Record:
        is_recorded = job["kind"] == "dvc_stage" and job["is_locked"] is True
        changes = _path_changes(job, added[job["job"]]) if is_recorded else []
        is_command_changed = _is_command_changed(job) if is_recorded else None
        needs_run = not job["is_frozen"] and (is_command_changed is True or bool(changes))
        is_counting = needs_run and is_first(job["template"], job["job"])
        return {
            "is_recorded_live": is_recorded and not job["is_frozen"],
            "is_command_changed": is_command_changed,
            "locked_command": _one_line(job["lock_command"]),
            "path_changes": _told(changes) if changes else None,
            "n_path_changes": len(changes),
            "n_reruns": int(is_counting),
        }

    return facts


def _is_command_changed(job: Record) -> bool | None:
    """Whether a shell would be told something else; blanks and the way a command is folded do not matter."""
    if job["command"] is None or job["lock_command"] is None:
        return None
    return _lines(job["command"]) != _lines(job["lock_command"])


def _lines(command: str) -> list[str]:
    lines = (" ".join(line.split()) for line in _CONTINUATION.sub(" ", command).splitlines())
    return [line for line in lines if line]


def _one_line(command: str | None) -> str | None:
    return None if command is None else "; ".join(_lines(command))


def _path_changes(job: Record, added: list[tuple[str, str]]) -> list[str]:
    gone = [line.split(" ", 1) for line in (job["lock_only_paths"] or "").splitlines()]
    return [
        *(f"{direction} `{path}` added" for direction, path in sorted(set(added))),
        *(f"{direction} `{path}` gone" for direction, path in gone),
    ]


def _told(changes: list[str]) -> str:
    n_more = len(changes) - _N_TOLD
    return ", ".join(changes[:_N_TOLD]) + (f" and {n_more} more" if n_more > 0 else "")
