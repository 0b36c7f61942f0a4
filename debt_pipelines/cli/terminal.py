"""The terminal: payload on stdout, everything else on stderr; colour only where a person sees it."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TextIO

MAX_WIDTH = 100
_NARROWEST = 40


def width() -> int:
    """Columns to write for: the terminal's up to 100, and 80 when piped."""
    return max(_NARROWEST, min(MAX_WIDTH, shutil.get_terminal_size((80, 24)).columns))


def is_color(stream: TextIO) -> bool:
    """Whether colour may be used on a stream: NO_COLOR forbids it, FORCE_COLOR wants it, else a terminal decides."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def note(text: str) -> None:
    """A line for the person, on stderr."""
    print(text, file=sys.stderr)


def note_error(message: str, *, hint: str | None = None) -> None:
    """An error and, below a blank line, what to do next."""
    note(f"error: {message}")
    if hint:
        note(f"\nhint: {hint}")
