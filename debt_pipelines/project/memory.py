"""What earlier scans learnt, kept by content: data that has not changed is never read again.

A file of the work tree is known by its stamp (path, size, times, inode), a stamp stands for a content, and what was
read of a content is kept under its id. The id is git's blob id where the content is small enough to be hashed, so
that a file, a revision of it and a copy share what is known. The memory is a cache in the user's state folder: it
may be lost at any time. One that is broken is put aside and begun anew; one that a newer version of this tool wrote
stays as it is.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from debt_pipelines.model.masking import masked
from debt_pipelines.project.broken_database import is_broken, set_aside

_log = logging.getLogger(__name__)
_VERSION = 2
"""Of the tables and of what they hold; to be raised when an older version of this tool cannot use them, or kept what
is kept no more. Readings of an older one are read anew."""
_BUSY_SECONDS = 10
_COMMIT_SECONDS = 2
"""How long what was noted waits to be kept at most, so that another scan may write too."""
_KEEP_SECONDS = 180 * 24 * 3600
"""A reading is made anew after half a year, so that a memory does not grow for ever."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS stamps (project TEXT, path TEXT, stamp TEXT, content TEXT, PRIMARY KEY (project, path))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS readings (content TEXT, reader TEXT, value BLOB, read_at INTEGER,
    PRIMARY KEY (content, reader));
CREATE TABLE IF NOT EXISTS versions (project TEXT, path TEXT, content TEXT, seen_at TEXT, number INTEGER,
    PRIMARY KEY (project, path, content)) WITHOUT ROWID;
"""

_COLUMNS = {
    "stamps": "project, path, stamp, content",
    "readings": "content, reader, value, read_at",
    "versions": "project, path, content, seen_at, number",
}


class Version(NamedTuple):
    """One content that was seen at a path, and when a scan saw it there first (ISO 8601)."""

    content: str
    seen_at: str


class Memory:
    """The memory of one project; `None` for the file keeps it only as long as the process lives.

    `current` tells what this scan has seen at each path of the work tree.
    """

    def __init__(self, file: Path | None = None, project: str = "") -> None:
        self._file = file
        self.project = project
        self._committed_at = time.monotonic()
        self.current: dict[str, str] = {}

    @cached_property
    def _database(self) -> sqlite3.Connection:
        return _opened(self._file)

    def content_at(self, path: str, stamp: str) -> str | None:
        """The id of the content that a file had under that very stamp."""
        query = "SELECT content FROM stamps WHERE project = ? AND path = ? AND stamp = ?"
        found: str | None = self._one(query, self.project, _place(path), stamp)
        return found

    def stamp(self, path: str, stamp: str, content: str) -> None:
        """Remember which content a file has under a stamp; replaces what was known of the path."""
        self._run("INSERT OR REPLACE INTO stamps VALUES (?, ?, ?, ?)", self.project, _place(path), stamp, content)

    def reading(self, content: str, reader: str) -> bytes | None:
        """What a reader made of a content; the reader's name holds its version and its limits."""
        found: bytes | None = self._one("SELECT value FROM readings WHERE content = ? AND reader = ?", content, reader)
        return found

    def keep(self, content: str, reader: str, value: bytes) -> None:
        """Remember what a reader made of a content."""
        self._run("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)", content, reader, value, int(time.time()))

    def see(self, path: str, content: str) -> None:
        """Note that this scan sees that content at a path of the work tree."""
        self.current[path] = content
        if self.newest(path) != content:
            seen_at = datetime.now(UTC).replace(microsecond=0).isoformat()
            number = "(SELECT coalesce(max(number), 0) + 1 FROM versions WHERE project = ?1 AND path = ?2)"
            statement = f"INSERT OR REPLACE INTO versions VALUES (?1, ?2, ?3, ?4, {number})"  # noqa: S608 - constant
            self._run(statement, self.project, _place(path), content, seen_at)

    def newest(self, path: str) -> str | None:
        """The content that the last scan saw at a path."""
        query = "SELECT content FROM versions WHERE project = ? AND path = ? ORDER BY number DESC LIMIT 1"
        found: str | None = self._one(query, self.project, _place(path))
        return found

    def versions(self, path: str) -> list[Version]:
        """The contents that scans have seen at a path, the oldest first, each at the last time it came up."""
        query = "SELECT content, seen_at FROM versions WHERE project = ? AND path = ? ORDER BY number"
        rows = self._asked(lambda: self._database.execute(query, (self.project, _place(path))).fetchall())
        return [Version(*row) for row in rows or ()]

    def before(self, path: str, content: str) -> Version | None:
        """The newest other content that an earlier scan saw at a path."""
        query = (
            "SELECT content, seen_at FROM versions WHERE project = ? AND path = ? AND content != ? "
            "ORDER BY number DESC LIMIT 1"
        )
        row = self._asked(lambda: self._database.execute(query, (self.project, _place(path), content)).fetchone())
        return Version(*row) if row else None

    def absorb(self, file: Path) -> None:
        """Take over what the memory in a file has read; one that is gone or broken is passed over."""
        if not file.exists():
            return
        with suppress(sqlite3.Error):
            self._database.commit()
            self._database.execute("ATTACH DATABASE ? AS other", (str(file),))
            try:
                self._database.execute("INSERT OR REPLACE INTO readings SELECT * FROM other.readings")
                self._database.execute("INSERT OR REPLACE INTO stamps SELECT * FROM other.stamps")
                self._database.commit()
            finally:
                self._database.rollback()
                self._database.execute("DETACH DATABASE other")

    def close(self) -> None:
        """Keep what was noted and let the file go, so that another machine may open it; it opens again when asked."""
        with suppress(sqlite3.Error):
            self._database.commit()
            self._database.close()
        self.__dict__.pop("_database", None)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep all that is noted within the block, at once; a memory that cannot be written is no error."""
        try:
            yield
        finally:
            self._asked(self._database.commit)

    def _asked(self, question: Callable[[], Any]) -> Any:
        """The answer of the database; None where it fails, and one that breaks is begun anew."""
        try:
            return question()
        except sqlite3.Error as error:
            if self._file is not None and is_broken(error):
                with suppress(sqlite3.Error):
                    self._database.close()
                self._database = _begun_anew(self._file)
            return None

    def _one(self, query: str, *values: str) -> Any:
        row = self._asked(lambda: self._database.execute(query, values).fetchone())
        return row[0] if row else None

    def _run(self, statement: str, *values: object) -> None:
        self._asked(lambda: self._database.execute(statement, values))
        if time.monotonic() - self._committed_at > _COMMIT_SECONDS:
            self._asked(self._database.commit)
            self._committed_at = time.monotonic()


def _place(path: str) -> str:
    """What a path is kept under: itself, unless a credential is part of the name."""
    plain = masked(path)
    return path if plain == path else f"{plain} {hashlib.sha256(path.encode(errors='surrogatepass')).hexdigest()}"


def _opened(file: Path | None) -> sqlite3.Connection:
    if file is None:
        return _prepared(sqlite3.connect(":memory:", check_same_thread=False))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return _prepared(_connected(file))
    except sqlite3.Error as error:
        if is_broken(error):
            return _begun_anew(file)
        _log.warning("warning: what earlier scans learnt cannot be used (%s); everything is read anew", error)
    except OSError:
        pass  # what cannot be written there is told when results are kept
    return _opened(None)


def _begun_anew(file: Path) -> sqlite3.Connection:
    """A new memory in the place of a broken one, which is kept."""
    with suppress(sqlite3.Error, OSError):
        kept = set_aside(file)
        if kept != file:
            _log.warning("warning: `%s` is broken and begun anew; the broken one is kept as `%s`", file.name, kept.name)
        return _prepared(_connected(file))
    return _opened(None)


def _connected(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=_BUSY_SECONDS, check_same_thread=False)


def _prepared(database: sqlite3.Connection) -> sqlite3.Connection:
    """The database with its tables, as far as they are those of this version."""
    try:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            raise sqlite3.NotSupportedError(f"a newer version of this tool wrote it: {version}, and not {_VERSION}")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        if version < _VERSION:
            _drop_outdated(database)
        database.executescript(_SCHEMA)
        database.execute("DELETE FROM readings WHERE read_at < ?", (int(time.time()) - _KEEP_SECONDS,))
        if version < _VERSION:
            database.execute("DELETE FROM readings")
            database.execute(f"PRAGMA user_version = {_VERSION}")
        database.commit()
    except sqlite3.Error:
        database.close()
        raise
    return database


def _drop_outdated(database: sqlite3.Connection) -> None:
    """Drop the tables that an older version of this tool made with other columns."""
    for table, columns in _COLUMNS.items():
        try:
            database.execute(f"SELECT {columns} FROM {table} LIMIT 0")  # noqa: S608 - constants
        except sqlite3.OperationalError as error:
            if "no such column" in str(error):
                database.execute(f"DROP TABLE {table}")
