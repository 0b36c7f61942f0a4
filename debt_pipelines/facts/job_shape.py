"""Job facts from the graph: which ends a stage lacks, and whether it is cut off or tangled."""

from __future__ import annotations

import re
from statistics import quantiles
from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.bound import FactsOf, Record
from debt_pipelines.facts.job_graph import connection, sources_of
from debt_pipelines.facts.wording import says_check
from debt_pipelines.project.shell import is_code_path

_SWALLOWED = re.compile(r"(?:^|\s)(deps|outs|params|metrics|plots):(?=\s*$|\s+-\s)")
_TEST = re.compile(r"^tests?([\W_]|$)|\bpytest\b|(^|[\s/])tests?_\w+\.(py|r)\b", re.IGNORECASE)
_SENDING = re.compile(r"(^|[\W_])(upload|deploy|publish|push|notify|send|register|release|trigger)", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:https?|ftp|s3|gs|az|abfss?|hdfs|ssh)://")
_OPTION = re.compile(r"(?<=\s)-\S+")
_MIN_TEMPLATES = 10
_MIN_SOURCES = 8
_OUTLIER_RANGES = 3


def view(frames: Frames) -> FactsOf:
    """A function from a job to the facts of its place in the graph."""
    shape = _Shape(frames)

    def facts(job: Record) -> dict[str, Any]:
        swallowed = _SWALLOWED.search(job["command"] or "")
        return {
            "is_in_pipeline": True if swallowed else shape.is_in_pipeline(job),
            "disconnection": _swallowing(swallowed[1]) if swallowed else shape.disconnection(job),
            "missing_end": None if swallowed else shape.missing_end(job),
            "is_in_large_pipeline": shape.is_large,
            "jungle": shape.jungle(job),
        }

    return facts


def _swallowing(section: str) -> str:
    return f"its command contains `{section}:`, so the text of the command has swallowed what follows"


def _leaves_nothing(name: str, command: str) -> bool:
    """Whether a job says of itself that it only checks something or sends it away."""
    text = f"{name} {_OPTION.sub('', command)}"
    files = " ".join(word for word in command.split() if is_code_path(word))
    return says_check(text) or bool(_TEST.search(text) or _SENDING.search(f"{name} {files}"))


class _Shape:
    """The ends of every job, the graph of the templates, and what is usual in it."""

    def __init__(self, frames: Frames) -> None:
        jobs = [job for job in records(frames["jobs"]) if job["kind"] == "dvc_stage"]
        edges = records(frames["edges"][["job", "direction", "target"]])
        self.with_deps = {edge["job"] for edge in edges if edge["direction"] == "dep"}
        self.with_outs = {edge["job"] for edge in edges if edge["direction"] == "out"}
        self.with_ends_to_read = self.with_deps | set(frames["params"]["job"])
        self.connection = connection(jobs, edges)
        self.main_files = {job["path"] for job in jobs if job["template"] in self.connection.main}
        self.is_unread = any(row["kind"] == "dvc" and row["status"] != "read" for row in records(frames["sources"]))
        self.sources = sources_of(frames, jobs, edges)
        self.is_large = len(self.sources) >= _MIN_TEMPLATES
        first, _, third = quantiles(self.sources.values(), n=4) if self.is_large else (0.0, 0.0, 0.0)
        self.third_quartile = third
        self.fence = self.third_quartile + _OUTLIER_RANGES * (self.third_quartile - first)

    def is_in_pipeline(self, job: Record) -> bool | None:
        """Whether a job is joined to most others, or should be; None when a stage that could join it is unread."""
        if job["template"] in self.connection.main:
            return True
        if not self._is_cut_off(job):
            return False
        return None if self.is_unread else True

    def disconnection(self, job: Record) -> str | None:
        """Why a job has no edge to the others."""
        return "it shares no path with any other stage" if self._is_cut_off(job) else None

    def missing_end(self, job: Record) -> str | None:
        """The ends that a job lacks without an excuse: checks and uploads leave nothing, an address is an input."""
        command = job["command"] or ""
        has_outs = job["job"] in self.with_outs or _leaves_nothing(job["name"], command)
        has_deps = job["job"] in self.with_ends_to_read or job["is_always_changed"] or bool(_ADDRESS.search(command))
        if has_outs or has_deps:
            return None if has_outs and has_deps else "no dependencies" if has_outs else "no outputs"
        return "neither dependencies nor outputs"

    def jungle(self, job: Record) -> str | None:
        """How many others a job takes from, where that is far more than is usual."""
        n_sources = self.sources.get(job["template"], 0)
        if not self.is_large or n_sources < _MIN_SOURCES or n_sources <= self.fence:
            return None
        return f"it takes from {n_sources} others, where three in four stages take from at most {self.third_quartile:g}"

    def _is_cut_off(self, job: Record) -> bool:
        has_ends = job["job"] in self.with_deps and job["job"] in self.with_outs
        return has_ends and job["template"] in self.connection.alone and job["path"] in self.main_files
