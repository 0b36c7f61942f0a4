"""The lineage graph as OpenLineage events: every stage with what it reads and writes, every dataset with its origin."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.catalog.lineage_graph import LineageGraph
from debt_pipelines.reports.lineage.registry import LineageReport
from debt_pipelines.reports.openlineage import Emitter, Event, stage, to_text
from debt_pipelines.reports.registry import RenderOptions

_WITHOUT_JOB = ("contains", "imports")
_DATA = ("dataset", "external")


def render(report: LineageReport, options: RenderOptions) -> str:
    """Datasets, then stages, as a JSON array with one event a line; code that a stage depends on is no data."""
    emitter = Emitter(report.project, report.read_at)
    return to_text([*_datasets(report.graph, emitter), *_jobs(report.graph, emitter)])


def _datasets(graph: LineageGraph, emitter: Emitter) -> Iterator[Event]:
    for key, node in graph.nodes.items():
        if node.kind in _DATA:
            sources = [link.source for link in graph.into.get(key, ()) if link.kind in _WITHOUT_JOB]
            facets = {"lineage": emitter.fed_by(sources)} if sources else None
            yield emitter.dataset_event(emitter.dataset(key, facets))


def _jobs(graph: LineageGraph, emitter: Emitter) -> Iterator[Event]:
    for key, node in graph.nodes.items():
        if node.kind == "job":
            inputs = [link.source for link in graph.into.get(key, ()) if link.kind == "reads"]
            outputs = [link.target for link in graph.out_of.get(key, ()) if link.kind == "writes"]
            yield emitter.job_event(emitter.job(key, stage()), inputs=inputs, outputs=outputs)
