"""The scorecard as OpenLineage events: what is declared of datasets and jobs, and what the scan found in them.

The scan is a run that really took place, so its findings stand in its events, as data-quality assertions that failed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from debt_pipelines.model.entries import DatasetEntry
from debt_pipelines.model.finding import Finding, is_open
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.openlineage import Emitter, Event, documentation, facet, stage, to_text
from debt_pipelines.reports.printable import one_line, printable
from debt_pipelines.reports.registry import RenderOptions

_SCAN = "debt-scan"
_TYPES = {"table": "TABLE", "model": "MODEL"}
_GRAVE = ("critical", "high")


def render(scorecard: Scorecard, options: RenderOptions) -> str:
    """Datasets, then jobs, then the scan, as a JSON array with one event a line."""
    emitter = Emitter(scorecard.project.name, scorecard.generated_at)
    return to_text([*_datasets(scorecard, emitter), *_jobs(scorecard, emitter), *_scan(scorecard, emitter)])


def _datasets(scorecard: Scorecard, emitter: Emitter) -> Iterator[Event]:
    jobs = {job.id for job in scorecard.jobs}
    feeders: defaultdict[str, list[str]] = defaultdict(list)
    for edge in scorecard.lineage.edges:
        if edge.kind == "contains" and edge.source not in jobs:
            feeders[edge.target].append(edge.source)
    for entry in scorecard.datasets:
        facets = _facets(entry)
        if feeders[entry.id]:
            facets["lineage"] = emitter.fed_by(feeders[entry.id])
        yield emitter.dataset_event(emitter.dataset(entry.id, facets))


def _facets(entry: DatasetEntry) -> dict[str, Event]:
    facets = {"datasetType": facet("datasetType", {"datasetType": _TYPES.get(entry.kind, "FILE")})}
    facets |= documentation(entry.description)
    if entry.columns:
        fields = [
            {
                "name": printable(column.name),
                **({"type": printable(column.type)} if column.type else {}),
                **({"description": one_line(column.description)} if column.description else {}),
            }
            for column in entry.columns
        ]
        facets["schema"] = facet("schema", {"fields": fields})
    if entry.owner:
        facets["ownership"] = facet("ownership", {"owners": [{"name": one_line(entry.owner)}]})
    if entry.hash:
        facets["version"] = facet("version", {"datasetVersion": printable(entry.hash)})
    return facets


def _jobs(scorecard: Scorecard, emitter: Emitter) -> Iterator[Event]:
    reads: defaultdict[str, list[str]] = defaultdict(list)
    writes: defaultdict[str, list[str]] = defaultdict(list)
    for edge in scorecard.lineage.edges:
        if edge.kind == "reads":
            reads[edge.target].append(edge.source)
        elif edge.kind == "writes":
            writes[edge.source].append(edge.target)
    for job in scorecard.jobs:
        facets = stage() | documentation(job.description, is_of_job=True)
        yield emitter.job_event(emitter.job(job.id, facets), inputs=reads[job.id], outputs=writes[job.id])


def _scan(scorecard: Scorecard, emitter: Emitter) -> Iterator[Event]:
    by_dataset: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in scorecard.findings:
        if finding.dataset is not None and is_open(finding):
            by_dataset[finding.dataset].append(finding)
    inputs = []
    for entry in scorecard.datasets:
        dataset = emitter.dataset(entry.id)
        if by_dataset[entry.id]:
            assertions = [_assertion(finding) for finding in by_dataset[entry.id]]
            dataset["inputFacets"] = {
                "dataQualityAssertions": facet("dataQualityAssertions", {"assertions": assertions})
            }
        inputs.append(dataset)
    key = f"{scorecard.revision or ''}/{scorecard.versions.rulebook}/{scorecard.generated_at}"
    yield from emitter.run_events(_SCAN, key, inputs)


def _assertion(finding: Finding) -> Event:
    return {
        "assertion": printable(finding.slug),
        "success": False,
        "severity": "error" if finding.severity in _GRAVE and not finding.is_advice else "warn",
        "name": printable(finding.code),
        "description": one_line(finding.message),
        **({"column": printable(finding.column)} if finding.column else {}),
    }
