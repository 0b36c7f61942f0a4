"""SQLite files that are broken: told from those that only cannot be used now, and put aside, never thrown away."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from itertools import count
from pathlib import Path

_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_COMPANIONS = ("-wal", "-shm", "-journal")


def is_broken(error: BaseException | None) -> bool:
    """Whether an error, or one that it comes of, says that the file itself is damaged."""
    while error is not None:
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and code & 0xFF in _BROKEN:
            return True
        error = getattr(error, "orig", None) or error.__cause__
    return False


def is_sound(file: Path) -> bool:
    """Whether a file is a database that can be read from end to end; one that is not there is."""
    if not file.exists():
        return True
    try:
        database = sqlite3.connect(file, timeout=10)
        try:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
        finally:
            database.close()
    except sqlite3.Error as error:
        return not is_broken(error)


def set_aside(file: Path) -> Path:
    """Rename a broken database, with what belongs to it, so that a new one can be begun; raises OSError.

    Of several processes that meet it one does so: the file is looked at again when nobody else can.
    """
    from filelock import FileLock

    with FileLock(file.with_name(f"{file.name}.lock")):
        if is_sound(file):
            return file
        kept = free_name(file)
        for companion in _COMPANIONS:
            with suppress(FileNotFoundError):
                Path(f"{file}{companion}").rename(f"{kept}{companion}")
        file.rename(kept)
        return kept


def free_name(file: Path) -> Path:
    """A name for a broken file that no other one has."""
    names = (file.with_name(f"{file.name}.broken-{number}") for number in count(1))
    return next(name for name in names if not name.exists())
