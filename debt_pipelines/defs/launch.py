"""Runs the scan job in this process against the persistent instance, so that the run shows up in `debt ui`."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from debt_pipelines.catalog.keeping import keeping
from debt_pipelines.defs.scorecard_file import read_scorecard
from debt_pipelines.defs.target import Target
from debt_pipelines.model.errors import DebtError, StateError
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.project.broken_database import is_broken
from debt_pipelines.project.whole_file import drop_leftovers

_log = logging.getLogger(__name__)
_OBJECTS_BETWEEN_COLLECTIONS = 200_000
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


class ScanFailedError(DebtError):
    """A step of the scan broke; the message is the step's own."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class ScanRun:
    """A finished scan: its scorecard and the Dagster run it came from."""

    scorecard: Scorecard
    run_id: str


def run_scan(target: Target) -> ScanRun:
    """Materialize all assets of a target; a closed gate is a result, a broken step raises ScanFailedError.

    Scans of one project take turns: each writes the tables, and what the next one starts from.
    """
    from debt_pipelines.defs.instance import begin_anew

    with keeping(target.state), alone(target.folder):
        drop_leftovers(target.store.folder)
        drop_leftovers(target.folder)
        try:
            return _run(target)
        except Exception as error:
            if not is_broken(error):
                raise
        begin_anew(target.state)
        return _run(target)


def _run(target: Target) -> ScanRun:
    from debt_pipelines.defs.factory import build_debt_defs
    from debt_pipelines.defs.instance import open_instance

    if target.scorecard_path.exists():
        target.scorecard_path.replace(target.previous_path)
    target.state_path.unlink(missing_ok=True)
    job = build_debt_defs(target).resolve_job_def(f"{target.prefix}_scan")
    with _rare_collections(), open_instance(target.state) as instance:
        result = job.execute_in_process(instance=instance, run_config=_QUIET, raise_on_error=False)
    if not target.scorecard_path.exists():
        raise _failure(result)
    return ScanRun(read_scorecard(target.scorecard_path), result.run_id)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let no other process into a folder of the state meanwhile; a process that is killed leaves it at once."""
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        _log.warning("another scan uses the state in `%s`; waiting until it is done", folder.name)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Look for reference cycles rarely: a scan makes very many small objects, and hardly a cycle among them."""
    usual = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _failure(result: Any) -> DebtError:
    """What broke first, as an error for people."""
    told = "the scan did not finish"
    for event in result.all_events:
        if event.is_step_failure and event.step_failure_data.error:
            error = event.step_failure_data.error
            cause = error.cause or error
            said = str(cause.message).strip()
            if cause.cls_name == StateError.__name__:
                return StateError(said.partition(": ")[2])
            told = f"{event.step_key} failed: {said}"
            break
    return ScanFailedError(told, hint=f"see run {result.run_id} in `debt ui`")
