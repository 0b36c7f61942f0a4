"""The lineage of a project as plain functions: only files of DVC and dbt are read, no data, no history, no rules."""

from __future__ import annotations

from debt_pipelines.catalog.frames import frames_of, records
from debt_pipelines.catalog.lineage import lineage_edges
from debt_pipelines.catalog.lineage_graph import lineage_graph
from debt_pipelines.catalog.resolve import resolve_datasets
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.registry import crawl_project
from debt_pipelines.defs.clock import timestamp
from debt_pipelines.model.tables import METADATA_TABLES
from debt_pipelines.project.project import Project
from debt_pipelines.reports.lineage.registry import LineageReport, Unread

_CRAWLERS = ("dbt", "dvc_files", "dvc_pipeline")


def lineage_report(project: Project, settings: Settings, *, with_code: bool = False) -> LineageReport:
    """The whole lineage graph of a project, and what could not be read of it."""
    frames = frames_of(crawl_project(project, settings, only=_CRAWLERS), METADATA_TABLES)
    datasets, _partitions = resolve_datasets(frames, settings)
    catalog = {"datasets": datasets, "lineage_edges": lineage_edges(frames, datasets)}
    graph = lineage_graph({**frames, **catalog}, with_code=with_code)
    failed = [row for row in records(frames["sources"]) if row["status"] == "error"]
    unread = tuple(Unread(row["path"], row["line"], row["error"] or "cannot be read") for row in failed)
    return LineageReport(project.name, project.revision or project.head, graph, unread=unread, read_at=timestamp())
