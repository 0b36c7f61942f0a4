"""Texts that were decoded wrongly: UTF-8 read as something else, and characters that were lost."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LOST = "\ufffd"
_SINGLE_BYTE = "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(0x80, 0xC0))
_RUN = re.compile(
    rf"[\xc2-\xdf][{re.escape(_SINGLE_BYTE)}]|[\xe0-\xef][{re.escape(_SINGLE_BYTE)}]{{2}}"
    rf"|[\xf0-\xf4][{re.escape(_SINGLE_BYTE)}]{{3}}"
)


_WRITTEN = re.compile(
    r"[\u00a0-\u017f\u0386-\u03ce\u0400-\u04ff\u1e00-\u1eff\u2000-\u20cf\u2100-\u22ff\u3000-\U0010ffff]"
)
"""What people write; of two characters that would mean something else, chance has put them side by side: `ß“`, `É’`."""
_WITHIN_WORD = re.compile(r"[a-z][À-Þ]\Z")


def find_encoding_damage(texts: Iterable[str]) -> str | None:
    """The first damaged character with what it should be, never the text around it, which may be personal."""
    text = "\n".join(texts)
    if text.isascii():
        return None
    for match in _RUN.finditer(text):
        meant = _decoded_again(match[0])
        if meant is not None and _WRITTEN.fullmatch(meant):
            return f"{match[0]} for {meant}"
        if _WITHIN_WORD.search(text, max(0, match.start() - 1), match.start() + 1):
            return f"{match[0]} within a word"
    return f"{_LOST}, a character that was lost" if _LOST in text else None


def _decoded_again(run: str) -> str | None:
    """The character that the bytes of a run are in UTF-8."""
    try:
        return b"".join(_byte(character) for character in run).decode()
    except UnicodeError:
        return None


def _byte(character: str) -> bytes:
    return bytes([ord(character)]) if ord(character) < 0x100 else character.encode("cp1252")
