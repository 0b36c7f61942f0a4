"""Which files there are: in a git work tree as git sees it, in a plain folder, or at one path; no link is followed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from debt_pipelines.config.door import kind_of_mode
from debt_pipelines.project import git
from debt_pipelines.project.locations import ancestors

PRUNED_FOLDERS = frozenset({".git", ".hg", ".svn", "node_modules", "site-packages", ".venv", "venv", ".tox"})


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a project: its size in bytes, its git blob where there is one, and whether git tracks it."""

    size: int
    blob: str | None = None
    is_tracked: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """The regular files by path, the paths of links and submodules, and what else stands at a path, in words."""

    files: dict[str, FileEntry]
    opaque: set[str]
    irregular: dict[str, str] = field(default_factory=dict)

    def add(self, root: str, path: str, blob: str | None = None) -> None:
        """List what stands at a path, if anything does; folders are left out."""
        try:
            status = os.lstat(f"{root}/{path}")
        except (OSError, ValueError):
            return
        kind = kind_of_mode(status.st_mode)
        if kind is None:
            self.files[path] = FileEntry(status.st_size, blob, blob is not None)
        elif kind == "a link":
            self.opaque.add(path)
        elif kind != "a folder":
            self.irregular[path] = kind


def git_files(root: Path) -> Listing:
    """What git sees in a folder."""
    listed, opaque = git.list_work_tree(root)
    links = _linked_folders(root, listed)
    listing = Listing({}, opaque | links)
    top = str(root)
    for path, blob in listed.items():
        if not links or links.isdisjoint(ancestors(path)):
            listing.add(top, path, blob)
    return listing


def _linked_folders(root: Path, paths: Iterable[str]) -> set[str]:
    """Folders that git knows as folders, but that are links by now; what they lead to is not ours to read."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return {folder for folder in folders if _is_link(root, folder)}


def folder_files(root: Path) -> Listing:
    """The same for a folder in no repository."""
    listing = Listing({}, set())
    files_at(root, "", listing)
    return listing


def files_at(root: Path, path: str, listing: Listing) -> None:
    """List what stands at or below a path; one that leaves the root, or lies behind a link, gives that link alone."""
    parts = PurePosixPath(path).parts
    if ".." in parts or path.startswith("/") or "\0" in path:
        return
    for above in ("/".join(parts[: n + 1]) for n in range(len(parts))):
        if _is_link(root, above):
            listing.opaque.add(above)
            return
    top = str(root)
    if parts:
        listing.add(top, "/".join(parts))
    for folder, names, file_names in os.walk(root / path):
        names[:] = sorted(name for name in names if name not in PRUNED_FOLDERS)
        within = f"{folder[len(top) + 1 :]}/".lstrip("/")
        for name in sorted((*names, *file_names)):
            listing.add(top, f"{within}{name}")


def _is_link(root: Path, path: str) -> bool:
    return os.path.islink(f"{root}/{path}")  # noqa: PTH114 - many times faster, and asked of every file of a cache
