"""Runs of the project's own assets, jobs and checks, from the history of a Dagster instance: which failed, how often.

Read are the instance that the scan runs in, and the one whose folder the setting `dagster_home` names. Of that only a
copy is opened, because Dagster's storages write into what they open. Runs of debt scans are no runs of the project.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from debt_pipelines.defs.clock import timestamp
from debt_pipelines.defs.dagster_check_results import check_results_of
from debt_pipelines.defs.instance import home_path
from debt_pipelines.defs.target import Target
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.run_rows import CheckResult, DagsterRun
from debt_pipelines.model.schema import Row

if TYPE_CHECKING:
    import dagster as dg
    from dagster import RunRecord

_CRAWLER = "dagster_runs"
_PERIOD = timedelta(days=365)
_PAGE = 1000
_MAX_RECORDS_PER_ASSET = 5000
_MAX_FAILED_RUNS = 500
_OWN_ASSETS = frozenset({"findings", "scorecard", "deploy_gate"})
_RETRY_NUMBER, _ROOT_RUN = "dagster/retry_number", "dagster/root_run_id"
_HIDDEN = "__"
"""How the names of jobs begin that Dagster makes for assets that are run without one."""


def crawl_runs(target: Target, instance: dg.DagsterInstance) -> Iterator[Row]:
    """One row per asset or job and run of the last year, from the instance of the scan and the one that is named."""
    if not _is_of_scans(target, instance):
        yield from _guarded("dagster", lambda: [*runs_of(instance), *_results_of(instance, "dagster")])
    home = target.settings.dagster_home
    if home is not None:
        yield from _guarded("dagster_home", lambda: _runs_in(target.root / Path(home).expanduser()))


def _is_of_scans(target: Target, instance: dg.DagsterInstance) -> bool:
    """Whether an instance is that of the state folder, which runs nothing but scans."""
    return Path(instance.root_directory).resolve() == home_path(target.state).resolve()


def _guarded(path: str, read: Callable[[], list[Row]]) -> list[Row]:
    """What was read; where a storage of another version raises whatever it may, the source that says so."""
    try:
        return [*read(), Source(path=path, crawler=_CRAWLER, kind="settings", status="read")]
    except Exception as error:  # noqa: BLE001 - a history that cannot be read must not cost the scan
        told = f"the runs of the Dagster instance cannot be read: {_reason(error)}"
        return [Source(path=path, crawler=_CRAWLER, kind="settings", status="error", error=told)]


def _runs_in(home: Path) -> list[Row]:
    with _copied(home) as instance:
        return [*runs_of(instance), *_results_of(instance, "dagster_home")]


def _results_of(instance: dg.DagsterInstance, path: str) -> Iterator[CheckResult]:
    since = datetime.fromisoformat(timestamp()) - _PERIOD
    return check_results_of(instance, since, _scans(instance.all_asset_keys()), path)


def runs_of(instance: dg.DagsterInstance) -> Iterator[DagsterRun]:
    """The runs that an instance recorded in the last year, debt scans left out."""
    since = datetime.fromisoformat(timestamp()) - _PERIOD
    keys = instance.all_asset_keys()
    scans = _scans(keys)
    wanted = [key for key in keys if key.path[0] not in scans]
    last_parts = Counter(key.path[-1] for key in wanted)
    for key in wanted:
        name = key.path[-1] if last_parts[key.path[-1]] == 1 else None
        for run, ended_at in _materializations(instance, key, since):
            yield DagsterRun(run=run, kind="asset", reference="/".join(key.path), name=name, ended_at=_moment(ended_at))
    yield from _job_runs(instance, since, {f"{prefix}_scan" for prefix in scans}, scans, last_parts)


def _scans(keys: Sequence[dg.AssetKey]) -> set[str]:
    """The prefixes of debt scans among the assets of an instance."""
    named = {
        prefix: {key.path[-1] for key in keys if key.path[0] == prefix} for prefix in {key.path[0] for key in keys}
    }
    return {prefix for prefix, names in named.items() if names >= _OWN_ASSETS}


def _materializations(instance: dg.DagsterInstance, key: dg.AssetKey, since: datetime) -> Iterator[tuple[str, float]]:
    """The runs that made an asset, newest first; many partitions in one run are one run."""
    import dagster as dg

    chosen = dg.AssetRecordsFilter(asset_key=key, after_timestamp=since.timestamp())
    seen: set[str] = set()
    cursor: str | None = None
    for _ in range(_MAX_RECORDS_PER_ASSET // _PAGE):
        page = instance.fetch_materializations(chosen, limit=_PAGE, cursor=cursor)
        for record in page.records:
            run = record.run_id or f"event {record.storage_id}"
            if run not in seen:
                seen.add(run)
                yield run, record.timestamp
        cursor = page.cursor
        if not page.has_more:
            return


def _job_runs(
    instance: dg.DagsterInstance, since: datetime, own_jobs: set[str], scans: set[str], last_parts: Counter[str]
) -> Iterator[DagsterRun]:
    """Runs of jobs that ended, and for each that failed the assets whose step it was."""
    from dagster import DagsterRunStatus, RunsFilter

    ended = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE]
    records = instance.get_run_records(RunsFilter(statuses=ended, created_after=since), limit=_MAX_RECORDS_PER_ASSET)
    outcomes: dict[str, RunRecord] = {}
    for record in records:  # newest first: what became of a run and its retries in the end
        if record.dagster_run.job_name not in own_jobs:
            outcomes.setdefault(_first_try(record), record)
    n_failed = 0
    for run, record in outcomes.items():
        ended_at = _moment(record.end_time or record.create_timestamp.timestamp())
        is_failed = record.dagster_run.status == DagsterRunStatus.FAILURE
        job = record.dagster_run.job_name
        if not job.startswith(_HIDDEN):
            yield DagsterRun(run=run, kind="job", reference=job, ended_at=ended_at, is_failed=is_failed)
        n_failed += is_failed
        if is_failed and n_failed <= _MAX_FAILED_RUNS:
            for key in _failed_assets(instance, record.dagster_run.run_id):
                name = key.path[-1] if last_parts[key.path[-1]] <= 1 else None
                if key.path[0] not in scans:
                    yield DagsterRun(
                        run=run,
                        kind="asset",
                        reference="/".join(key.path),
                        name=name,
                        ended_at=ended_at,
                        is_failed=True,
                    )


def _first_try(record: RunRecord) -> str:
    """The run itself, or for an automatic retry the run that it retries: a person was not needed between them."""
    run, tags = record.dagster_run, record.dagster_run.tags
    first: str = tags.get(_ROOT_RUN, run.run_id) if _RETRY_NUMBER in tags else run.run_id
    return first


def _failed_assets(instance: dg.DagsterInstance, run_id: str) -> list[dg.AssetKey]:
    """The assets that the failed steps of a run were to make."""
    import dagster as dg

    kinds = {dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED}
    planned: list[tuple[str | None, dg.AssetKey]] = []
    failed: set[str | None] = set()
    for record in instance.get_records_for_run(run_id, of_type=kinds).records:
        event = record.event_log_entry.dagster_event
        if event is None:
            continue
        if event.event_type == dg.DagsterEventType.STEP_FAILURE:
            failed.add(event.step_key)
        elif event.asset_key is not None:
            planned.append((event.step_key, event.asset_key))
    return [key for step, key in planned if step in failed]


@contextmanager
def _copied(home: Path) -> Iterator[dg.DagsterInstance]:
    """An instance over a copy of the SQLite files in the folder of another one."""
    import dagster as dg

    history = home / "history"
    if not (history / "runs.db").is_file():
        raise FileNotFoundError("there is no file `history/runs.db` in it")
    with tempfile.TemporaryDirectory(prefix="debt-dagster-") as folder:
        shutil.copytree(history, Path(folder, "history"), ignore=shutil.ignore_patterns("*-shm"))
        with dg.DagsterInstance.local_temp(folder) as instance:
            yield instance


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=0).isoformat()


def _reason(error: Exception) -> str:
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return words.strip().splitlines()[0] if words.strip() else type(error).__name__
