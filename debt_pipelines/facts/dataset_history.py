"""Dataset facts from git: versions, rhythm, and the people who keep it up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.asset_rhythm import leading_assets
from debt_pipelines.facts.bound import FactsOf, Record
from debt_pipelines.facts.git_time import days_until, present_time
from debt_pipelines.facts.owners import owner_facts
from debt_pipelines.facts.rhythm import Rhythm, interval_of, rhythm_of, without_standstill
from debt_pipelines.facts.upkeep import Upkeep, Writers, is_team, upkeep_by_writer
from debt_pipelines.project.locations import ancestors

_DATA_KINDS = ("table", "directory", "other")
_UPKEPT_KINDS = (*_DATA_KINDS, "model")
_MIN_VERSIONS = 3
_STILL_DAYS = 365
_FREQUENT_DAYS = 100


def view(frames: Frames) -> FactsOf:
    """A function from a record to its facts, by name."""
    past = _Past(frames)
    owned = owner_facts(frames)

    def facts(dataset: Record) -> dict[str, Any]:
        path = dataset["path"]
        dates = past.dates[path]
        rhythm = past.rhythms.get(path)
        upkeep = past.upkeep.get(past.writers.by_path.get(path, ""), Upkeep())
        return {
            "n_versions": len(dates),
            "last_changed_at": dates[-1] if dates else None,
            "update_interval_days": interval_of(dates) or past.made.get(path),
            "days_since_change": past.days_since_change(path),
            "is_living": past.is_living(dataset),
            "has_rhythm": path in past.watched,
            "owes_freshness": (dataset["kind"] == "table" and path in past.leading) or path in past.made,
            "is_overdue": rhythm.is_overdue if rhythm else None,
            "is_upkept": path in past.upkept,
            "n_maintainers": len(upkeep.people),
            "maintainer": upkeep.people[-1] if upkeep.people else None,
            "is_single_maintainer": upkeep.is_single_maintainer,
            **owned(dataset["owner"]),
        }

    return facts


class _Past:
    """What git remembers of all datasets, and the one dataset of each writer that is judged."""

    def __init__(self, frames: Frames) -> None:
        self.now = present_time(frames)
        self.dates = _dates(frames)
        self.writers = Writers(frames)
        self.upkeep = upkeep_by_writer(frames, self.writers)
        datasets = records(frames["datasets"])
        found = self._rhythms(datasets, frames)
        awaiting = _awaiting(frames, {path for path, rhythm in found.items() if rhythm.is_overdue})
        self.watched = self._heads(path for path in found if path not in awaiting)
        self.rhythms = without_standstill({path: found[path] for path in self.watched})
        frequent = {path for path in self.watched if found[path].interval_days <= _FREQUENT_DAYS}
        self.leading = frequent - _awaiting(frames, frequent)
        self.made = leading_assets(frames)
        kept = [row["path"] for row in datasets if row["kind"] in _UPKEPT_KINDS and self._is_kept(row["path"])]
        self.upkept = self._heads(kept) if is_team(frames, self.now) else set()

    def days_since_change(self, path: str) -> float | None:
        """Days from the last version to now."""
        return days_until(self.now, self.dates[path][-1]) if self.dates[path] else None

    def is_living(self, dataset: Record) -> bool:
        """Whether a dataset changes: not what was put there once, or stands still for long."""
        age = self.days_since_change(dataset["path"])
        is_young = age is not None and age <= _STILL_DAYS and len(self.dates[dataset["path"]]) > 1
        return is_young or dataset["storage"] == "warehouse"

    def _is_kept(self, path: str) -> bool:
        upkeep = self.upkeep.get(self.writers.by_path.get(path, ""), Upkeep())
        return len(self.dates[path]) >= _MIN_VERSIONS and bool(upkeep.people)

    def _rhythms(self, datasets: list[Record], frames: Frames) -> dict[str, Rhythm]:
        """The rhythm of data that is not frozen, neither itself nor the stage that writes it."""
        frozen = {row["template"] for row in records(frames["jobs"]) if row["is_frozen"]}
        found: dict[str, Rhythm] = {}
        for row in datasets:
            path = row["path"]
            rhythm = rhythm_of(self.dates[path], self.days_since_change(path)) if row["kind"] in _DATA_KINDS else None
            writer = self.writers.by_path.get(path)
            if rhythm is not None and writer is not None and writer not in frozen and not row["is_frozen"]:
                found[path] = rhythm
        return found

    def _heads(self, paths: Iterable[str]) -> set[str]:
        """The first dataset of each stage as written, or `.dvc` file."""
        return set({self.writers.by_path[path]: path for path in sorted(paths, reverse=True)}.values())


def _dates(frames: Frames) -> defaultdict[str, list[str]]:
    """The date of each version of each path, oldest first; the same content written anew is no version."""
    dates: defaultdict[str, list[str]] = defaultdict(list)
    last: dict[str, str] = {}
    for row in records(frames["output_versions"]):
        if last.get(row["path"]) != row["hash"]:
            last[row["path"]] = row["hash"]
            dates[row["path"]].append(row["committed_at"])
    return dates


def _awaiting(frames: Frames, late: set[str]) -> set[str]:
    """Outputs of jobs that read what is late itself, or a part of it: they cannot be newer than their source."""
    edges = records(frames["edges"])
    above = {folder for path in late for folder in ancestors(path)}
    reads = [edge for edge in edges if edge["direction"] == "dep"]
    jobs = {
        edge["job"] for edge in reads if edge["target"] in above or {edge["target"], *ancestors(edge["target"])} & late
    }
    return {edge["target"] for edge in edges if edge["direction"] == "out" and edge["job"] in jobs}
