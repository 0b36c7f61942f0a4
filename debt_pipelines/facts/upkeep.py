"""Who keeps data up: the people who have brought its versions, or run the stage that writes it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.bound import Record
from debt_pipelines.facts.git_time import days_until, is_history_whole
from debt_pipelines.model.data_rows import DVC_STORAGES

_ACTIVE_DAYS = 180
_MIN_COMMITS = 3


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The people who keep one stage or `.dvc` file up, the last one last, and whether it is only one of them.

    What a machine updates too rests on nobody alone. With a part of history only, nobody knows who came before.
    """

    people: tuple[str, ...] = ()
    is_single_maintainer: bool | None = None


class Writers:
    """What writes each dataset: a stage as written, or a `.dvc` file; nothing writes what a former one left."""

    def __init__(self, frames: Frames) -> None:
        self.templates = {row["job"]: row["template"] for row in records(frames["jobs"])}
        self.by_path: dict[str, str] = {}
        for edge in records(frames["edges"]):
            if edge["direction"] == "out" and edge["job"] in self.templates:
                self.by_path.setdefault(edge["target"], self.templates[edge["job"]])
        for row in records(frames["datasets"]):
            if row["storage"] in DVC_STORAGES:
                self.by_path.setdefault(row["path"], row["source_path"])


def upkeep_by_writer(frames: Frames, writers: Writers) -> dict[str, Upkeep]:
    """The people behind each stage as written, and each `.dvc` file."""
    runs = records(frames["recorded_runs"])
    done = [(row, writers.by_path.get(row["path"])) for row in records(frames["output_versions"])]
    done += [(row, writers.templates.get(row["job"])) for row in runs]
    by_writer: defaultdict[str, list[Record]] = defaultdict(list)
    for row, writer in done:
        if writer is not None:
            by_writer[writer].append(row)
    by_file: defaultdict[str, list[Record]] = defaultdict(list)
    for row in sorted(runs, key=_date):
        by_file[_file_of(row["job"])].append(row)
    is_whole = is_history_whole(frames)
    return {writer: _upkeep(rows, by_file[_file_of(writer)], is_whole=is_whole) for writer, rows in by_writer.items()}


def _upkeep(own: list[Record], pipeline: list[Record], *, is_whole: bool) -> Upkeep:
    """Who ran the rest of the pipeline since the last version would have run this stage, had it been out of date."""
    own = sorted(own, key=_date)
    rows = [*own, *pipeline[bisect_right(pipeline, _date(own[-1]), key=_date) :]]
    people = dict.fromkeys(row["author"] for row in reversed(rows) if not row["is_bot"])
    is_single = len(people) == 1 and not any(row["is_bot"] for row in rows)
    return Upkeep(tuple(reversed(people)), is_single if is_whole and people else None)


def _date(row: Record) -> datetime:
    return datetime.fromisoformat(row["committed_at"])


def _file_of(job: str) -> str:
    return job.rpartition(":")[0]


def is_team(frames: Frames, now: datetime | None) -> bool:
    """Whether at least two people work on the project: three commits or more, the last within half a year."""
    active = 0
    for row in records(frames["contributors"]):
        days = days_until(now, row["last_commit_at"])
        active += not row["is_bot"] and row["n_commits"] >= _MIN_COMMITS and days is not None and days <= _ACTIVE_DAYS
    return active > 1
