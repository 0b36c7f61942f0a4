"""Lays out text in terminal cells: width, padding, shortening and wrapping.

Cells are not characters: a Chinese file name takes two cells a character, a combining accent none. Counting
characters would push such lines over the edge and columns out of line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal

ELLIPSIS = "…"
_TAIL_SHARE = 0.6  # the end of a path, with the file name and line, says more than its beginning


def cell_width(text: str) -> int:
    """How many terminal cells a printable text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def pad(text: str, width: int, *, align: Literal["left", "right"] = "left") -> str:
    """The text filled up with spaces to a width in cells."""
    space = " " * max(0, width - cell_width(text))
    return text + space if align == "left" else space + text


def clip(text: str, limit: int) -> str:
    """The text cut at its end to at most `limit` cells."""
    if cell_width(text) <= limit:
        return text
    return _take(text, limit - 1).rstrip() + ELLIPSIS


def shorten_middle(text: str, limit: int) -> str:
    """The text cut in its middle to at most `limit` cells, for paths."""
    if cell_width(text) <= limit:
        return text
    n_tail = int((limit - 1) * _TAIL_SHARE)
    tail = _take(reversed(text), n_tail)[::-1]
    return _take(text, limit - 1 - n_tail) + ELLIPSIS + tail


def shorten_words(text: str, limit: int) -> str:
    """The text with every overlong word, such as a path in a message, cut in its middle."""
    return " ".join(shorten_middle(word, limit) for word in text.split(" "))


def wrap(text: str, width: int, *, first: str = "", hanging: str = "") -> list[str]:
    """The text as lines of at most `width` cells; `first` begins the first line, `hanging` the others."""
    lines: list[str] = []
    line, gap = first, ""
    for word in _words(text, max(8, width - cell_width(hanging))):
        if line.strip() and cell_width(line + gap + word) > width:
            lines.append(line.rstrip())
            line, gap = hanging, ""
        line, gap = line + gap + word, " "
    return [*lines, line.rstrip()]


def _words(text: str, limit: int) -> Iterator[str]:
    """The words of a text; a word longer than a line comes in pieces."""
    for word in text.split(" "):
        rest = word
        while cell_width(rest) > limit:
            piece = _take(rest, limit)
            yield piece
            rest = rest[len(piece) :]
        if rest:
            yield rest


def _take(characters: Iterable[str], limit: int) -> str:
    taken, width = [], 0
    for character in characters:
        width += _cells(character)
        if width > limit:
            break
        taken.append(character)
    return "".join(taken)


def _cells(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
