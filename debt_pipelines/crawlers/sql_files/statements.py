"""The statements of an SQL file that say how tables are made, with the line each begins on.

A file is cut at its semicolons first, so that a dump of a gigabyte of rows, a procedure or a template costs no more
than a look at its first word; what is left goes to the parser one by one.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

_PIECE = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^'\\]|''|\\.)*'|\"[^\"]*\"|`[^`]*`|\$(\w*)\$.*?\$\1\$|(?P<end>;)|(?P<go>^[ \t]*go[ \t]*$)"
    r"|[^-/'\"`$;\n]+|.",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_COPIED_ROWS = re.compile(r"^(COPY [^;]+ FROM stdin;)\n.*?^\\\.$", re.DOTALL | re.IGNORECASE | re.MULTILINE)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_DOWN = re.compile(
    r"^[ \t]*--[ \t]*(?:migrate:down|\+goose[ \t]+down|\+migrate[ \t]+down|@?undo\b|down[ \t]+migration).*",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_WANTED = re.compile(
    r"\s*(?:create\s+(?:or\s+replace\s+)?(?:external\s+)?table\b|create\s+unique\s+index\b|alter\s+table\b|drop\s+table\b"
    r"|comment\s+on\b)",
    re.IGNORECASE,
)
_DIALECTS = ("", "postgres", "mysql", "tsql", "bigquery", "sqlite", "snowflake", "oracle")
_BACKTICKS = ("mysql", "bigquery", "spark", *(name for name in _DIALECTS if name not in ("mysql", "bigquery")))
_MAX_STATEMENT = 200_000


def definitions(text: str) -> Iterator[tuple[exp.Expr, int]]:
    """The statements that make, change, drop or describe tables; what no dialect reads is passed over."""
    for statement, line in _statements(_DOWN.sub("", _without_rows(text))):
        with _silent_parser():
            parsed = _parsed(statement)
        if parsed is not None:
            yield parsed, line


def _without_rows(text: str) -> str:
    """The text without the rows that dumps of PostgreSQL copy in; lines stay where they were."""
    if "from stdin" not in text.lower():
        return text
    return _COPIED_ROWS.sub(lambda found: found[1] + "\n" * found[0].count("\n"), text)


def _statements(text: str) -> Iterator[tuple[str, int]]:
    """Those statements whose first words are wanted."""
    start = 0
    for piece in _PIECE.finditer(text):
        if piece["end"] or piece["go"]:
            yield from _wanted(text, start, piece.start())
            start = piece.end()
    yield from _wanted(text, start, len(text))


def _wanted(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    while comment := re.compile(rf"\s*(?:{_COMMENT.pattern})", re.DOTALL).match(text, start, end):
        start = comment.end()
    if end - start <= _MAX_STATEMENT and _WANTED.match(text, start, end):
        statement = text[start:end]
        start += len(statement) - len(statement.lstrip())
        yield text[start:end], text.count("\n", 0, start) + 1


@contextmanager
def _silent_parser() -> Iterator[None]:
    """Keep the parser from telling of each dialect that does not fit."""
    logger = logging.getLogger("sqlglot")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def _parsed(statement: str) -> exp.Expr | None:
    """The first reading by a dialect that understands all of it."""
    from sqlglot import exp, parse_one
    from sqlglot.errors import SqlglotError

    for dialect in _BACKTICKS if "`" in statement else _DIALECTS:
        try:
            parsed = parse_one(statement, read=dialect)
        except (SqlglotError, RecursionError, ValueError):
            continue
        if not isinstance(parsed, exp.Command):
            return parsed
    return None
