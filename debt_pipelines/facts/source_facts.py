"""Source facts: what the scan could and could not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames, conform
from debt_pipelines.model.legacy_formats import MIGRATED_ONE_BY_ONE

if TYPE_CHECKING:
    import pandas as pd


def build(frames: Frames) -> pd.DataFrame:
    """The `source_facts` table."""
    sources = frames["sources"]
    is_dvc = sources["kind"].eq("dvc")
    legacy = sources["legacy_format"]
    is_whole = sources["status"].eq("error") & sources["part"].isna()
    is_told = (legacy.notna() | ~is_whole).astype(object)
    is_first = legacy.notna() & ~sources.sort_values("path").duplicated("legacy_format").reindex(sources.index)
    facts = sources.assign(
        source=sources["path"],
        is_pipeline_metadata=is_dvc,
        is_other_source=~is_dvc,
        is_attempted=sources["status"].ne("skipped"),
        is_tracked_metadata=is_dvc & sources["is_ignored"].notna(),
        is_format_known=is_told.where(is_told.eq(True), None),
        n_migrations=(is_first | legacy.isin(MIGRATED_ONE_BY_ONE)).astype(int),
    )
    return conform("source_facts", facts)
