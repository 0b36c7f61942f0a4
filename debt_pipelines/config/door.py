"""The one place where a file of a scanned folder is opened: a regular file inside it, and nothing else.

A name is never followed out of the folder: it may not climb, and no folder on the way nor the file itself may be a
link, not even one that was put there after the files were listed. What is no regular file is not opened at all, because
opening a pipe waits and opening a device may act.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from debt_pipelines.model.errors import UnreadableError

_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
_FOLDER_FLAGS = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY
_KINDS = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def kind_of_mode(mode: int) -> str | None:
    """What stands at a path, in words; None for a regular file."""
    if stat.S_ISREG(mode):
        return None
    return next((kind for is_kind, kind in _KINDS if is_kind(mode)), "nothing that can be read")


@contextmanager
def opened(root: str, path: str) -> Iterator[BinaryIO]:
    """A regular file below a folder, open for reading; raises UnreadableError for anything else.

    Each is announced as the audit event `debt_pipelines.open` with its path: Python itself only tells the file's name.
    """
    parts = path.split("/")
    if "\0" in path or not set(parts).isdisjoint(("", ".", "..")):
        raise UnreadableError("there is no such file")
    sys.audit("debt_pipelines.open", f"{root}/{path}")
    try:
        with os.fdopen(_descriptor(root, parts), "rb") as stream:
            yield stream
    except OSError as error:
        raise UnreadableError(f"cannot be opened: {error.strerror or error}") from error


def content(root: str, path: str) -> bytes | None:
    """What a regular file below a folder holds, None where nothing stands there; raises UnreadableError."""
    try:
        with opened(root, path) as stream:
            return stream.read()
    except UnreadableError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return None
        raise


def foreign(path: str) -> str | None:
    """Why a path is none of a file that belongs to the project, in words."""
    parts = path.split("/")
    if not path or path.startswith("/") or ".." in parts:
        return "leads out of the project"
    return "belongs to git" if any(part.casefold() == ".git" for part in parts) else None


def link_target(root: str, path: str) -> str | None:
    """What is written in a link, which is not followed; None for what is none."""
    try:
        return os.readlink(f"{root}/{path}")  # noqa: PTH115 - as it is written, not as a path
    except OSError:
        return None


def _descriptor(root: str, parts: list[str]) -> int:
    """The file, opened folder by folder, each without following a link."""
    *folders, name = parts
    at = os.open(root, _FOLDER_FLAGS)
    try:
        for folder in folders:
            try:
                below = os.open(folder, _FOLDER_FLAGS | os.O_NOFOLLOW, dir_fd=at)
            except NotADirectoryError:
                _refuse_on_the_way(os.stat(folder, dir_fd=at, follow_symlinks=False).st_mode)
                raise
            os.close(at)
            at = below
        _refuse(os.stat(name, dir_fd=at, follow_symlinks=False).st_mode)
        descriptor = os.open(name, _FILE_FLAGS, dir_fd=at)
    finally:
        os.close(at)
    try:
        _refuse(os.fstat(descriptor).st_mode)
    except UnreadableError:
        os.close(descriptor)
        raise
    return descriptor


def _refuse_link(mode: int) -> None:
    if stat.S_ISLNK(mode):
        raise UnreadableError("cannot be opened: a link, which is not followed")


def _refuse_on_the_way(mode: int) -> None:
    _refuse_link(mode)
    if not stat.S_ISDIR(mode):
        raise UnreadableError(f"cannot be opened: below {kind_of_mode(mode) or 'a file'}")


def _refuse(mode: int) -> None:
    _refuse_link(mode)
    kind = kind_of_mode(mode)
    if kind is not None:
        raise UnreadableError(f"not a regular file but {kind}")
