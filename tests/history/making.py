"""Runs and findings for the tests of the history."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from debt_pipelines.history.run import Run, RunFinding
from debt_pipelines.history.split import open_units

RULE = {"rule": "a", "unjudged": 0}


def finding(name: str, minutes: float = 60, **changes: Any) -> RunFinding:
    values: dict[str, Any] = {
        "finding": name,
        "code": "VAL101",
        "subject": f"file:{name}.csv",
        "status": "known",
        "minutes": minutes,
        "impact": 9.0,
        "is_advice": False,
    }
    return RunFinding(**values | changes)


def run(day: int, findings: Iterable[RunFinding] = (), **changes: Any) -> Run:
    """The run of the state of a day, counted from the first of January."""
    listed = list(findings)
    moment = f"{date(2026, 1, 1) + timedelta(days=day)}T09:00:00+00:00"
    values: dict[str, Any] = {
        "id": f"run{day}",
        "project": "shop",
        "revision": hashlib.sha1(str(day).encode(), usedforsecurity=False).hexdigest(),
        "committed_at": moment,
        "generated_at": moment,
        "moment": moment,
        "rulebook": "r1",
        "versions": {"debt_pipelines": "1"},
        "figures": {
            "open_minutes": sum(map(open_units, listed)) / 1000,
            "accepted_minutes": sum(found.minutes for found in listed if found.status == "accepted"),
            "n_findings": len(listed),
            "letter": "C",
        },
        "evidence": {found.code: RULE for found in listed},
    }
    return Run(**values | changes)
