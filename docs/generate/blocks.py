"""The command blocks of the pages, run for real: what stands below a command is what it prints.

A block that begins with ```` ```console ```` holds commands behind `$ ` and, below each, its output. They run in a
folder that holds the bundled example as `build/example-shop`, one page after the other, the example as new for each.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from debt_pipelines.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
_GUIDES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "guides").glob("*.md"))
# First those that scan the example as it is, so that one scan serves them all.
PAGES = ("README.md", *sorted(_GUIDES, key=lambda name: not name.endswith("first-scan.md")))
_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_PIPED = re.compile(r"(.*?)\s*\|\s*(head|tail) -(\d+)$")
_CACHED = "nothing has changed since the scan of "
_WHEN = "1763731800"  # every scan says that it was made then


def example(folder: Path) -> Path:
    """Build the bundled example in a folder, as `make demo` does."""
    shop = folder / "build" / "example-shop"
    subprocess.run([sys.executable, "-B", ROOT / "examples/shop/build.py", shop], check=True, capture_output=True)
    return shop


def refreshed(text: str, folder: Path) -> str:
    """The page with the output of its commands as they are now; the example is put back to what it was."""
    session = _Session(folder)
    try:
        return _BLOCK.sub(lambda block: "".join(session.run(block[0])), text)
    finally:
        shop = folder / "build" / "example-shop"
        subprocess.run(["git", "-C", shop, "checkout", "--quiet", "."], check=True)
        subprocess.run(["git", "-C", shop, "clean", "--quiet", "-fd"], check=True)


class _Session:
    """A shell that knows what the pages need: debt, git, cat, cd, `echo $?`, and `| head` or `| tail`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.code = 0

    def run(self, block: str) -> Iterator[str]:
        for line in block.splitlines(keepends=True):
            if line.startswith("$ "):
                yield line
                yield self._output(line[2:].strip())

    def _output(self, line: str) -> str:
        piped = _PIPED.fullmatch(line)
        command, end, number = piped.groups() if piped else (line, "head", "100000")
        lines = self._printed(command).splitlines(keepends=True)
        lines = [line for line in lines if not line.startswith(_CACHED)]
        return "".join(lines[: int(number)] if end == "head" else lines[-int(number) :])

    def _printed(self, command: str) -> str:
        words = shlex.split(command)
        if words == ["echo", "$?"]:
            return f"{self.code}\n"
        if words[0] == "cd":
            self.folder = (self.folder / words[1]).resolve()
            return ""
        if words[0] == "debt":
            return self._debt(words)
        if words[0] not in ("git", "cat"):
            raise ValueError(f"the pages do not run `{words[0]}`")
        ran = subprocess.run(words, cwd=self.folder, capture_output=True, text=True, check=True)
        return ran.stdout + ran.stderr

    def _debt(self, words: list[str]) -> str:
        printed = io.StringIO()
        variables = {"SOURCE_DATE_EPOCH": _WHEN, "COLUMNS": "80", "NO_COLOR": "1"}
        with ExitStack() as stack:
            for context in (
                chdir(self.folder),
                patch.dict(os.environ, variables),
                patch.object(sys, "argv", words),
                redirect_stdout(printed),
                redirect_stderr(printed),
            ):
                stack.enter_context(context)
            try:
                main()
            except SystemExit as ended:
                self.code = int(ended.code or 0)
        return printed.getvalue()
