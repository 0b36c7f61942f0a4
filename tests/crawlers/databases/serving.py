"""A PostgreSQL server for tests, and what a scan of a database gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from debt_pipelines.config.settings import Settings, SourceSettings
from debt_pipelines.crawlers.databases import crawl
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import Profile
from debt_pipelines.project.project import Project

PLACE = "postgres://localhost/shop"


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL server."""

    folder: str
    log: Path

    def url(self, user: str = "postgres", database: str = "shop") -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def run(self, *statements: str, database: str = "shop") -> None:
        import psycopg

        with psycopg.connect(self.url(database=database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def asked(self) -> list[str]:
        """All statements since the server was started."""
        text = self.log.read_text("utf-8", errors="replace")
        found = re.findall(r"LOG:  (?:statement|execute [^:]*): (.*(?:\n\t.*)*)", text)
        return [" ".join(statement.split()) for statement in found]


def scan(project: Project, url: str, *include: str, **said: Any) -> list[Row]:
    source = SourceSettings(url=url, include=include, **{"timeout_seconds": 20, **said})
    return list(crawl(project, Settings(sources={"shop": source})))


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
