"""Data files whose names are no text: no row can tell of them, so that they are skipped, and that is said."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.catalog.kinds import is_data_path
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project

CRAWLER = "file_names"


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One source for each data file that is skipped for its name."""
    for path in sorted(project.unnameable):
        if is_data_path(path) and not project.excluded.match_file(path):
            yield Source(path=path, crawler=CRAWLER, kind="data", status="skipped", error="its name is not UTF-8")
