"""A folder as it is, to the last bit that a reader could move: what a command that only looks leaves alone."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    """One file, folder or link; times in nanoseconds. When it was read last is left out: reading moves it."""

    mode: int
    owner: tuple[int, int]
    n_links: int
    modified: int
    changed: int
    content: str
    attributes: tuple[tuple[str, bytes], ...]


def tree(root: Path) -> dict[str, Entry]:
    """Everything below a folder, and the folder itself, by path; `.git` and what is ignored are no exception."""
    found = {".": _entry(root)}
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(folder, name)
            found[path.relative_to(root).as_posix()] = _entry(path)
    return found


def differences(before: dict[str, Entry], after: dict[str, Entry]) -> list[str]:
    """The paths that are there only before or only after, or differ, with what differs."""
    told = [f"{path}: made" for path in after.keys() - before.keys()]
    told += [f"{path}: removed" for path in before.keys() - after.keys()]
    for path in before.keys() & after.keys():
        fields = zip(Entry._fields, before[path], after[path], strict=True)
        told += [f"{path}: {name}" for name, was, now in fields if was != now]
    return sorted(told)


def _entry(path: Path) -> Entry:
    status = path.lstat()
    content = ""
    if stat.S_ISREG(status.st_mode):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
    elif stat.S_ISLNK(status.st_mode):
        content = str(path.readlink())
    return Entry(
        status.st_mode,
        (status.st_uid, status.st_gid),
        status.st_nlink,
        status.st_mtime_ns,
        status.st_ctime_ns,
        content,
        _attributes(path),
    )


def _attributes(path: Path) -> tuple[tuple[str, bytes], ...]:
    if not hasattr(os, "listxattr"):
        return ()
    try:
        names = os.listxattr(path, follow_symlinks=False)
        return tuple((name, os.getxattr(path, name, follow_symlinks=False)) for name in sorted(names))
    except OSError:  # a file system without them
        return ()
