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
    """Whether colour may be used on a stream: a terminal, and neither NO_COLOR nor a dumb terminal."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def note(text: str) -> None:
    """A line for the person, on stderr."""
    print(text, file=sys.stderr)


def note_error(message: str, *, hint: str | None = None) -> None:
    """An error and, below a blank line, what to do next."""
    note(f"error: {message}")
    if hint:
        note(f"\nhint: {hint}")


class Progress:
    """One line on a terminal that says what is going on, and leaves nothing behind but notes."""

    def __init__(self, *, is_quiet: bool) -> None:
        self.is_quiet = is_quiet
        self.is_shown = sys.stderr.isatty() and not is_quiet

    def say(self, text: str) -> None:
        """Replace the line."""
        if self.is_shown:
            print(f"\r\x1b[2K{text}", end="", file=sys.stderr, flush=True)

    def note(self, text: str) -> None:
        """A line that stays."""
        self.clear()
        if not self.is_quiet:
            note(text)

    def clear(self) -> None:
        """Take the line away."""
        self.say("")
