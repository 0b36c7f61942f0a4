"""Makes any text safe to show: what is invisible, or would command a terminal, is written out as an escape.

Names come from the scanned repository. A terminal escape could repaint the screen, a direction mark could
reorder a path so that it reads as another one; `\\x1b` and `\\u202e` in their place show what is there.
"""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """The text on one line, with control and format characters and surrogates spelled as escapes."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _spell(character) for character in text)


def one_line(text: str) -> str:
    """Prose on one printable line: runs of white space and line breaks become one space."""
    return printable(" ".join(text.split()))


def _spell(character: str) -> str:
    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode("ascii")
