"""Bytes become clean UTF-8 text: the encoding is found, and what is no text at all is refused.

Every reader downstream sees UTF-8 without a byte order mark, whatever the file was written in.
"""

from __future__ import annotations

import codecs
import re

from debt_pipelines.catalog.tabular.signatures import HEAD_BYTES, WEB_PAGE, name_of
from debt_pipelines.catalog.tabular.table import Malformation
from debt_pipelines.model.errors import UnreadableError

_HEAD_BYTES = 64 * 1024
_MAX_CONTROL_FRACTION = 0.01
_CONTROL = bytes(byte for byte in range(0x20) if byte not in b"\t\n\v\f\r\x1a\x1b")
_UTF16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BREAK = re.compile(rb"\r\n|\r|\n")
_CONFLICT_START = re.compile(rb"^<<<<<<< ", re.MULTILINE)
_CONFLICT = re.compile(
    rb"^<<<<<<< [^\n]*\n(.*?)(?:^\|\|\|\|\|\|\| [^\n]*\n.*?)?^=======\r?\n.*?^>>>>>>> ?[^\n]*(?:\n|\Z)",
    re.MULTILINE | re.DOTALL,
)


def decode_text(content: bytes, *, is_truncated: bool = False) -> bytes:
    """The content as UTF-8 without a byte order mark; raises UnreadableError for binary content."""
    for mark, encoding in _UTF16:
        if content.startswith(mark):
            whole = content[len(mark) : len(content) - len(content) % 2]
            return _refuse_binary(whole.decode(encoding, errors="replace").encode())
    content = content.removeprefix(codecs.BOM_UTF8)
    _refuse_binary(content)
    if content.isascii():
        return content
    try:
        content.decode()
    except UnicodeDecodeError as error:
        if is_truncated and error.start >= len(content) - 4:
            return content[: error.start]
        return _decode_single_byte(content).encode()
    return content


def line_at(content: bytes, position: int) -> int:
    """The line, from 1, of a byte position, whatever ends the lines."""
    before = content[:position]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1


def find_mixed_line_endings(text: bytes, delimiter: str) -> Malformation | None:
    """The malformation when records end in different ways; line breaks inside quoted values do not count."""
    if b"\r" not in text or len(_endings(text)) < 2:
        return None
    if b'"' in text:
        edge = re.escape(delimiter.encode()) + rb"\r\n"
        quoted = re.compile(rb'(?<![^%b])"(?:[^"]|"")*"(?![^%b])' % (edge, edge))
        masked = quoted.sub(lambda match: b"x" * len(match[0]), text)
    else:
        masked = text
    endings = _endings(masked)
    if len(endings) < 2:
        return None
    usual = max(endings, key=lambda ending: endings[ending])
    other = next(match for match in _BREAK.finditer(masked) if match[0] != usual)
    names = {b"\n": "LF", b"\r\n": "CRLF", b"\r": "CR"}
    words = " and ".join(names[ending] for ending in endings)
    return Malformation(f"mixed line endings ({words})", line_at(text, other.start()))


def resolve_conflict(text: bytes) -> tuple[bytes, Malformation | None]:
    """The text with our side of each merge conflict kept, and the malformation when there was any."""
    if b"<<<<<<< " not in text or b"\n=======" not in text or b"\n>>>>>>>" not in text:
        return text, None
    start = _CONFLICT_START.search(text)
    if start is None:
        return text, None
    sentence = "unresolved merge conflict markers"
    return _CONFLICT.sub(rb"\1", text), Malformation(sentence, line_at(text, start.start()))


def _refuse_binary(content: bytes) -> bytes:
    what = name_of(content[:HEAD_BYTES])
    if what is not None:
        raise UnreadableError(f"not text but {what}", line=1 if what == WEB_PAGE else None)
    position = content.find(b"\0")
    if position >= 0:
        raise UnreadableError("binary content: it has NUL bytes", line=line_at(content, position))
    head = content[:_HEAD_BYTES]
    if len(head) - len(head.translate(None, _CONTROL)) > len(head) * _MAX_CONTROL_FRACTION:
        raise UnreadableError("binary content, not text in any known encoding")
    return content


def _decode_single_byte(content: bytes) -> str:
    if b"\n" not in content and b"\r" in content:
        return content.decode("mac_roman")
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _endings(text: bytes) -> dict[bytes, int]:
    n_crlf = text.count(b"\r\n")
    counts = {b"\n": text.count(b"\n") - n_crlf, b"\r\n": n_crlf, b"\r": text.count(b"\r") - n_crlf}
    return {ending: count for ending, count in counts.items() if count}
