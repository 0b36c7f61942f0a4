"""A scan whenever the target has changed: its commit, a DVC file, or data in its work tree; the sensor starts stopped.

A change is scanned once it has settled, that is when two looks in a row see the same, and while no other scan of the
target runs: a checkout of many files, or a pipeline that writes one output after the other, costs one scan.
"""

import os
import time
import typing
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
from pydantic import ValidationError

from debt_pipelines.catalog.kinds import is_data_path
from debt_pipelines.defs.target import Target
from debt_pipelines.defs.wiring import Wiring
from debt_pipelines.model.rule import Frozen
from debt_pipelines.project.watch import Watch, Watched

_PATIENCE = 10
"""What still changes after so many looks is scanned as it is."""
_LONGEST_SCAN_SECONDS = 3600
"""A run that has not ended after this time is not waited for: whatever ran it may be dead."""
_UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


class Cursor(Frozen):
    """What the sensor knows: how many scans it asked for, the states of the last one and of now, and its patience."""

    n_requests: int = 0
    scanned: str = ""
    seen: str = ""
    waited: int = 0


def change_sensor(target: Target, job: typing.Any, wiring: Wiring) -> dg.SensorDefinition:
    """The sensor of a target; it is on when the wiring says so."""
    is_on = wiring.is_watched
    watches: dict[str, Watch] = {}

    @dg.sensor(
        name=f"{target.prefix}_watch",
        job=job,
        minimum_interval_seconds=wiring.interval_seconds,
        default_status=dg.DefaultSensorStatus.RUNNING if is_on else dg.DefaultSensorStatus.STOPPED,
        description=f"Scans {target.name} when its commit, a DVC file or data in its work tree has changed.",
    )
    def watch(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        home = context.instance.root_directory
        if home not in watches:
            watches[home] = _watch_of(target, Path(home))
        state = watches[home].state()
        before = _cursor_of(context.cursor)
        cursor, words = looked(before, state, is_busy=_is_scanned_now(context.instance, f"{target.prefix}_scan"))
        if cursor.n_requests == before.n_requests:
            return dg.SensorResult(skip_reason=words, cursor=cursor.model_dump_json())
        # The number makes a state that comes back a new one, and a tick that is repeated after a crash the same one.
        key = f"{target.prefix}:{cursor.n_requests}:{state}"
        request = dg.RunRequest(run_key=key, tags={"debt/fingerprint": state})
        return dg.SensorResult(run_requests=[request], cursor=cursor.model_dump_json())

    return watch


def looked(before: Cursor, state: str, *, is_busy: bool) -> tuple[Cursor, str]:
    """The cursor after a look at a state, and why nothing is asked for; `n_requests` is one more where a scan is."""
    if state == before.scanned:
        quiet = before.model_copy(update={"seen": state, "waited": 0})
        return quiet, "commit, DVC files and data are as at the last scan"
    if is_busy:
        return before.model_copy(update={"seen": state}), "a change waits until the scan that runs is over"
    if state != before.seen and before.waited < _PATIENCE:
        waiting = before.model_copy(update={"seen": state, "waited": before.waited + 1})
        return waiting, "a change is not complete before two looks in a row see the same"
    return Cursor(n_requests=before.n_requests + 1, scanned=state, seen=state), ""


def watched_files(target: Target, *, without: typing.Iterable[Path] = ()) -> Watched:
    """The DVC files and the data of a target, also where git ignores it, less what lies in the folders `without`."""
    from debt_pipelines.crawlers import dvc_files, dvc_pipeline
    from debt_pipelines.crawlers.registry import tracked_paths

    project = target.open()
    pipelines = project.paths(names=("dvc.yaml", "dvc.lock"), suffixes=(".dvc",))
    ignoring = [path for path in project.files if path.rpartition("/")[2] in (".gitignore", ".dvcignore")]
    rows = [*dvc_files.crawl(project, target.settings), *dvc_pipeline.declared_rows(project)]
    tracked = project.including(tracked_paths(rows))
    outputs = tracked.files.keys() - project.files.keys()
    data = tracked.excluding(target.settings.exclude_patterns).paths()
    left_out = tuple(_below(project.root, without))
    files = {path for path in data if path in outputs or is_data_path(path)}.union(pipelines)
    kept = {path for path in files if not path.startswith(left_out)} if left_out else files
    return Watched(kept, [*pipelines, *ignoring])


def _watch_of(target: Target, home: Path) -> Watch:
    """What changes with every scan, our state and the instance's own files, is not watched."""
    return Watch(target.root.resolve(), lambda: watched_files(target, without=(target.state, home)))


def _below(root: Path, folders: typing.Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        resolved = Path(os.path.realpath(folder))
        if resolved != root and resolved.is_relative_to(root):
            yield f"{resolved.relative_to(root).as_posix()}/"


def _cursor_of(text: str | None) -> Cursor:
    """The cursor as it was kept; an older one, which was the state alone, leads to one scan."""
    try:
        return Cursor.model_validate_json(text or "{}")
    except ValidationError:
        return Cursor()


def _is_scanned_now(instance: dg.DagsterInstance, job: str) -> bool:
    runs = instance.get_run_records(dg.RunsFilter(job_name=job, statuses=_UNFINISHED))
    return any(time.time() - run.create_timestamp.timestamp() < _LONGEST_SCAN_SECONDS for run in runs)
