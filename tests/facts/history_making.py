"""Rows of the past, made short: what is left unsaid is harmless."""

from __future__ import annotations

from typing import Any

from debt_pipelines.model.data_rows import Sighting, Source
from debt_pipelines.model.history_rows import CachingDisabled, Contributor, OutputVersion, RecordedRun
from debt_pipelines.model.pipeline_rows import Edge, Job

CUT_OFF = Source(path=".git", crawler="dvc_history", kind="settings", status="skipped", error="cut off")


def day(date: str) -> str:
    """A day as a date with a time."""
    return f"{date}T12:00:00+00:00"


def person(name: str, last: str = "2026-06-30", **changes: Any) -> Contributor:
    """Somebody with ten commits."""
    row: dict[str, Any] = {"email": f"{name.lower()}@x.org", "is_bot": False, "n_commits": 10}
    dates = {"first_commit_at": day("2024-01-01"), "last_commit_at": day(last)}
    return Contributor(name=name, **{**row, **dates, **changes})


def version(path: str, date: str, value: str | None = None, **changes: Any) -> OutputVersion:
    """A version of an output, by Ada, of no job."""
    row: dict[str, Any] = {
        "hash": value or date,
        "hash_name": "md5",
        "job": None,
        "source_path": "dvc.lock",
        "commit": f"{date}-0123456789",
        "author": "Ada",
        "is_bot": False,
        "is_explained": None,
    }
    return OutputVersion(path=path, committed_at=day(date), **{**row, **changes})


def run(job: str, date: str, **changes: Any) -> RecordedRun:
    """A run, by Ada, that changed everything."""
    row: dict[str, Any] = {"commit": date, "author": "Ada", "is_bot": False}
    flags = {"is_command_changed": True, "is_input_changed": True, "is_output_changed": True}
    return RecordedRun(job=job, committed_at=day(date), **{**row, **flags, **changes})


def switch(subject: str, since: str | None, how: Any = "frozen", reason: str | None = None) -> CachingDisabled:
    """Caching that is switched off."""
    return CachingDisabled(subject=subject, how=how, since=day(since) if since else None, commit="c", reason=reason)


def stage(name: str, **changes: Any) -> Job:
    """A stage of `dvc.yaml`."""
    job = f"dvc.yaml:{name}"
    row: dict[str, Any] = {"name": name, "template": job, "path": "dvc.yaml", "line": 2, "command": "x"}
    return Job(job=job, kind="dvc_stage", **{**row, **changes})


def dep(name: str, target: str, **changes: Any) -> Edge:
    """A dependency of a stage, with a recorded hash."""
    row: dict[str, Any] = {"path": "dvc.yaml", "locked_hash": "d", "locked_hash_name": "md5"}
    return Edge(job=f"dvc.yaml:{name}", direction="dep", target=target, **{**row, **changes})


def out(name: str, target: str, **changes: Any) -> Edge:
    """An output of a stage."""
    return Edge(job=f"dvc.yaml:{name}", direction="out", target=target, path="dvc.yaml", **changes)


def seen(path: str, **changes: Any) -> Sighting:
    """A dataset that DVC keeps."""
    row: dict[str, Any] = {"crawler": "dvc_pipeline", "kind": "table", "storage": "dvc", "source_path": "dvc.yaml"}
    return Sighting(path=path, **{**row, **changes})
