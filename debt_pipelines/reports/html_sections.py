"""The sections of datasets and stages: what is known of each, what stands right before and after it, and its debt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from debt_pipelines.model.entries import ColumnEntry, DatasetEntry, JobEntry, NodeEntry
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.html_details import details_cost, details_of
from debt_pipelines.reports.html_places import Places, anchor, job_names
from debt_pipelines.reports.html_text import short_name, short_path, short_prose, weight

MAX_NAMES = 20
MAX_FINDINGS = 8

Entry = TypeVar("Entry", DatasetEntry, JobEntry)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A dataset or stage right before or after another one, by identifier and by name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Section(Generic[Entry]):
    """One dataset or stage with its place in the lineage and its open findings."""

    entry: Entry
    anchor: str
    node: NodeEntry | None
    upstream: tuple[Neighbour, ...]
    downstream: tuple[Neighbour, ...]
    findings: tuple[Finding, ...]


class Sections:
    """The sections of a scorecard, in its order."""

    def __init__(self, scorecard: Scorecard, places: Places) -> None:
        self._scorecard, self._places = scorecard, places
        names = {entry.id: entry.path for entry in scorecard.datasets} | job_names(scorecard)
        self._nodes = {node.id: node for node in scorecard.lineage.nodes}
        self._into: defaultdict[str, dict[str, Neighbour]] = defaultdict(dict)
        self._out_of: defaultdict[str, dict[str, Neighbour]] = defaultdict(dict)
        for edge in scorecard.lineage.edges:
            self._into[edge.target][edge.source] = Neighbour(edge.source, names.get(edge.source, edge.source))
            self._out_of[edge.source][edge.target] = Neighbour(edge.target, names.get(edge.target, edge.target))

    def of_datasets(self) -> Iterator[Section[DatasetEntry]]:
        """The sections of the datasets."""
        return map(self._section, self._scorecard.datasets)

    def of_jobs(self) -> Iterator[Section[JobEntry]]:
        """The sections of the stages."""
        return map(self._section, self._scorecard.jobs)

    def _section(self, entry: Entry) -> Section[Entry]:
        place = self._places.by_id.get(entry.id)
        return Section(
            entry=entry,
            anchor=anchor(entry.id),
            node=self._nodes.get(entry.id),
            upstream=tuple(self._into.get(entry.id, {}).values()),
            downstream=tuple(self._out_of.get(entry.id, {}).values()),
            findings=place.findings if place else (),
        )


def dataset_cost(row: Section[DatasetEntry]) -> int:
    """The bytes that the section of a dataset takes at most."""
    entry = row.entry
    path = short_path(entry.path)
    texts = (
        path,
        path,
        short_prose(entry.description or ""),
        short_name(entry.owner or ""),
        short_name(entry.hash or ""),
    )
    known = sum(map(_column_cost, entry.columns)) + details_cost(details_of(entry))
    return 1300 + weight(*texts) + _links_cost(row) + known


def job_cost(row: Section[JobEntry]) -> int:
    """The bytes that the section of a stage takes at most."""
    job = row.entry
    names = (*job.deps[:MAX_NAMES], *job.outs[:MAX_NAMES], *job.params[:MAX_NAMES])
    texts = (short_path(job.path), short_prose(job.command or ""), short_prose(job.description or ""))
    return 900 + weight(short_path(job.name), *texts) + _links_cost(row) + sum(map(_name_cost, names))


def _links_cost(row: Section[Entry]) -> int:
    names = [beside.name for beside in (*row.upstream[:MAX_NAMES], *row.downstream[:MAX_NAMES])]
    messages = [short_prose(finding.message) for finding in row.findings[:MAX_FINDINGS]]
    return sum(map(_name_cost, names)) + sum(130 + weight(message) for message in messages)


def _name_cost(name: str) -> int:
    return 70 + weight(short_path(name))


def _column_cost(column: ColumnEntry) -> int:
    return 120 + weight(short_name(column.name), short_name(column.type or ""), short_prose(column.description or ""))
