"""Runs that an orchestrator recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from debt_pipelines.model.schema import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class DagsterRun(Row):
    """What one Dagster run did to one asset, or what became of one run of a job."""

    table: ClassVar[str] = "dagster_runs"
    run: Annotated[str, "Identifier of the run; a failed one and its automatic retries are one run"]
    kind: Annotated[Literal["asset", "job"], "An asset that was to be made, or a job"]
    reference: Annotated[str, "Key of the asset, its parts joined by slashes, or name of the job"]
    name: Annotated[str | None, "Last part of the key, where no other asset has it"] = None
    ended_at: Annotated[str, "When it ended (ISO 8601, UTC)"]
    is_failed: Annotated[bool, "It failed, and no automatic retry mended it"] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult(Row):
    """What became of one check of Dagster at its last runs."""

    table: ClassVar[str] = "check_results"
    reference: Annotated[str, "Key of the asset, its parts joined by slashes"]
    check: Annotated[str, "Name of the check"]
    last_result: Annotated[Literal["passed", "failed", "error"], "Its last recorded result"]
    last_run_at: Annotated[str, "Date of that result (ISO 8601)"]
    n_failures_in_row: Annotated[int, "Recorded runs that failed since it last passed"]
    severity: Annotated[Literal["error", "warning"] | None, "What a failure does, as far as it says"] = None
    path: Annotated[str, "Setting that names where it is recorded"]
