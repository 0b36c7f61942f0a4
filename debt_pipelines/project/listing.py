"""Which files there are: in a git work tree as git sees it, in a plain folder, or at one path; no link is followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from debt_pipelines.project import git
from debt_pipelines.project.locations import ancestors

PRUNED_FOLDERS = frozenset({".git", ".hg", ".svn", "node_modules", "site-packages", ".venv", "venv", ".tox"})


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a project: its size in bytes, its git blob where there is one, and whether git tracks it."""

    size: int
    blob: str | None = None
    is_tracked: bool = False


def git_files(root: Path) -> tuple[dict[str, FileEntry], set[str]]:
    """What git sees in a folder: the regular files by path, and the paths of links and submodules."""
    files: dict[str, FileEntry] = {}
    listed, opaque = git.list_work_tree(root)
    links = _linked_folders(root, listed)
    opaque |= links
    for path, blob in listed.items():
        if any(folder in links for folder in ancestors(path)):
            continue
        size = _regular_size(root / path)
        if size is not None:
            files[path] = FileEntry(size, blob, blob is not None)
        elif (root / path).is_symlink():
            opaque.add(path)
    return files, opaque


def _linked_folders(root: Path, paths: Iterable[str]) -> set[str]:
    """Folders that git knows as folders, but that are links by now; what they lead to is not ours to read."""
    folders = {folder for path in paths for folder in ancestors(path)}
    return {folder for folder in folders if (root / folder).is_symlink()}


def folder_files(root: Path) -> tuple[dict[str, FileEntry], set[str]]:
    """The same for a folder in no repository."""
    opaque: set[str] = set()
    files = dict(files_at(root, "", links=opaque))
    return files, opaque


def files_at(root: Path, path: str, *, links: set[str]) -> Iterator[tuple[str, FileEntry]]:
    """The regular files at or below a path; a path that leaves the root, or is a link, gives none.

    Links found on the way are not followed, but added to `links`.
    """
    parts = PurePosixPath(path).parts
    if ".." in parts or path.startswith("/") or "\0" in path:
        return
    for above in ("/".join(parts[: n + 1]) for n in range(len(parts))):
        if os.path.islink(f"{root}/{above}"):  # noqa: PTH114 - many times faster, and asked of every file of a cache
            links.add(above)
            return
    size = _regular_size(root / path)
    if size is not None:
        yield path, FileEntry(size)
        return
    for folder, names, file_names in os.walk(root / path):
        names[:] = sorted(name for name in names if name not in PRUNED_FOLDERS)
        for name in sorted((*names, *file_names)):
            file = Path(folder) / name
            size = _regular_size(file)
            if file.is_symlink():
                links.add(file.relative_to(root).as_posix())
            elif size is not None:
                yield file.relative_to(root).as_posix(), FileEntry(size)


def _regular_size(path: Path) -> int | None:
    try:
        status = path.lstat()
    except (OSError, ValueError):
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None
