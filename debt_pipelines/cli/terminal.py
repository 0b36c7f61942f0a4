"""The terminal: payload on stdout, everything else on stderr; colour only where a person sees it."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import traceback
from contextlib import suppress
from types import TracebackType
from typing import TextIO

from debt_pipelines.model.masking import masked
from debt_pipelines.reports.printable import printable, printable_json

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


def say(text: str) -> None:
    """What was asked for, on stdout: lines that command no terminal and hold no credential."""
    print(harmless(text))


def say_json(value: object) -> None:
    """A document that was asked for, on stdout."""
    print(printable_json(masked(json.dumps(value, indent=2, ensure_ascii=False))))


def note(text: str) -> None:
    """A line for the person, on stderr."""
    print(harmless(text), file=sys.stderr)


def note_error(message: str, *, hint: str | None = None) -> None:
    """An error and, below a blank line, what to do next."""
    note(f"error: {message}")
    if hint:
        note(f"\nhint: {hint}")


def payload_as_utf8() -> None:
    """Write UTF-8 wherever no person reads along; on a terminal, what it cannot show becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


def leave_stdout() -> None:
    """Let what is still to be written to stdout go nowhere, so that leaving does not fail for it once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def note_crash(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    """The trace of an error that nobody expected, as `sys.excepthook` takes it."""
    note("".join(traceback.format_exception(kind, error, where)).rstrip())


def harmless(text: str) -> str:
    """The lines of a text without what a terminal would obey, and without credentials; tabs stay."""
    return "\n".join(map(_harmless_line, masked(text).split("\n")))


def _harmless_line(line: str) -> str:
    body = line.removesuffix("\r")
    return "\t".join(map(printable, body.split("\t"))) + line[len(body) :]
