"""The last results of Dagster's asset checks, from the history of an instance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from debt_pipelines.model.run_rows import CheckResult

if TYPE_CHECKING:
    import dagster as dg
    from dagster import AssetCheckEvaluation

_MAX_EVENTS = 5000


def check_results_of(
    instance: dg.DagsterInstance, since: datetime, scans: Collection[str], path: str
) -> Iterator[CheckResult]:
    """One row a check, from what it told at its last runs; a run in which it raised an error told nothing.

    `scans` are the prefixes of assets that are left out; `path` names the instance.
    """
    import dagster as dg

    wanted = dg.EventRecordsFilter(
        event_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION, after_timestamp=since.timestamp()
    )
    told: defaultdict[tuple[str, str], list[tuple[float, AssetCheckEvaluation]]] = defaultdict(list)
    for record in instance.event_log_storage.get_event_records(wanted, limit=_MAX_EVENTS):  # newest first
        event = record.event_log_entry.dagster_event
        found = event.asset_check_evaluation_data if event is not None else None
        if found is not None and found.asset_key.path[0] not in scans:
            told["/".join(found.asset_key.path), found.check_name].append((record.timestamp, found))
    for (reference, name), results in sorted(told.items(), key=lambda item: item[0]):
        n_failures = next((n for n, (_, each) in enumerate(results) if each.passed), len(results))
        moment, last = results[0]
        yield CheckResult(
            reference=reference,
            check=name,
            last_result="passed" if last.passed else "failed",
            last_run_at=datetime.fromtimestamp(moment, UTC).replace(microsecond=0).isoformat(),
            n_failures_in_row=n_failures,
            severity="warning" if last.severity == dg.AssetCheckSeverity.WARN else "error",
            path=path,
        )
