"""The lineage graph as versioned JSON, and its published JSON Schema.

Run as a module to print the schema:
`python -m debt_pipelines.reports.lineage.to_json > debt_pipelines/reports/schemas/lineage.schema.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from debt_pipelines.catalog.lineage_graph import LineageGraph, LinkKind, NodeKind
from debt_pipelines.reports.lineage.registry import LineageReport
from debt_pipelines.reports.printable import printable_json
from debt_pipelines.reports.registry import RenderOptions

SCHEMA_VERSION: Literal[1] = 1
_FLOWS = ("reads", "writes", "uses")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class NodeEntry(_Part):
    """A dataset, a job, a place outside the project, or a dependency that is no data."""

    id: Annotated[str, Field(description="Identifier, e.g. file:data/raw.csv, dvc.yaml:train@eu")]
    kind: NodeKind
    name: Annotated[
        str,
        Field(description="Unique here: a path or URL, or the stage's name, with its file where that is not unique"),
    ]
    path: Annotated[str, Field(description="Path in the project or URL; of a job, the file it stands in")]
    source_path: Annotated[str | None, Field(description="File that declares it")]
    line: Annotated[int | None, Field(description="Line in that file, from 1")]
    template: Annotated[str | None, Field(description="Of a job: the entry as written, e.g. dvc.yaml:train")]
    data_kind: Annotated[str | None, Field(description="Of a dataset: table, directory, model, metric, ...")]
    storage: Annotated[
        str | None, Field(description="Of a dataset: dvc, import, external or git as DVC says; else empty")
    ]
    cycle: Annotated[str | None, Field(description="Of a job: a cycle it is part of, as a path of jobs")]
    origins: Annotated[
        tuple[str, ...],
        Field(description="Of a dataset: jobs that write it, .dvc files that track it; more than one is a conflict"),
    ]
    overlaps: Annotated[
        tuple[str, ...], Field(description="Of a dataset: paths of outputs that lie in it, or that it lies in")
    ]


class LinkEntry(_Part):
    """One step of data, or of a dependency, between two nodes."""

    source: Annotated[str, Field(description="Identifier of the node it comes from")]
    target: Annotated[str, Field(description="Identifier of the node it goes to")]
    kind: Annotated[
        LinkKind,
        Field(
            description="A job reads it, writes it or uses it as code; a folder contains it; it is imported from there"
        ),
    ]
    path: Annotated[str | None, Field(description="File that declares it")]
    line: Annotated[int | None, Field(description="Line in that file, from 1")]


class UnreadEntry(_Part):
    """What could not be read; the graph lacks what it declares."""

    path: str
    line: int | None
    error: str


class LineageDocument(_Part):
    """What feeds what."""

    schema_version: Literal[1] = SCHEMA_VERSION
    project: str
    revision: Annotated[str | None, Field(description="Commit of HEAD; the work tree is what was read")]
    focus: Annotated[
        tuple[str, ...], Field(description="Identifiers of the nodes asked for; empty for the whole graph")
    ]
    nodes: Annotated[tuple[NodeEntry, ...], Field(description="Sorted by identifier")]
    links: Annotated[tuple[LinkEntry, ...], Field(description="Sorted by source, target and kind")]
    edges: Annotated[
        tuple[tuple[str, str], ...],
        Field(description="What is read, used and written, by name: [dataset, job] or [job, dataset]; as the links"),
    ]
    unread: tuple[UnreadEntry, ...]


def render(report: LineageReport, options: RenderOptions) -> str:
    """The graph as JSON: every stage on its own, fields in declared order, two spaces of indent."""
    graph = report.graph
    document = LineageDocument(
        project=report.project,
        revision=report.revision,
        focus=graph.focus,
        nodes=tuple(NodeEntry.model_validate(node) for node in graph.nodes.values()),
        links=tuple(LinkEntry.model_validate(link) for link in graph.links),
        edges=tuple(_edges(graph)),
        unread=tuple(UnreadEntry.model_validate(place) for place in report.unread),
    )
    return printable_json(json.dumps(document.model_dump(mode="json"), indent=2, ensure_ascii=False)) + "\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the JSON form."""
    schema = LineageDocument.model_json_schema(mode="serialization")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:debt-pipelines:lineage:{SCHEMA_VERSION}",
        "title": "Lineage graph",
    }
    return head | {key: value for key, value in schema.items() if key not in head}


def _edges(graph: LineageGraph) -> Iterator[tuple[str, str]]:
    for link in graph.links:
        if link.kind in _FLOWS:
            yield graph.nodes[link.source].name, graph.nodes[link.target].name


if __name__ == "__main__":
    sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
