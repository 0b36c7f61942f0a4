"""What a scan of a database gives."""

from __future__ import annotations

from typing import Any

from debt_pipelines.config.settings import Settings, SourceSettings
from debt_pipelines.crawlers.databases import crawl
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import Profile
from debt_pipelines.project.project import Project
from tests.rows import expanded

PLACE = "postgres://localhost/shop"


def scan(project: Project, url: str, *include: str, **said: Any) -> list[Row]:
    source = SourceSettings(url=url, include=include, **{"timeout_seconds": 20, **said})
    return expanded(crawl(project, Settings(sources={"shop": source})))


def of(rows: list[Row], kind: type[Any]) -> list[Any]:
    return [row for row in rows if type(row) is kind]


def sources(rows: list[Row]) -> list[tuple[str, str, str | None]]:
    assert {row.kind for row in of(rows, Source)} <= {"database"}
    return [(row.path, row.status, row.error) for row in of(rows, Source)]


def profiles(rows: list[Row]) -> dict[str, dict[str, Any]]:
    """The measures by column, but for the path and the order of the rows; sums are rounded."""
    found = {}
    for row in of(rows, Profile):
        said = {
            name: getattr(row, name) for name in Profile.__dataclass_fields__ if name not in ("path", "is_increasing")
        }
        for name in ("mean", "deviation", "mean_length"):
            said[name] = None if said[name] is None else float(f"{said[name]:.10g}")
        found[row.column] = said
    return found
