"""What stands where the header of a delimited table should begin: comments, or the answer of a server that failed."""

from __future__ import annotations

import re

from debt_pipelines.catalog.tabular.dialect import Dialect, find_dialect, records_of
from debt_pipelines.catalog.tabular.header import is_value

_MAX_COMMENT_BYTES = 64 * 1024
_MIN_FIELDS = 2
_MAX_SHOWN = 60
_MARKUP = re.compile(r"<\?xml\b|<[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>?")
_OBJECT = re.compile(r'\{\s*"[^"]*"\s*:')
_STATUS = (
    r"bad request|unauthorized|forbidden|not found|method not allowed|gone|too many requests|internal server error"
    r"|bad gateway|service (?:temporarily )?unavailable|gateway time-?out"
)
_ERROR = re.compile(
    rf"(?:HTTP/[\d.]+ +)?[45]\d\d[ :-]+(?:{_STATUS})\b|(?:{_STATUS}|(?:access|permission) denied)[.!]?\Z"
    r"|Traceback \(most recent call last\)|(?:[A-Za-z]\w*\.)*\w*(?:error|exception)(?: \d+)?: +\S",
    re.IGNORECASE,
)


def comments_end(text: bytes, *, prefers_tab: bool = False) -> int:
    """Where the header starts below lines that begin with `#`; 0 when these may be the header, or what follows is none.

    A comment does not have as many fields as the rows; the header has, and none of them is a value.
    """
    lines: list[bytes] = []
    end = 0
    while text[end : end + 1] == b"#" and end < _MAX_COMMENT_BYTES:
        stop = text.find(b"\n", end) + 1
        if not stop:
            return 0
        lines.append(text[end:stop])
        end = stop
    if not lines:
        return 0
    dialect = find_dialect(text[end:], prefers_tab=prefers_tab)
    width = dialect.row_width
    if width < _MIN_FIELDS:
        return 0
    widths = [_width(line, dialect.delimiter) for line in lines]
    if width in widths:
        lines = lines[: widths.index(width)]
    elif len(dialect.header) != width or not all(dialect.header) or any(map(is_value, dialect.header)):
        return 0
    return sum(map(len, lines))


def foreign_start(text: bytes, dialect: Dialect) -> str | None:
    """What is wrong with a text that begins as no table does; None for one that may be a table."""
    first = text[: dialect.body_start][:_MAX_COMMENT_BYTES].decode(errors="replace").strip()
    if _OBJECT.match(first):
        return "JSON where the header should be"
    if len(dialect.header) > 1 and not first.startswith("<?xml"):
        return None
    if _MARKUP.match(first):
        return "markup where the header should be"
    if _ERROR.match(first):
        return f"error text where the header should be: `{first.splitlines()[0][:_MAX_SHOWN]}`"
    return None


def _width(line: bytes, delimiter: str) -> int:
    return next((len(record) for _line, record in records_of(line.decode(errors="replace"), delimiter)), 0)
