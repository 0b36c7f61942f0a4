"""Builds the catalog: datasets, bindings and lineage from the crawled frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debt_pipelines.catalog.bind import bind_references
from debt_pipelines.catalog.frames import Frames
from debt_pipelines.catalog.lineage import lineage_edges, lineage_nodes
from debt_pipelines.catalog.owners import with_named_owners
from debt_pipelines.catalog.resolve import resolve_datasets
from debt_pipelines.config.settings import Settings
from debt_pipelines.project.progress import Step, tell

if TYPE_CHECKING:
    import pandas as pd


def build_catalog(frames: Frames, settings: Settings) -> dict[str, pd.DataFrame]:
    """The catalog tables: `datasets`, `partitions`, `bindings`, `lineage_edges` and `lineage`."""
    tell(Step("catalog"))
    datasets, partitions = resolve_datasets(frames, settings)
    edges = lineage_edges(frames, datasets)
    bindings = bind_references(frames, datasets, partitions)
    return {
        "datasets": with_named_owners(datasets, bindings, frames, settings),
        "partitions": partitions,
        "bindings": bindings,
        "lineage": lineage_nodes(edges, frames, datasets),
        "lineage_edges": edges,
    }
