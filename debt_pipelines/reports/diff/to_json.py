"""The changes as versioned JSON, and its published JSON Schema.

Run as a module to print the schema:
`python -m debt_pipelines.reports.diff.to_json > debt_pipelines/reports/schemas/diff.schema.json`.
"""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from debt_pipelines.reports.diff.registry import DiffKind, DiffReport, Side
from debt_pipelines.reports.printable import printable_json
from debt_pipelines.reports.registry import RenderOptions

SCHEMA_VERSION: Literal[1] = 1


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class ChangeEntry(_Part):
    """One change of one dataset."""

    dataset: Annotated[str, Field(description="Identifier, e.g. file:data/raw.csv")]
    path: Annotated[str, Field(description="Path of the file that shows it")]
    kind: DiffKind
    column: Annotated[str | None, Field(description="Column, by its new name; empty for the table as a whole")]
    before: Annotated[str | None, Field(description="Name, type, share, values or size before")]
    after: Annotated[str | None, Field(description="The same now; of a malformed table, what is wrong with it")]
    breaking: Annotated[bool, Field(validation_alias="is_breaking", description="Who reads it is likely to fail")]
    readers: Annotated[tuple[str, ...], Field(description="Identifiers of the jobs that read the dataset, sorted")]


class MoveEntry(_Part):
    """A table that bears another path now; it was compared with itself under the old one."""

    before: str
    after: str


class UnreadEntry(_Part):
    """A table that was not compared, and why."""

    path: str
    side: Annotated[Side, Field(description="The state of which it could not be read, or does not say enough")]
    error: str


class SourceEntry(_Part):
    """A database or a store of files that the settings name."""

    name: str
    path: Annotated[str, Field(description="Its address, without credentials")]
    as_of: Annotated[
        str | None, Field(description="What it holds is compared with what scans had seen of it by then (ISO 8601)")
    ]
    error: Annotated[str | None, Field(description="Why none of its tables was compared")]


class DiffDocument(_Part):
    """What has changed between two states of a project."""

    schema_version: Literal[1] = SCHEMA_VERSION
    project: str
    base: Annotated[str, Field(description="Commit id, or the name of the folder")]
    head: Annotated[str, Field(description="Commit id, the name of the folder, or `work tree`")]
    n_datasets: Annotated[int, Field(description="Tables at head, among those asked for")]
    changes: Annotated[
        tuple[ChangeEntry, ...],
        Field(description="Datasets with breaking changes first, and of each dataset those; then by name"),
    ]
    moved: Annotated[tuple[MoveEntry, ...], Field(description="Sorted by the path now")]
    unreadable: Annotated[tuple[UnreadEntry, ...], Field(description="Sorted by path")]
    sources: Annotated[tuple[SourceEntry, ...], Field(description="All sources of the settings, in their order")]


def render(report: DiffReport, options: RenderOptions) -> str:
    """The changes as JSON: fields in declared order, two spaces of indent."""
    document = DiffDocument(
        project=report.project,
        base=report.base.id,
        head=report.head.id,
        n_datasets=report.n_datasets,
        changes=tuple(ChangeEntry.model_validate(change) for change in report.changes),
        moved=tuple(MoveEntry(before=old, after=path) for path, old in sorted(report.moved.items())),
        unreadable=tuple(UnreadEntry.model_validate(entry) for entry in report.unread),
        sources=tuple(SourceEntry.model_validate(source) for source in report.sources),
    )
    return printable_json(json.dumps(document.model_dump(mode="json"), indent=2, ensure_ascii=False)) + "\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the JSON form."""
    schema = DiffDocument.model_json_schema(mode="serialization")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:debt-pipelines:diff:{SCHEMA_VERSION}",
        "title": "Changes between two states",
    }
    return head | {key: value for key, value in schema.items() if key not in head}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
