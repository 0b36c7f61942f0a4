"""Fact rows about what Dagster makes: does it run by itself, who is told when it fails, and how often it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from debt_pipelines.model.fact_rows import Dataset, Line, Path, Reach
from debt_pipelines.model.schema import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetFact(Row):
    """What is known of one asset of Dagster, or of another dataset that Dagster ran."""

    table: ClassVar[str] = "asset_facts"
    dataset: Dataset
    path: Path
    line: Line
    key: Annotated[str, "Its key; the path of a dataset that is no asset in code"]
    location: Annotated[str | None, "Code location that defines it"]
    is_made: Annotated[bool, "The code location makes it, rather than naming what is made elsewhere"]
    is_tier_1: Annotated[bool, "Of the highest importance"]
    n_downstream: Reach
    is_automated: Annotated[bool, "A schedule, a sensor or an automation condition runs it"]
    automated_by: Annotated[str | None, "What does"]
    is_automation_known: Annotated[
        bool | None, "Whether anything runs it is known; empty where the code computes what is run"
    ]
    schedule_days: Annotated[float | None, "Days from one run to the next, by its schedule; 1 where it runs more often"]
    is_alert_head: Annotated[bool, "The first asset of its location that runs by itself"]
    n_automated_assets: Annotated[int, "Assets of its location that run by themselves"]
    is_alerted: Annotated[bool, "Somebody is told when a run of it fails"]
    alerted_by: Annotated[str | None, "What tells them"]
    is_alert_known: Annotated[bool | None, "Whether anybody is told is known; empty where there are signs of it"]
    has_runs: Annotated[bool, "Dagster has recorded runs of it in the last 30 days"]
    n_runs: Annotated[int, "Those runs"]
    n_failed_runs: Annotated[int, "Those of them that failed in the end; a failed run and its retries are one"]
    is_run_known: Annotated[bool | None, "There were enough of them to tell a rate; empty when not"]
    failing: Annotated[str | None, "How often it failed, where that is too often"]
