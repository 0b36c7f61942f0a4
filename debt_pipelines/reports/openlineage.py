"""Events of OpenLineage (spec 2-0-2): static ones about jobs and datasets, and those of a run.

What is read from a repository is a declaration, so jobs and datasets become JobEvent and DatasetEvent; a RunEvent
would claim that a job has run. Files of the repository are named in the namespace of the project, because two
projects may both have a `data/raw.csv`; what lies elsewhere is named by its address.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from debt_pipelines import __version__
from debt_pipelines.catalog.resolve import split_id
from debt_pipelines.reports.printable import one_line, printable, printable_json
from debt_pipelines.reports.wording import utc

SPEC = "https://openlineage.io/spec/2-0-2/OpenLineage.json"
PRODUCER = f"urn:debt-pipelines:{__version__}"
_FACETS = {
    "schema": "1-2-0/SchemaDatasetFacet",
    "documentation": "1-1-0/DocumentationDatasetFacet",
    "ownership": "1-0-1/OwnershipDatasetFacet",
    "version": "1-0-1/DatasetVersionDatasetFacet",
    "datasetType": "1-0-1/DatasetTypeDatasetFacet",
    "dataQualityAssertions": "1-1-0/DataQualityAssertionsDatasetFacet",
    "lineage": "1-0-0/LineageFacet",
}
_JOB_FACETS = {"documentation": "1-1-0/DocumentationJobFacet", "jobType": "2-0-4/JobTypeJobFacet"}
_LINEAGE_FACET = "LineageDatasetFacet"
Event = dict[str, Any]
EventKind = Literal["RunEvent", "JobEvent", "DatasetEvent"]


@dataclass(frozen=True, slots=True)
class Emitter:
    """Makes events about one project at one moment (ISO 8601)."""

    project: str
    moment: str

    def dataset(self, id: str, facets: Mapping[str, Event] | None = None) -> Event:
        """A dataset by its identifier `namespace:name`."""
        namespace, name = self._split(id)
        return {"namespace": printable(namespace), "name": printable(name), **({"facets": facets} if facets else {})}

    def job(self, id: str, facets: Mapping[str, Event] | None = None) -> Event:
        """A job of the project."""
        return {"namespace": self._namespace, "name": printable(id), **({"facets": facets} if facets else {})}

    def dataset_event(self, dataset: Event) -> Event:
        """What is declared about a dataset."""
        return self._event("DatasetEvent", {"dataset": dataset})

    def job_event(self, job: Event, *, inputs: Iterable[str], outputs: Iterable[str]) -> Event:
        """What a job is declared to read and write, by identifiers."""
        flows = {"inputs": [*map(self.dataset, inputs)], "outputs": [*map(self.dataset, outputs)]}
        return self._event("JobEvent", {"job": job, **flows})

    def run_events(self, job: str, key: str, inputs: Sequence[Event]) -> tuple[Event, Event]:
        """Start and end of one run of a job; the same key gives the same run."""
        run = {"runId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{PRODUCER}/{self.project}/{job}/{key}"))}
        about = {"run": run, "job": self.job(job)}
        start = {"eventType": "START", **about, "inputs": [], "outputs": []}
        complete = {"eventType": "COMPLETE", **about, "inputs": list(inputs), "outputs": []}
        return self._event("RunEvent", start), self._event("RunEvent", complete)

    def fed_by(self, sources: Iterable[str]) -> Event:
        """The facet that names the datasets from which a dataset comes without a job, such as a folder or an import."""
        inputs = [{**self.dataset(source), "type": "DATASET"} for source in sources]
        return facet("lineage", {"inputs": inputs})

    def _event(self, kind: EventKind, body: Event) -> Event:
        return {"eventTime": utc(self.moment), "producer": PRODUCER, "schemaURL": f"{SPEC}#/$defs/{kind}", **body}

    @property
    def _namespace(self) -> str:
        return printable(self.project) or "."

    def _split(self, id: str) -> tuple[str, str]:
        namespace, name = split_id(id)
        is_own = namespace == "file" and not name.startswith("/")
        return self._namespace if is_own else namespace, name or "."


def facet(name: str, body: Event, *, is_of_job: bool = False) -> Event:
    """A facet of a dataset, or of a job, with where its schema is."""
    path = (_JOB_FACETS if is_of_job else _FACETS)[name]
    definition = _LINEAGE_FACET if name == "lineage" else path.partition("/")[2]
    version, _, file = path.partition("/")
    url = f"https://openlineage.io/spec/facets/{version}/{file}.json#/$defs/{definition}"
    return {"_producer": PRODUCER, "_schemaURL": url, **body}


def documentation(text: str | None, *, is_of_job: bool = False) -> dict[str, Event]:
    """The facet of a description, where there is one."""
    said = {"description": one_line(text)} if text else None
    return {"documentation": facet("documentation", said, is_of_job=is_of_job)} if said else {}


def stage() -> dict[str, Event]:
    """The facet that says that a job is a stage of DVC."""
    body = {"processingType": "BATCH", "integration": "DVC", "jobType": "STAGE"}
    return {"jobType": facet("jobType", body, is_of_job=True)}


def to_text(events: Iterable[Event]) -> str:
    """The events as a JSON array, one a line, as the batch endpoint of OpenLineage takes them."""
    lines = ",\n".join(json.dumps(event, ensure_ascii=False, separators=(",", ":")) for event in events)
    return printable_json(f"[\n{lines}\n]\n" if lines else "[]\n")
