"""Recorded runs of the project's own jobs and datasets: when each ran, and how often it came to fail.

What the orchestrator runs for others counts for nothing: a run is about a dataset or a job of the project, or about
nothing. A row of failed runs up to the next that succeeds is one failure: somebody had to look once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from debt_pipelines.catalog.frames import Frames, records

Subject = tuple[str, str | None]
"""An identifier, and the dataset where it is one."""
Run = dict[str, Any]
_SECONDS_AN_HOUR = 3600


def subject_finder(frames: Frames) -> Callable[[str], Subject]:
    """A function from what an incident names to the job or dataset meant, or to the words themselves."""
    jobs: defaultdict[str, set[str]] = defaultdict(set)
    for row in records(frames["jobs"]):
        for name in (row["job"], row["name"]):
            jobs[name].add(row["job"])
    datasets = set(frames["datasets"]["dataset"])
    bound = {row["reference"]: row["dataset"] for row in records(frames["bindings"])}

    def find(reference: str) -> Subject:
        found = jobs.get(reference, set())
        if len(found) == 1:
            return next(iter(found)), None
        dataset = reference if reference in datasets else bound.get(reference)
        return dataset or reference, dataset

    return find


def runs_by_subject(frames: Frames) -> dict[Subject, list[Run]]:
    """The recorded runs of each dataset or job of the project, oldest first, each once.

    A failed run of a job in which a known asset failed is about that asset alone.
    """
    named = _run_subjects(frames)
    rows = [(named[key], row) for row in records(frames["dagster_runs"]) if (key := _key(row)) in named]
    blamed = {row["run"] for _, row in rows if row["kind"] == "asset" and row["is_failed"]}
    runs: defaultdict[Subject, dict[str, Run]] = defaultdict(dict)
    for subject, row in rows:
        if row["kind"] == "asset" or row["run"] not in blamed:
            runs[subject].setdefault(row["run"], row)
    return {subject: sorted(found.values(), key=lambda row: str(row["ended_at"])) for subject, found in runs.items()}


def failures_of(frames: Frames) -> dict[Subject, list[dict[str, Any]]]:
    """The failures of each dataset or job, as incidents; the hours that people lost are not known."""
    places = {row["dataset"]: (row["path"], None) for row in records(frames["datasets"])}
    places |= {row["job"]: (row["path"], row["line"]) for row in records(frames["jobs"])}
    found = {subject: _failures(runs) for subject, runs in runs_by_subject(frames).items()}
    return {
        subject: [failure | dict(zip(("path", "line"), places[subject[0]], strict=True)) for failure in failures]
        for subject, failures in found.items()
        if failures
    }


def _failures(runs: list[Run]) -> list[dict[str, Any]]:
    failures: list[dict[str, Any]] = []
    since: datetime | None = None
    for run in runs:
        ended_at = datetime.fromisoformat(run["ended_at"])
        if run["is_failed"] and since is None:
            since = ended_at
            failures.append(
                {"incident": run["run"], "occurred_at": run["ended_at"][:10], "hours_lost": None, "failing_hours": None}
            )
        elif not run["is_failed"] and since is not None:
            failures[-1]["failing_hours"] = (ended_at - since).total_seconds() / _SECONDS_AN_HOUR
            since = None
    return failures


def _run_subjects(frames: Frames) -> dict[tuple[str, str, str | None], Subject]:
    """What each asset or job that was run means, where the project knows it."""
    meant = subject_finder(frames)
    jobs, datasets = set(frames["jobs"]["job"]), set(frames["datasets"]["dataset"])
    found: dict[tuple[str, str, str | None], Subject] = {}
    for key in {_key(row) for row in records(frames["dagster_runs"])}:
        kind, reference, name = key
        subjects = (meant(reference), meant(name) if name else None)
        known = (each for each in subjects if each and (each[0] in jobs or (kind == "asset" and each[0] in datasets)))
        subject = next(known, None)
        if subject is not None:
            found[key] = subject
    return found


def _key(row: Run) -> tuple[str, str, str | None]:
    return row["kind"], row["reference"], row["name"]
