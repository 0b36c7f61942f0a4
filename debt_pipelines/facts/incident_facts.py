"""Incident facts: which datasets and jobs keep failing, as far as the incidents on record tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.facts.git_time import present_time
from debt_pipelines.facts.run_history import Subject, failures_of, subject_finder
from debt_pipelines.model.incident_rows import IncidentFact

if TYPE_CHECKING:
    import pandas as pd

_YEAR = timedelta(days=365)
_RECURRENCES = ((2, timedelta(days=90), "2 in 90 days"), (3, _YEAR, "3 in a year"))


def build(frames: Frames) -> pd.DataFrame:
    """The `incident_facts` table: one row a dataset or job; an incident told twice counts once."""
    by_subject = past_incidents(frames)
    days = [date.fromisoformat(row["occurred_at"]) for found in by_subject.values() for row in found]
    present = present_time(frames)
    now = max([*days, *([present.date()] if present else [])], default=date.min)
    return frame_of(
        "incident_facts", [_fact(subject, found, now) for subject, found in sorted(by_subject.items(), key=str)]
    )


def past_incidents(frames: Frames) -> dict[Subject, list[dict[str, Any]]]:
    """The incidents on record and the failures of runs by what they were about, oldest first."""
    recorded = {row["incident"]: row for row in records(frames["incidents"]) if row["reference"]}
    meant = subject_finder(frames)
    found: defaultdict[Subject, list[dict[str, Any]]] = defaultdict(list)
    for row in recorded.values():
        found[meant(row["reference"])].append({**row, "failing_hours": None})
    for subject, failures in failures_of(frames).items():
        found[subject].extend(failures)
    return {subject: sorted(rows, key=lambda row: str(row["occurred_at"])) for subject, rows in found.items()}


def _fact(subject: Subject, incidents: list[dict[str, Any]], now: date) -> IncidentFact:
    days = [date.fromisoformat(row["occurred_at"]) for row in incidents]
    hours = [row["hours_lost"] for row in incidents if row["hours_lost"] is not None]
    failing = [row["failing_hours"] for row in incidents if row["failing_hours"] is not None]
    last = incidents[-1]
    return IncidentFact(
        subject=subject[0],
        dataset=subject[1],
        target=subject[0].removeprefix("file:"),
        path=last["path"],
        line=last["line"],
        n_incidents=len(incidents),
        hours_lost=sum(hours) if hours else None,
        failing_hours=round(sum(failing), 1) if failing else None,
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
