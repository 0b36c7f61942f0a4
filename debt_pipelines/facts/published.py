"""Which datasets leave the project: artifacts that DVC announces, and tables that an exposure of dbt uses."""

from __future__ import annotations

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.project.locations import touching


def published(frames: Frames) -> set[str]:
    """The datasets that an artifact or an exposure names, or that lie in one that does."""
    artifacts = [row["target"] for row in records(frames["artifacts"]) if row["target"]]
    exposed = [row["target"] for row in records(frames["flows"]) if row["kind"] == "dbt_exposure"]
    is_named = touching([*artifacts, *exposed])
    return {row["dataset"] for row in records(frames["datasets"]) if is_named(row["path"])}
