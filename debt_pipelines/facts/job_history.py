"""Job facts from git: who last ran it, and since when its caching is disabled."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.bound import FactsOf, Record
from debt_pipelines.facts.git_time import day_of, days_until, present_time
from debt_pipelines.facts.job_inputs import jobs_on_data

_LONG_DAYS = 90
_SAYS_WHY = re.compile(
    r"\b(frozen|(un)?freez\w+|manual(ly)?|by hand|on demand|always|automatic(ally)?|every (run|time)|run once)\b",
    re.IGNORECASE,
)
_FETCHES = re.compile(r"(^|[^a-z])(extract|fetch|download|ingest|pull|scrap|crawl|sync|curl|wget)", re.IGNORECASE)


def view(frames: Frames) -> FactsOf:
    """A function from a record to its facts, by name.

    A stage may also say in its description how it is run.
    """
    now = present_time(frames)
    runs = records(frames["recorded_runs"])
    last_run = {row["job"]: row for row in runs}
    n_runs = Counter(row["job"] for row in runs)
    switches = _switches(frames)
    inputs = _inputs(frames)

    def facts(job: Record) -> dict[str, Any]:
        is_said = bool(_SAYS_WHY.search(job["description"] or ""))
        written = [] if is_said else switches[job["template"]]
        disabled = [row for row in written if not _is_evident(job, row["how"], inputs[job["job"]])]
        since = min((row["since"] for row in disabled if row["since"]), key=datetime.fromisoformat, default=None)
        is_known = all(row["since"] for row in disabled)
        days = days_until(now, since) if is_known else None
        run = last_run.get(job["job"])
        return {
            "caching_disabled": " and ".join(row["how"] for row in disabled) or None,
            "is_caching_disabled": bool(disabled),
            "disabled_since": day_of(since) if is_known else None,
            "disabled_days": days,
            "is_disabled_long": None if days is None else days > _LONG_DAYS,
            "last_run_at": run["committed_at"] if run else None,
            "last_run_by": run["author"] if run else None,
            "n_runs": n_runs[job["job"]],
        }

    return facts


def _switches(frames: Frames) -> defaultdict[str, list[Record]]:
    """What disables caching without a reason, by the stage as written."""
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for row in records(frames["caching_disabled"]):
        if row["reason"] is None:
            found[row["subject"]].append(row)
    return found


def _inputs(frames: Frames) -> defaultdict[str, str | None]:
    """What each job declares as dependencies: data, code alone, or None."""
    found: defaultdict[str, str | None] = defaultdict(lambda: None)
    found.update((row["job"], "code") for row in records(frames["edges"]) if row["direction"] == "dep")
    found.update(dict.fromkeys(jobs_on_data(frames), "data"))
    return found


def _is_evident(job: Record, how: str, inputs: str | None) -> bool:
    """Whether anybody can see why: what fetches must always run, and without dependencies only `frozen` stops it."""
    if how == "frozen":
        return inputs is None
    return inputs != "data" or bool(_FETCHES.search(f"{job['name']} {job['command'] or ''}"))
