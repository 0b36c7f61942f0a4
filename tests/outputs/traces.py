"""Looks for a text wherever it may be left: in what was printed, in files, and inside Parquet and SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pyarrow.parquet as pq


def traces(canaries: Mapping[str, str], places: Mapping[str, bytes]) -> list[str]:
    """Which canary is found where, as text, as a part of a URL, or with its quotes escaped."""
    return [
        f"{name} in {place}"
        for name, canary in canaries.items()
        for spelled in sorted({canary, quote(canary, safe="")})
        for place, content in places.items()
        if spelled.encode() in content
    ]


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """All files below a folder with their raw bytes, then the values that Parquet files and databases hold."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        yield f"the name of {name}", name.encode()
        if not path.is_file():
            continue
        raw = path.read_bytes()
        yield name, raw
        if raw[:4] == b"PAR1":
            yield f"{name} (values)", repr(pq.read_table(path).to_pydict()).encode()
        elif raw[:15] == b"SQLite format 3":
            yield f"{name} (values)", b"\n".join(_values(path))


def _values(path: Path) -> Iterator[bytes]:
    database = sqlite3.connect(path)
    try:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - a name from the database itself
                yield b"\t".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    finally:
        database.close()
