"""Rows that crawlers of files write alike: how reading a file went, and one text in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from debt_pipelines.model.data_rows import Description, Source, SourceStatus
from debt_pipelines.model.digits import in_bounds
from debt_pipelines.model.errors import TooLargeError, UnreadableError


def file_source(
    crawler: str,
    path: str,
    error: UnreadableError | None = None,
    *,
    kind: Literal["description", "suite"] = "description",
) -> Source:
    """How reading one file went; one beyond a limit was left out, which says nothing against it."""
    problem: SourceStatus = "skipped" if isinstance(error, TooLargeError) else "error"
    return Source(
        path=path,
        crawler=crawler,
        kind=kind,
        status=problem if error else "read",
        error=error.message if error else None,
        line=error.line if error else None,
    )


def description_row(
    tool: str,
    path: str,
    reference: str | None,
    column: str | None,
    text: str | None,
    *,
    line: int | None = None,
    unit: str | None = None,
    declared_type: str | None = None,
) -> Description:
    """What a file says of one column of a dataset, or of the dataset when it names no column."""
    return Description(
        subject_kind="column" if column else "dataset",
        reference=reference,
        column=column,
        text=text,
        unit=unit,
        declared_type=declared_type,
        tool=tool,
        path=path,
        line=line,
    )


def json_of(limits: Mapping[str, Any] | None) -> str | None:
    """What a check allows, as the rows of checks hold it; nothing where it is not known."""
    return None if limits is None else json.dumps(_with_text_keys(limits), sort_keys=True, default=str)


def _with_text_keys(value: Any) -> Any:
    """The value with keys that JSON can hold and order, and no endless numbers; YAML and Python have others."""
    if isinstance(value, Mapping):
        return {str(key): _with_text_keys(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_with_text_keys(entry) for entry in value]
    return in_bounds(value) if isinstance(value, int) else value
