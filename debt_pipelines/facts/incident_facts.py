"""Incident facts: which datasets and jobs keep failing, as far as the incidents on record tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.facts.git_time import present_time
from debt_pipelines.model.incident_rows import IncidentFact

if TYPE_CHECKING:
    import pandas as pd

_YEAR = timedelta(days=365)
_RECURRENCES = ((2, timedelta(days=90), "2 in 90 days"), (3, _YEAR, "3 in a year"))
Subject = tuple[str, str | None]
"""An identifier, and the dataset where it is one."""


def build(frames: Frames) -> pd.DataFrame:
    """The `incident_facts` table: one row a dataset or job; an incident told twice counts once."""
    incidents = {row["incident"]: row for row in records(frames["incidents"]) if row["reference"]}
    meant = subject_finder(frames)
    by_subject: defaultdict[Subject, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(incidents.values(), key=lambda row: row["occurred_at"]):
        by_subject[meant(row["reference"])].append(row)
    days = [date.fromisoformat(row["occurred_at"]) for row in incidents.values()]
    present = present_time(frames)
    now = max([*days, *([present.date()] if present else [])], default=date.min)
    return frame_of(
        "incident_facts", [_fact(subject, found, now) for subject, found in sorted(by_subject.items(), key=str)]
    )


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


def _fact(subject: Subject, incidents: list[dict[str, Any]], now: date) -> IncidentFact:
    days = [date.fromisoformat(row["occurred_at"]) for row in incidents]
    hours = [row["hours_lost"] for row in incidents if row["hours_lost"] is not None]
    last = incidents[-1]
    return IncidentFact(
        subject=subject[0],
        dataset=subject[1],
        target=subject[0].removeprefix("file:"),
        path=last["path"],
        line=last["line"],
        n_incidents=len(incidents),
        hours_lost=sum(hours) if hours else None,
        last_at=last["occurred_at"],
        is_recent=now - days[-1] <= _YEAR,
        recurrence=_recurrence(day for day in days if now - day <= _YEAR),
    )


def _recurrence(days: Iterable[date]) -> str | None:
    listed = list(days)
    for number, span, words in _RECURRENCES:
        if any(last - first <= span for first, last in zip(listed, listed[number - 1 :], strict=False)):
            return words
    return None
