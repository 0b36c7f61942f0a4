"""What stands where data is expected and is never opened: pipes, sockets and devices, and links that lead to no data.

A link to a file of the project is no concern: that file is read where it lies.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator

from debt_pipelines.catalog.kinds import is_data_path
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import folder_of
from debt_pipelines.project.project import Project

CRAWLER = "irregular_files"
_DVC_FOLDER = ".dvc"


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One source for each path that is skipped for what stands there."""
    for path, kind in sorted(project.irregular.items()):
        if not project.excluded.match_file(path):
            yield _source(path, f"not a regular file but {kind}")
    for path in sorted(project.opaque):
        reason = _why_unread(project, path) if is_data_path(path) and not project.excluded.match_file(path) else None
        if reason is not None:
            yield _source(path, reason)


def _why_unread(project: Project, path: str) -> str | None:
    """Why nothing is read of what a link leads to; None where it is read, or where nothing can be said."""
    written = project.link_target(path)
    if written is None:
        return None
    root = str(project.root)
    target = os.path.relpath(written, root) if written.startswith("/") else posixpath.join(folder_of(path), written)
    target = posixpath.normpath(target)
    if target == ".." or target.startswith("../"):
        return "a link that leads out of the project, which is not followed"
    is_there = target in project.files or project.is_folder(target) or _DVC_FOLDER in target.split("/")
    return None if is_there else "a link that leads to no file of the project"


def _source(path: str, reason: str) -> Source:
    return Source(path=path, crawler=CRAWLER, kind="data", status="skipped", error=reason)
