"""Whether the repository stayed at one commit while it was read: a scan takes a while, and people go on working."""

from __future__ import annotations

import logging

from debt_pipelines.project.project import Project

_log = logging.getLogger(__name__)


def note_head(project: Project) -> None:
    """Note at which commit a work tree is being read."""
    with project.memory.writing():
        project.memory.keep(*_of_crawl(project), (project.head or "").encode())


def is_of_one_revision(project: Project) -> bool:
    """Whether the head is still what it was when the work tree was read; else the findings are of no state at all."""
    noted = project.memory.reading(*_of_crawl(project))
    if noted is None or noted.decode() == (project.head or ""):
        return True
    _log.warning(
        "warning: the repository moved to another commit while it was scanned; scan again, this one is of none"
    )
    return False


def _of_crawl(project: Project) -> tuple[str, str]:
    return f"head of {project.root}", "crawl"
