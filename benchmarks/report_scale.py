"""How long every report of a very large project takes: 20,000 findings, 10,000 datasets, a lineage of 40,000 edges.

`python benchmarks/report_scale.py [FORMAT ...]`
"""

from __future__ import annotations

import resource
import sys
import time
from typing import Literal

from debt_pipelines.catalog.lineage_graph import LineageGraph, Link, Node
from debt_pipelines.model.entries import DatasetEntry, EdgeEntry, JobEntry, Lineage, NodeEntry
from debt_pipelines.model.finding import Finding, Subject, fingerprint
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports import registry
from debt_pipelines.reports.lineage import registry as lineage_registry
from debt_pipelines.reports.registry import RenderOptions
from tests.reports.sample import finding, scorecard

N_FINDINGS, N_DATASETS, N_JOBS, N_READ = 20_000, 10_000, 10_000, 3
SAMPLE = scorecard()


def main(wanted: list[str]) -> None:
    """Render each format once and print seconds, size and the memory at its height."""
    card, report = large_scorecard(), large_lineage()
    print(f"{len(card.findings):,} findings, {len(card.lineage.edges):,} edges")
    for name in registry.formats():
        if not wanted or name in wanted:
            started = time.perf_counter()
            text = registry.render(card, name, RenderOptions())
            _tell(name, started, text)
    for name in lineage_registry.formats():
        if not wanted or f"lineage-{name}" in wanted:
            started = time.perf_counter()
            text = lineage_registry.render(report, name, RenderOptions())
            _tell(f"lineage-{name}", started, text)


def large_scorecard() -> Scorecard:
    """Jobs in a chain that each read three datasets and write one, and two findings a dataset."""
    edges = tuple(
        EdgeEntry.model_validate({"source": link.source, "target": link.target, "kind": link.kind}) for link in _links()
    )
    nodes = [*map(_data, range(N_DATASETS)), *map(_job, range(N_JOBS))]
    return SAMPLE.model_copy(
        update={
            "findings": tuple(map(_finding, range(N_FINDINGS))),
            "datasets": tuple(map(_dataset, range(N_DATASETS))),
            "jobs": tuple(map(_job_entry, range(N_JOBS))),
            "lineage": Lineage(
                nodes=tuple(map(_node, nodes)),
                edges=edges,
            ),
        }
    )


def large_lineage() -> lineage_registry.LineageReport:
    """The same graph as `debt lineage` has it."""
    nodes = {
        _data(number): Node(id=_data(number), kind="dataset", name=f"d/{number:05}.csv", path=f"d/{number:05}.csv")
        for number in range(N_DATASETS)
    }
    nodes |= {
        _job(number): Node(id=_job(number), kind="job", name=f"step{number:05}", path="dvc.yaml")
        for number in range(N_JOBS)
    }
    return lineage_registry.LineageReport("large", None, LineageGraph(nodes, tuple(_links())))


def _links() -> list[Link]:
    links = []
    for number in range(N_JOBS):
        sources = [max(0, number - back) for back in range(N_READ)]
        links += [Link(source=_data(source), target=_job(number), kind="reads") for source in dict.fromkeys(sources)]
        links.append(Link(source=_job(number), target=_data((number + 1) % N_DATASETS), kind="writes"))
    return links


def _data(number: int) -> str:
    return f"file:d/{number:05}.csv"


def _job(number: int) -> str:
    return f"dvc.yaml:step{number:05}"


def _node(id: str) -> NodeEntry:
    kind: Literal["dataset", "job"] = "dataset" if id.startswith("file:") else "job"
    return NodeEntry(id=id, kind=kind, n_upstream=3, n_downstream=3, cycle=None)


def _finding(number: int) -> Finding:
    code = ("VAL101", "DOC101")[number % 2]
    subject = Subject(kind="dataset", id=_data(number // 2))
    message = f"`{subject.id}` has no check, test, description or contract"
    return finding(code, subject.id, message, id=fingerprint(code, subject), status="new", line=number)


def _dataset(number: int) -> DatasetEntry:
    return SAMPLE.datasets[0].model_copy(update={"id": _data(number), "path": f"d/{number:05}.csv"})


def _job_entry(number: int) -> JobEntry:
    return SAMPLE.jobs[0].model_copy(update={"id": _job(number), "name": f"step{number:05}"})


def _tell(name: str, started: float, text: str) -> None:
    seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:20} {seconds:7.2f} s {len(text.encode()) / 1e6:8.2f} MB {memory:7.0f} MiB")


if __name__ == "__main__":
    main(sys.argv[1:])
