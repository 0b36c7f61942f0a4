"""Which jobs depend on data, rather than on code alone."""

from __future__ import annotations

from debt_pipelines.catalog.frames import Frames, records


def jobs_on_data(frames: Frames) -> set[str]:
    """Jobs that declare data they read. One that reads nothing but code fetches its data from somewhere else."""
    data = {row["path"] for row in records(frames["datasets"])}
    return {row["job"] for row in records(frames["edges"]) if row["direction"] == "dep" and row["target"] in data}
