"""How often Dagster makes its assets: as their schedules say, or else as their recorded runs show."""

from __future__ import annotations

from collections import defaultdict

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.cron import days_between
from debt_pipelines.facts.rhythm import rhythm_of
from debt_pipelines.facts.run_history import runs_by_subject

_MAX_DAYS = 100


def leading_assets(frames: Frames) -> dict[str, float]:
    """The days between versions of assets with a rhythm, by path: those made from no such asset, one a schedule.

    What is made from an asset with a rhythm cannot be newer than that, and what one schedule runs is late together.
    """
    made = {row["asset"] for row in records(frames["dagster_assets"]) if row["job"] is not None}
    days, writers = _scheduled(frames, made)
    for path, found in _run(frames, made).items():
        days.setdefault(path, found)
    upstream: defaultdict[str, set[str]] = defaultdict(set)
    outs = {row["job"]: row["target"] for row in records(frames["flows"]) if row["direction"] == "out"}
    for row in records(frames["flows"]):
        if row["direction"] == "dep" and row["job"] in outs:
            upstream[outs[row["job"]]].add(row["target"])
    leading = [
        path for path in sorted(days, reverse=True) if days[path] <= _MAX_DAYS and not upstream[path] & days.keys()
    ]
    heads = {writers.get(path, (path,)): path for path in leading}
    return {path: days[path] for path in heads.values()}


def _scheduled(frames: Frames, made: set[str]) -> tuple[dict[str, float], dict[str, tuple[str, ...]]]:
    """The days between the runs of each asset that a cron line gives, and the schedule as written."""
    days: dict[str, float] = {}
    writers: dict[str, tuple[str, ...]] = {}
    for row in records(frames["automations"]):
        found = days_between(row["cron"]) if row["cron"] and row["is_running"] is not False else None
        if row["asset"] in made and found is not None and found <= days.get(row["asset"], found):
            days[row["asset"]] = found
            writers[row["asset"]] = (row["path"], row["kind"], row["name"], row["cron"])
    return days, writers


def _run(frames: Frames, made: set[str]) -> dict[str, float]:
    """The median days between the days on which runs made each asset, where they are regular enough to tell."""
    paths = {row["dataset"]: row["path"] for row in records(frames["datasets"]) if row["path"] in made}
    found: dict[str, float] = {}
    for (_, dataset), runs in runs_by_subject(frames).items() if paths else ():
        rhythm = rhythm_of([row["ended_at"] for row in runs if not row["is_failed"]], 0) if dataset in paths else None
        if dataset is not None and rhythm is not None:
            found[paths[dataset]] = rhythm.interval_days
    return found
