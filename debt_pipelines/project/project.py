"""Project: the one door through which everything is read, at the work tree or at a git revision.

A crawler asks a project for paths and bytes and never learns which of the two it reads. Nothing outside the root
is ever opened, links are not followed, and nothing is written.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

import pathspec

from debt_pipelines.model.errors import NothingToScanError, SettingsError, UnreadableError
from debt_pipelines.project import git
from debt_pipelines.project.locations import ancestors

MAX_METADATA_BYTES = 64 * 1024 * 1024
_BATCH_FILES = 200
_PRUNED_FOLDERS = frozenset({".git", ".hg", ".svn", "node_modules", "site-packages", ".venv", "venv", ".tox"})


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a project: its size in bytes, its git blob where there is one, and whether git tracks it."""

    size: int
    blob: str | None = None
    is_tracked: bool = False


@dataclass(frozen=True)
class Project:
    """A project at one state; `revision` is None for the work tree, else the full commit id.

    `opaque` holds the paths of links and submodules: they are there, but nothing behind them is read.
    """

    root: Path
    name: str
    git_root: Path | None
    prefix: str
    head: str | None
    revision: str | None
    files: Mapping[str, FileEntry]
    opaque: frozenset[str] = frozenset()
    excluded: pathspec.GitIgnoreSpec = field(default_factory=lambda: pathspec.GitIgnoreSpec.from_lines(()))
    _folders: frozenset[str] = field(init=False, repr=False, compare=False, default=frozenset())

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

    def paths(self, *, suffixes: tuple[str, ...] = (), names: tuple[str, ...] = ()) -> list[str]:
        """Sorted paths that are not excluded, of the given endings or file names (all, when neither is given)."""
        lowered = tuple(suffix.lower() for suffix in suffixes)

        def is_wanted(path: str) -> bool:
            name = path.rpartition("/")[2]
            return name in names or (bool(lowered) and name.lower().endswith(lowered)) or not (lowered or names)

        return sorted(path for path in self.files if is_wanted(path) and not self.excluded.match_file(path))

    def exists(self, path: str) -> bool:
        """Whether a file, a folder, a link or a submodule of that path is there."""
        return path in ("", ".") or path in self.files or path in self._folders or path in self.opaque

    def is_opaque(self, path: str) -> bool:
        """Whether a path is a link or a submodule, or lies behind one."""
        return any(path == link or path.startswith(f"{link}/") for link in self.opaque)

    def is_folder(self, path: str) -> bool:
        """Whether that path is a folder with files in it."""
        return path in self._folders

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
        content = self.read(path, max_bytes=MAX_METADATA_BYTES + 1)
        if len(content) > MAX_METADATA_BYTES:
            raise UnreadableError(f"larger than {MAX_METADATA_BYTES // 2**20} MiB")
        try:
            return content.decode().removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise UnreadableError("not UTF-8 text", line=line) from error

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
        contents = git.read_blobs(self.root, sorted(set(blobs.values()))) if blobs else {}
        for path in paths:
            content = contents.get(blobs.get(path, ""))
            yield path, UnreadableError("not stored in git") if content is None else content[:max_bytes]

    def _read_file(self, path: str, max_bytes: int | None) -> bytes | UnreadableError:
        if path not in self.files:
            return UnreadableError("there is no such file")
        try:
            flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
            descriptor = os.open(self.root / path, flags)
            with os.fdopen(descriptor, "rb") as stream:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    return UnreadableError("not a regular file")
                return stream.read() if max_bytes is None else stream.read(max_bytes)
        except OSError as error:
            return UnreadableError(f"cannot be opened: {error.strerror}")

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
        files = {path: FileEntry(size, blob, True) for path, (blob, size) in listed.items()}
        return replace(self, revision=commit, files=files, opaque=frozenset(opaque))

    def including(self, paths: Iterable[str]) -> Project:
        """The same project with further files and folders that git ignores, where they lie in the work tree."""
        if self.revision is not None:
            return self
        found = {file: entry for path in paths for file, entry in _scan(self.root, path) if file not in self.files}
        return replace(self, files={**self.files, **found}) if found else self

    def excluding(self, patterns: Iterable[str]) -> Project:
        """The same project without the paths that match the patterns (as in .gitignore)."""
        return replace(self, excluded=pathspec.GitIgnoreSpec.from_lines(patterns))


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
    files, opaque = _git_files(root) if git_root else _folder_files(root)
    if not files:
        kind = "repository" if git_root else "folder"
        raise NothingToScanError(f"`{path.name}` is an empty {kind}: there is nothing to scan")
    prefix = "" if git_root is None or git_root == root else f"{root.relative_to(git_root).as_posix()}/"
    head = git.resolve_commit(root, "HEAD") if git_root else None
    return Project(root, name or root.name, git_root, prefix, head, None, files, frozenset(opaque))


def _git_files(root: Path) -> tuple[dict[str, FileEntry], set[str]]:
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


def _folder_files(root: Path) -> tuple[dict[str, FileEntry], set[str]]:
    opaque: set[str] = set()
    files = dict(_scan(root, "", links=opaque))
    return files, opaque


def _scan(root: Path, path: str, *, links: set[str] | None = None) -> Iterator[tuple[str, FileEntry]]:
    """The regular files at or below a path; a path that leaves the root, or is a link, gives none.

    Links found on the way are not followed, but added to `links`.
    """
    parts = PurePosixPath(path).parts
    if ".." in parts or path.startswith("/") or "\0" in path:
        return
    if any((root / PurePosixPath(*parts[: n + 1])).is_symlink() for n in range(len(parts))):
        return
    size = _regular_size(root / path)
    if size is not None:
        yield path, FileEntry(size)
        return
    for folder, names, file_names in os.walk(root / path):
        names[:] = sorted(name for name in names if name not in _PRUNED_FOLDERS)
        for name in sorted((*names, *file_names)):
            file = Path(folder) / name
            size = _regular_size(file)
            if links is not None and file.is_symlink():
                links.add(file.relative_to(root).as_posix())
            elif size is not None:
                yield file.relative_to(root).as_posix(), FileEntry(size)


def _regular_size(path: Path) -> int | None:
    try:
        status = path.lstat()
    except (OSError, ValueError):
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None
