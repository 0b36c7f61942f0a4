"""Crawls the ledger of accepted debt."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.config.settings import Settings
from debt_pipelines.model.exemption_rows import Exemption
from debt_pipelines.model.schema import Row
from debt_pipelines.project.ledger_file import read_ledger
from debt_pipelines.project.project import Project


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One row an entry."""
    for entry in read_ledger(project, settings.ledger):
        said = entry.acceptance
        yield Exemption(
            entry=f"{settings.ledger}:{said.finding or f'{said.code}:{said.subject}'}",
            kind="acceptance",
            path=settings.ledger,
            line=entry.line,
            code=said.code,
            finding=said.finding,
            subject=said.subject,
            reason=said.reason,
            words=said.words,
            owner=said.owner,
            until=said.until,
            ticket=said.ticket,
        )
