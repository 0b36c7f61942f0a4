"""Crawls the ledger of accepted debt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache, partial

from debt_pipelines.config.settings import Settings
from debt_pipelines.model.exemption_rows import Exemption
from debt_pipelines.model.schema import Row
from debt_pipelines.project import git
from debt_pipelines.project.ledger_file import read_ledger
from debt_pipelines.project.project import Project
from debt_pipelines.project.renames import Follow, follower, renamed_since

_BETWEEN_NAMES = re.compile(r"[:#@]|<-|->")


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One row an entry; an accepted subject goes with its files where git sees them renamed."""
    moved = partial(_moved, project, cache(lambda day: follower(renamed_since(project, _commit_before(project, day)))))
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
            moved_subject=moved(said.subject, said.accepted_at),
            reason=said.reason,
            words=said.words,
            owner=said.owner,
            until=said.until,
            ticket=said.ticket,
        )


def _moved(project: Project, follow_since: Callable[[str], Follow], subject: str | None, day: str | None) -> str | None:
    """The subject by the names its files have now; None where it is called as it was, or git cannot tell.

    Git is asked only where a name in it may be that of a file which is no longer there.
    """
    if subject is None or day is None or project.git_root is None:
        return None
    names = [name for name in _BETWEEN_NAMES.split(subject) if "." in name or "/" in name]
    if all(name in project.files or f"{name}.dvc" in project.files for name in names):
        return None
    moved = follow_since(day)(subject)
    return moved if moved != subject else None


def _commit_before(project: Project, day: str) -> str | None:
    """The last commit on the day before another one, or the first commit of all."""
    start = project.revision or project.head
    if project.git_root is None or start is None:
        return None
    the_day_before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    return git.commit_at(project.git_root, start, the_day_before)
