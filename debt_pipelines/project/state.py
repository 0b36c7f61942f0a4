"""The state of a project in one hash: as long as it stays, nothing a scan could read has changed.

It is told from names, sizes, times and inodes of everything below the root, and from what git says of its head and its
index; no file is opened.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from operator import attrgetter

from debt_pipelines.project.project import RACY_NANOSECONDS, Project


def state_of(project: Project) -> str | None:
    """The hash of the state of a work tree; None when a file is so new that an edit might go unnoticed."""
    said: list[str] = []
    newest = 0
    for path, status in _entries(str(project.root)):
        changed, inode_changed = status.st_mtime_ns, status.st_ctime_ns
        newest = max(newest, changed, inode_changed)
        said.append(f"{path}\0{status.st_size}\0{changed}\0{inode_changed}\0{status.st_ino}\n")
    said += (f"{path}\0{entry.blob}\0{entry.is_tracked}\n" for path, entry in sorted(project.files.items()))
    said += (f"{path}\n" for path in sorted(project.opaque))
    said.append(f"{project.head}\0{_objects(project)}")
    digest = hashlib.sha256(os.fsencode("".join(said)))
    return None if time.time_ns() - newest < RACY_NANOSECONDS else digest.hexdigest()


def _entries(root: str) -> Iterator[tuple[str, os.stat_result]]:
    """Every file below the root with its status, links as links; `.git` is told apart."""
    folders = [root]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                listed = sorted(entries, key=attrgetter("name"))
        except OSError:
            continue
        for entry in listed:
            if entry.name == ".git":
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
                continue
            try:
                yield entry.path[len(root) + 1 :], entry.stat(follow_symlinks=False)
            except OSError:
                continue


def _objects(project: Project) -> str:
    """What git's store holds beyond the head: objects fetched later into a partial or shallow clone."""
    if project.git_root is None:
        return ""
    times: list[int] = []
    for name in ("objects/pack", "shallow"):
        try:
            times.append((project.git_root / ".git" / name).stat().st_mtime_ns)
        except OSError:
            times.append(0)
    return str(times)
