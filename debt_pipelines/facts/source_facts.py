"""Source facts: what the scan could and could not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames, conform

if TYPE_CHECKING:
    import pandas as pd


def build(frames: Frames) -> pd.DataFrame:
    """The `source_facts` table."""
    sources = frames["sources"]
    is_dvc = sources["kind"].eq("dvc")
    facts = sources.assign(
        source=sources["path"],
        is_pipeline_metadata=is_dvc,
        is_other_source=~is_dvc,
        is_attempted=sources["status"].ne("skipped"),
    )
    return conform("source_facts", facts)
