"""Project facts about decisions: does a project that trains models keep a record of why they are as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.model_texts import PAGES_CRAWLER, are_pages_seen


def decisions(frames: Frames) -> Callable[[bool], dict[str, Any]]:
    """A function that gives the facts of one project; only the first of a repository owes records, kept for all."""
    said = {row["target"] for row in records(frames["artifacts"]) if row["type"] == "model"}
    datasets = records(frames["datasets"])
    models = {row["dataset"] for row in datasets if row["kind"] == "model" or row["path"] in said}
    is_training = any(row["kind"] == "writes" and row["target"] in models for row in records(frames["lineage_edges"]))
    pages = sorted(row["path"] for row in records(frames["descriptions"]) if row["tool"] == PAGES_CRAWLER)
    is_known = True if pages or are_pages_seen(frames) else None

    def facts(is_first: bool) -> dict[str, Any]:
        return {
            "is_training": is_training and is_first,
            "decision_record": pages[0] if pages else None,
            "is_record_known": is_known,
        }

    return facts
