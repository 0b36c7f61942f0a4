"""Project: the one door through which everything is read, at the work tree or at a git revision.

A crawler asks a project for paths and bytes and never learns which of the two it reads. Nothing outside the root
is ever opened, links are not followed, and nothing is written.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from debt_pipelines.config import door
from debt_pipelines.config.settings import LimitSettings
from debt_pipelines.model.errors import NothingToScanError, SettingsError, TooLargeError, UnreadableError
from debt_pipelines.project import git
from debt_pipelines.project.content import Content, content_of_bytes
from debt_pipelines.project.listing import FileEntry, Listing, files_at, folder_files, git_files
from debt_pipelines.project.locations import ancestors, is_utf8, readable
from debt_pipelines.project.memory import Memory
from debt_pipelines.project.path_index import Exclusions, PathIndex

_BATCH_FILES = 200
_SMALL_BYTES = 4096
"""Blobs up to this size, metadata for the most part, are kept: several crawlers ask for them."""
RACY_NANOSECONDS = 2_000_000_000
"""Within this time a file may be written twice without a new time stamp on some file systems."""
_MARKERS = frozenset({".gitignore", ".gitkeep", ".keep"})
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Project:
    """A project at one state; `revision` is None for the work tree, else the full commit id.

    `opaque` holds the paths of links and submodules: they are there, but nothing behind them is read. `irregular` says
    what stands at paths that hold no file at all, such as a named pipe. `unnameable` are files whose names are no text,
    spelled with escapes: nothing can tell of them. `limits` bounds what is read of one file. `memory` is what earlier
    scans learnt of its files. `parsed` holds what was made of contents alone, for all states of the project, which have
    most of it in common.
    """

    root: Path
    name: str
    git_root: Path | None
    prefix: str
    head: str | None
    revision: str | None
    files: Mapping[str, FileEntry]
    opaque: frozenset[str] = frozenset()
    irregular: Mapping[str, str] = field(default_factory=dict)
    unnameable: frozenset[str] = frozenset()
    excluded: Exclusions = field(default_factory=Exclusions, compare=False)
    limits: LimitSettings = field(default_factory=LimitSettings)
    memory: Memory = field(default_factory=Memory, repr=False, compare=False)
    parsed: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _answers: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _folders: frozenset[str] = field(init=False, repr=False, compare=False, default=frozenset())
    _small_blobs: dict[str, bytes] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        folders: set[str] = set()
        for path in self.files:
            parent = path.rpartition("/")[0]
            while parent and parent not in folders:
                folders.add(parent)
                parent = parent.rpartition("/")[0]
        object.__setattr__(self, "_folders", frozenset(folders))

    @property
    def is_git(self) -> bool:
        """Whether the project stands in a git repository."""
        return self.git_root is not None

    def once(self, question: str, answer: Callable[[], _Answer]) -> _Answer:
        """What `answer` finds out of this state of the project, worked out once for all who ask the same question."""
        if question not in self._answers:
            self._answers[question] = answer()
        found: _Answer = self._answers[question]
        return found

    def paths(self, *, suffixes: tuple[str, ...] = (), names: tuple[str, ...] = ()) -> list[str]:
        """Sorted paths that are not excluded, of the given endings or file names (all, when neither is given)."""
        wanted = self._index.of(suffixes=suffixes, names=names) if suffixes or names else self._index.all
        return [path for path in wanted if not self.excluded.match_file(path)]

    @cached_property
    def _index(self) -> PathIndex:
        return PathIndex(self.files)

    def exists(self, path: str) -> bool:
        """Whether a file, a folder, a link or a submodule of that path is there."""
        return path in ("", ".") or path in self.files or path in self._folders or path in self.opaque

    def is_opaque(self, path: str) -> bool:
        """Whether a path is a link or a submodule, or lies behind one."""
        return any(path == link or path.startswith(f"{link}/") for link in self.opaque)

    def is_folder(self, path: str) -> bool:
        """Whether that path is a folder with files in it."""
        return path in self._folders

    def is_tracked(self, path: str) -> bool | None:
        """Whether git tracks that file, or a file in that folder; None where git cannot tell.

        A file that only keeps an empty folder in git does not count.
        """
        if not self.is_git or self.is_opaque(path):
            return None
        entry = self.files.get(path)
        return entry.is_tracked if entry else path in self._tracked_folders

    @cached_property
    def _tracked_folders(self) -> frozenset[str]:
        tracked = (path for path, entry in self.files.items() if entry.is_tracked)
        return frozenset(
            folder for path in tracked if path.rpartition("/")[2] not in _MARKERS for folder in ancestors(path)
        )

    def link_target(self, path: str) -> str | None:
        """What is written in a link of the work tree; None for what is no link, and at a revision."""
        return door.link_target(str(self.root), path) if self.revision is None and path in self.opaque else None

    def files_below(self, folder: str) -> list[str]:
        """Sorted paths of the files in a folder, at any depth."""
        return sorted(path for path in self.files if path.startswith(f"{folder}/"))

    def read(self, path: str, *, max_bytes: int | None = None) -> bytes:
        """The bytes of a file, at most `max_bytes`; raises UnreadableError."""
        for _path, content in self.read_many([path], max_bytes=max_bytes):
            if isinstance(content, UnreadableError):
                raise content
            return content
        raise UnreadableError("there is no such file")

    def text(self, path: str) -> str:
        """The text of a metadata file (UTF-8, byte order mark dropped); raises UnreadableError with the line."""
        for _path, text in self.texts([path]):
            if isinstance(text, UnreadableError):
                raise text
            return text
        raise UnreadableError("there is no such file")

    def texts(self, paths: Iterable[str]) -> Iterator[tuple[str, str | UnreadableError]]:
        """The texts of many metadata files, or the reason why one cannot be read."""
        max_bytes = self.limits.metadata_bytes
        for path, content in self.read_many(paths, max_bytes=max_bytes + 1):
            yield path, content if isinstance(content, UnreadableError) else _decoded(content, max_bytes)

    def read_many(
        self, paths: Iterable[str], *, max_bytes: int | None = None
    ) -> Iterator[tuple[str, bytes | UnreadableError]]:
        """The bytes of many files, each cut at `max_bytes`, or the reason why it cannot be read."""
        if self.revision is None:
            for path in paths:
                yield path, self._read_file(path, max_bytes)
            return
        wanted = list(paths)
        for start in range(0, len(wanted), _BATCH_FILES):
            yield from self._read_batch(wanted[start : start + _BATCH_FILES], max_bytes)

    def _read_batch(self, paths: list[str], max_bytes: int | None) -> Iterator[tuple[str, bytes | UnreadableError]]:
        blobs = {path: entry.blob for path in paths if (entry := self.files.get(path)) and entry.blob}
        known = self._small_blobs
        unread = sorted(set(blobs.values()) - known.keys())
        contents = git.read_blobs(self.root, unread) if unread else {}
        known.update((blob, content) for blob, content in contents.items() if len(content) <= _SMALL_BYTES)
        for path in paths:
            blob = blobs.get(path, "")
            content = contents.get(blob, known.get(blob))
            yield path, UnreadableError("not stored in git") if content is None else content[:max_bytes]

    def content(self, path: str) -> Content:
        """A file as content to be read piece by piece; at a revision its bytes are fetched now, or UnreadableError."""
        if self.revision is not None:
            return content_of_bytes(path, self.read(path))
        entry = self.files.get(path)
        if entry is None:
            raise UnreadableError("there is no such file")
        return Content(path, entry.size, lambda: self._opened(path), self.root / path)

    def stamp(self, path: str) -> str | None:
        """What tells a file of the work tree from an edited one: size, times and inode.

        None at a revision, for a file that is gone, and for one so new that an edit might go unnoticed.
        """
        if self.revision is not None:
            return None
        try:
            status = (self.root / path).lstat()
        except OSError:
            return None
        if not stat.S_ISREG(status.st_mode) or time.time_ns() - status.st_mtime_ns < RACY_NANOSECONDS:
            return None
        return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"

    def chunks(self, path: str, size: int) -> Iterator[bytes]:
        """The bytes of a file of the work tree, piece by piece, each of `size` but the last; raises UnreadableError."""
        with self._opened(path) as stream:
            while chunk := stream.read(size):
                yield chunk

    def _read_file(self, path: str, max_bytes: int | None) -> bytes | UnreadableError:
        try:
            with self._opened(path) as stream:
                if max_bytes is None:
                    return stream.read()
                return stream.read(min(max_bytes, os.fstat(stream.fileno()).st_size))
        except UnreadableError as error:
            return error

    def _opened(self, path: str) -> AbstractContextManager[BinaryIO]:
        """A file of the work tree, open for reading; raises UnreadableError."""
        if path not in self.files:
            raise UnreadableError("there is no such file")
        return door.opened(str(self.root), path)

    def at(self, revision: str) -> Project:
        """The same project at a git revision; raises SettingsError when there is no such revision."""
        if self.git_root is None:
            raise SettingsError(f"`{self.name}` is not in a git repository, so it has no revision `{revision}`")
        commit = git.resolve_commit(self.root, revision)
        if commit is None:
            raise SettingsError(
                f"there is no revision `{revision}`", hint="fetch it first; CI often clones one commit only"
            )
        listed, opaque = git.list_tree(self.root, commit, self.prefix)
        entries = {path: FileEntry(size, blob, True) for path, (blob, size) in listed.items()}
        state = _nameable(Listing(entries, opaque))
        return replace(self, revision=commit, _answers={}, **state)

    def including(self, paths: Iterable[str]) -> Project:
        """The same project with further files and folders that git ignores, where they lie in the work tree.

        Links among them become opaque.
        """
        if self.revision is not None:
            return self
        listing = Listing({}, set())
        for path in paths:
            files_at(self.root, path, listing)
        found = {file: entry for file, entry in listing.files.items() if file not in self.files and is_utf8(file)}
        links = {link for link in listing.opaque if link not in self.opaque and is_utf8(link)}
        if not found and not links and not listing.irregular:
            return self
        irregular = {path: kind for path, kind in listing.irregular.items() if is_utf8(path)}
        return replace(
            self,
            files={**self.files, **found},
            opaque=self.opaque | links,
            irregular={**self.irregular, **irregular},
        )

    def excluding(self, patterns: Iterable[str]) -> Project:
        """The same project without the paths that match the patterns (as in .gitignore)."""
        return replace(self, excluded=Exclusions(patterns), _answers={})


def _decoded(content: bytes, max_bytes: int) -> str | UnreadableError:
    if len(content) > max_bytes:
        return TooLargeError(f"larger than {max_bytes // 2**20} MiB")
    try:
        return content.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return UnreadableError("not UTF-8 text", line=content.count(b"\n", 0, error.start) + 1)


def open_project(path: Path, name: str | None = None) -> Project:
    """Open the project in a folder at its work tree; raises NothingToScanError or SettingsError."""
    if not path.exists():
        raise SettingsError(f"there is no folder `{path}`", hint="give the path of a repository")
    if not path.is_dir():
        raise SettingsError(f"`{path}` is a file", hint="give the folder of a repository")
    root = path.resolve()
    if not os.access(root, os.R_OK | os.X_OK):
        raise NothingToScanError(f"no permission to read `{path.name}`")
    git_root = git.top_level(root)
    listing = git_files(root) if git_root else folder_files(root)
    if not listing.files:
        kind = "repository" if git_root else "folder"
        raise NothingToScanError(f"`{path.name}` is an empty {kind}: there is nothing to scan")
    prefix = "" if git_root is None or git_root == root else f"{root.relative_to(git_root).as_posix()}/"
    head = git.resolve_commit(root, "HEAD") if git_root else None
    return Project(root, name or readable(root.name), git_root, prefix, head, None, **_nameable(listing))


def _nameable(listing: Listing) -> dict[str, Any]:
    """What is listed, without the names that are no text, which nothing could be told of."""
    return {
        "files": {path: entry for path, entry in listing.files.items() if is_utf8(path)},
        "opaque": frozenset(path for path in listing.opaque if is_utf8(path)),
        "irregular": {path: kind for path, kind in listing.irregular.items() if is_utf8(path)},
        "unnameable": frozenset(readable(path) for path in listing.files if not is_utf8(path)),
    }
