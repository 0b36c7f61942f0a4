"""The source row of a file that describes data: read, or why not."""

from __future__ import annotations

from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.errors import UnreadableError


def description_source(crawler: str, path: str, error: UnreadableError | None = None) -> Source:
    """How reading one file went."""
    return Source(
        path=path,
        crawler=crawler,
        kind="description",
        status="error" if error else "read",
        error=error.message if error else None,
        line=error.line if error else None,
    )
