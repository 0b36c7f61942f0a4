"""Builds all fact tables in the order they need one another; a table without a builder yet is empty."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames, empty_frame
from debt_pipelines.facts import (
    assertion_facts,
    asset_facts,
    column_facts,
    dataset_facts,
    edge_facts,
    feature_facts,
    incident_facts,
    job_facts,
    ledger_facts,
    model_facts,
    param_facts,
    project_facts,
    repository_facts,
    schema_changes,
    source_facts,
    suite_facts,
)
from debt_pipelines.model.tables import FACT_TABLES
from debt_pipelines.project.progress import Step, tell

if TYPE_CHECKING:
    import pandas as pd

BUILDERS: dict[str, Callable[[Frames], pd.DataFrame]] = {
    "column_facts": column_facts.build,
    "dataset_facts": dataset_facts.build,
    "job_facts": job_facts.build,
    "edge_facts": edge_facts.build,
    "assertion_facts": assertion_facts.build,
    "suite_facts": suite_facts.build,
    "source_facts": source_facts.build,
    "project_facts": project_facts.build,
    "repository_facts": repository_facts.build,
    "schema_changes": schema_changes.build,
    "param_facts": param_facts.build,
    "model_facts": model_facts.build,
    "feature_facts": feature_facts.build,
    "ledger_facts": ledger_facts.build,
    "incident_facts": incident_facts.build,
    "asset_facts": asset_facts.build,
}


def build_facts(frames: Frames) -> dict[str, pd.DataFrame]:
    """All fact tables, from the metadata and catalog tables."""
    known = dict(frames)
    for n, (table, build) in enumerate(BUILDERS.items()):
        tell(Step("facts", n, len(BUILDERS), table))
        known[table] = build(known)
    return {table: known[table] if table in known else empty_frame(table) for table in FACT_TABLES}
