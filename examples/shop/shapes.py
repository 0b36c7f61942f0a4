"""Turn a table of the example into the shape it had earlier, or damage it as people damage tables.

Every function takes rows or bytes and returns new ones; nothing is changed in place.
"""

from __future__ import annotations

import re

from pipeline_tables import Table


def without(rows: Table, column: str) -> Table:
    """The rows without that column."""
    return [{name: value for name, value in row.items() if name != column} for row in rows]


def renamed(rows: Table, column: str, name: str) -> Table:
    """The rows with that column under another name, in the same place."""
    return [{name if key == column else key: value for key, value in row.items()} for row in rows]


def as_integer(rows: Table, column: str) -> Table:
    """The rows with the first whole number of each text in that column."""
    return [row | {column: re.findall(r"\d+", row[column])[0]} for row in rows]


def until(rows: Table, column: str, day: str) -> Table:
    """The rows dated on that day (ISO 8601) or before."""
    return [row for row in rows if row[column] <= day]


def reopened(customers: Table, day: str) -> Table:
    """The customers as known on that day: accounts closed later are still open."""
    return [row | {"closed_on": row["closed_on"] if row["closed_on"] <= day else ""} for row in customers]


def unquoted(content: bytes) -> bytes:
    """The CSV bytes without quotes: a comma inside a text starts one more field, so that rows get ragged."""
    return content.replace(b'"', b"")


def conflicted(content: bytes, *, line: int, theirs: str, branch: str) -> bytes:
    """The text with that line (from 1) left as a merge conflict between ours and the branch's."""
    lines = content.decode().splitlines()
    ours = lines[line - 1]
    lines[line - 1 : line] = ["<<<<<<< HEAD", ours, "=======", theirs, f">>>>>>> {branch}"]
    return ("\n".join(lines) + "\n").encode()


def cut_off(content: bytes) -> bytes:
    """The first three quarters of the bytes, as a broken upload leaves them."""
    return content[: len(content) * 3 // 4]
