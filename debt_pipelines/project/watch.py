"""Whether files of a work tree have changed, cheaply enough to be asked every few seconds.

Which files count is found out anew only when a folder, or a file that decides on it, has changed; else one status a
file is all it takes. No content is ever read.
"""

from __future__ import annotations

import hashlib
import os
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from debt_pipelines.project import git
from debt_pipelines.project.listing import PRUNED_FOLDERS

_DVC_STORES = frozenset({".dvc/cache", ".dvc/tmp"})
_GONE = (-1, -1)


@dataclass(frozen=True, slots=True)
class Watched:
    """What is looked at, by path relative to the root: the files that count, and those that decide which do."""

    files: Collection[str]
    deciding: Collection[str]


class Watch:
    """The state of the files that `listed` names, and of the commit, as a hash; it keeps the list meanwhile."""

    def __init__(self, root: Path, listed: Callable[[], Watched]) -> None:
        self._root = root
        self._listed = listed
        self._structure: tuple[bytes, bytes, bytes] | None = None
        self._folders: list[str] = []
        self._deciding: list[str] = []
        self._files: list[str] = []
        self._names = b""

    def state(self) -> str:
        """The hash of HEAD and of path, size and time of every file that counts.

        Raises what `listed` raises where the project can no longer be listed.
        """
        head = (git.resolve_commit(self._root, "HEAD") or "").encode()
        if self._structure != (head, _times(self._folders), _stamps(self._deciding)):
            self._list(head)
        digest = hashlib.sha256(head + self._names)
        digest.update(_stamps(self._files))
        return digest.hexdigest()[:16]

    def _list(self, head: bytes) -> None:
        self._folders = sorted(_folders(str(self._root)))
        times = _times(self._folders)  # before the list is made: what comes meanwhile is listed at the next look
        watched = self._listed()
        names = sorted(watched.files)
        self._files = [f"{self._root}/{name}" for name in names]
        self._names = hashlib.sha256(os.fsencode("\0".join(names))).digest()
        self._deciding = [f"{self._root}/{name}" for name in sorted(watched.deciding)]
        self._structure = head, times, _stamps(self._deciding)


def _stamps(paths: Iterable[str]) -> bytes:
    """Size and time (ns) of each file; a file that is gone counts too."""
    found = array("q")
    for path in paths:
        try:
            status = os.lstat(path)
        except OSError:
            found.extend(_GONE)
        else:
            found.append(status.st_size)
            found.append(status.st_mtime_ns)
    return found.tobytes()


def _times(folders: Iterable[str]) -> bytes:
    """When an entry of each folder last came, went or changed its name."""
    found = array("q")
    for folder in folders:
        try:
            found.append(os.lstat(folder).st_mtime_ns)
        except OSError:
            found.append(-1)
    return found.tobytes()


def _folders(root: str) -> Iterator[str]:
    """The root and every folder below it where data may appear; links are not followed."""
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        yield folder
        try:
            with os.scandir(folder) as entries:
                found = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
        except OSError:
            continue
        for entry in found:
            is_store = any(entry.path.endswith(f"/{store}") for store in _DVC_STORES)
            if entry.name not in PRUNED_FOLDERS and not is_store:
                waiting.append(entry.path)
