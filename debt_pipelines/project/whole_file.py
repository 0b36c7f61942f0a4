"""Files are written whole or not at all: who reads one never sees half of it, and what is killed leaves the old one."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LEFT = ".debt-"
"""How the names of files begin that are still being written."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A new empty file beside a file, which takes its place in the end; raises OSError, and then the old one stays.

    A link stays a link. What is no regular file (a terminal, a pipe), or lies in a folder that takes no new file, is
    written straight.
    """
    place = path.resolve()
    beside = None if place.exists() and not place.is_file() else _beside(place)
    if beside is None:
        yield place
        return
    try:
        if place.exists():
            beside.chmod(place.stat().st_mode & 0o777)
        yield beside
        beside.replace(place)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def write_whole(path: Path, text: str) -> None:
    """Write a text as UTF-8; raises OSError, and then the file is as it was."""
    with replacing(path) as beside:
        beside.write_bytes(text.encode())


def drop_leftovers(folder: Path) -> None:
    """Remove what killed processes had begun to write in a folder, in which nobody writes meanwhile."""
    for left in folder.glob(f"{_LEFT}*"):
        with suppress(OSError):
            left.unlink()


def _beside(place: Path) -> Path | None:
    """A new file in the same folder, with the rights that any new file gets; None where only the old one may be."""
    beside = place.with_name(_LEFT + secrets.token_hex(8))
    try:
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    except PermissionError:
        if place.is_file():
            return None
        raise
    return beside
