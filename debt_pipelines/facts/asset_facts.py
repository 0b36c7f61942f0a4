"""Asset facts: what runs each asset of Dagster, who hears of its failures, and how often it fails."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.catalog.resolve import dataset_id
from debt_pipelines.facts.bound import Record
from debt_pipelines.facts.cron import days_between
from debt_pipelines.facts.run_history import runs_by_subject
from debt_pipelines.model.asset_fact_rows import AssetFact

if TYPE_CHECKING:
    import pandas as pd

_RECENT = timedelta(days=30)
_MIN_RUNS = 5
_MIN_FAILURES = 2
_MAX_FAILED_SHARE = 0.2
_RUNNING = ("schedule", "sensor", "condition")
_LAUNCHES = re.compile(r"\bdagster\s+(job|asset)\b|\bdg\s+launch\b|\blaunch(Run|Pipeline|Multiple)", re.IGNORECASE)


def build(frames: Frames) -> pd.DataFrame:
    """The `asset_facts` table: one row an asset, and one for each other dataset that Dagster ran."""
    datasets = {row["dataset"]: row for row in records(frames["datasets"])}
    assets = {dataset_id(row["asset"]): row for row in reversed(records(frames["dagster_assets"]))}
    assets = {name: row for name, row in sorted(assets.items()) if name in datasets}
    runs = {dataset: found for (_, dataset), found in runs_by_subject(frames).items() if dataset is not None}
    reach = {row["node"]: row["n_downstream"] for row in records(frames["lineage"])}
    triggers = Triggers(frames)
    now = _now(runs)
    said = {name: triggers.facts(row) for name, row in assets.items()}
    heads = _heads(assets, said)
    rows = [
        AssetFact(
            dataset=name,
            path=datasets[name]["source_path"],
            line=datasets[name]["line"],
            key=assets[name]["key"] if name in assets else datasets[name]["path"],
            location=assets[name]["location"] if name in assets else None,
            is_made=name in assets and assets[name]["job"] is not None,
            is_tier_1=datasets[name]["tier"] == 1,
            n_downstream=reach.get(name, 0),
            is_alert_head=name in heads,
            n_automated_assets=heads.get(name, 0),
            **said.get(name, _NOTHING),
            **_run_facts(runs.get(name, []), now),
        )
        for name in sorted(assets.keys() | runs.keys())
        if name in datasets
    ]
    return frame_of("asset_facts", rows)


_NOTHING: dict[str, Any] = {
    "is_automated": False,
    "automated_by": None,
    "is_automation_known": None,
    "schedule_days": None,
    "is_alerted": False,
    "alerted_by": None,
    "is_alert_known": None,
}


@dataclass(frozen=True, slots=True)
class _Said:
    """What is written of one sort of trigger for an asset: the one that is on, and whether others may be."""

    by: Record | None
    is_unclear: bool


class Triggers:
    """What runs the assets of each location, and what tells of failures there."""

    def __init__(self, frames: Frames) -> None:
        self._of_asset: defaultdict[str, list[Record]] = defaultdict(list)
        self._of_location: defaultdict[str | None, list[Record]] = defaultdict(list)
        for row in records(frames["automations"]):
            place = self._of_location[row["location"]] if row["asset"] is None else self._of_asset[row["asset"]]
            place.append(row)
        commands = records(frames["automated_commands"])
        self._is_run_outside = any(row["tool"] == "settings" for row in commands)
        self._may_be_launched = any(_LAUNCHES.search(row["command"]) for row in commands)

    def facts(self, asset: Record) -> dict[str, Any]:
        """The facts of one asset about what runs it and what tells of its failures."""
        runs, alerts = self._said(asset, _RUNNING), self._said(asset, ("alert",))
        by = f"{runs.by['kind']} {runs.by['name']}" if runs.by else "settings" if self._is_run_outside else None
        is_unclear = runs.is_unclear or self._may_be_launched
        crons = [
            row["cron"] for row in self._of_asset[asset["asset"]] if row["cron"] and row["is_running"] is not False
        ]
        days = [found for cron in crons if (found := days_between(cron)) is not None]
        return {
            "is_automated": by is not None,
            "automated_by": by,
            "is_automation_known": True if by is not None or not is_unclear else None,
            "schedule_days": min(days, default=None),
            "is_alerted": alerts.by is not None,
            "alerted_by": alerts.by["name"] if alerts.by else None,
            "is_alert_known": True if alerts.by is not None or not alerts.is_unclear else None,
        }

    def _said(self, asset: Record, kinds: tuple[str, ...]) -> _Said:
        own, shared = self._of_asset[asset["asset"]], [*self._of_location[asset["location"]], *self._of_location[None]]
        wanted = [row for row in (*own, *shared) if row["kind"] in kinds and row["is_running"] is not False]
        by = next((row for row in wanted if row["is_target_known"]), None)
        is_other = any(row["kind"] == "unknown" and "alert" not in kinds for row in (*own, *shared))
        return _Said(by, is_other or any(not row["is_target_known"] for row in wanted))


def _heads(assets: dict[str, Record], said: dict[str, dict[str, Any]]) -> dict[str, int]:
    """The asset that speaks for all of its location that run by themselves, one that nobody hears of first."""
    running: defaultdict[str, list[tuple[bool, bool, str]]] = defaultdict(list)
    for name, row in assets.items():
        facts = said[name]
        if row["job"] is not None and facts["is_automated"]:
            running[row["location"]].append((facts["is_alerted"], facts["is_alert_known"] is None, name))
    return {min(found)[-1]: len(found) for found in running.values()}


def _now(runs: dict[str, list[Record]]) -> datetime | None:
    """The end of the last run of anything."""
    return max((datetime.fromisoformat(row["ended_at"]) for found in runs.values() for row in found), default=None)


def _run_facts(runs: list[Record], now: datetime | None) -> dict[str, Any]:
    recent = [row for row in runs if now is not None and now - datetime.fromisoformat(row["ended_at"]) <= _RECENT]
    n_failed = sum(row["is_failed"] for row in recent)
    is_too_often = n_failed >= _MIN_FAILURES and n_failed > _MAX_FAILED_SHARE * len(recent)
    return {
        "has_runs": bool(recent),
        "n_runs": len(recent),
        "n_failed_runs": n_failed,
        "is_run_known": True if len(recent) >= _MIN_RUNS else None,
        "failing": f"{n_failed} of {len(recent)} runs in 30 days" if is_too_often else None,
    }
