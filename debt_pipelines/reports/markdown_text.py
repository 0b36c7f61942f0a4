"""Parts of Markdown of GitHub's kind, safe for any text: nothing in a name is taken for markup, a mention or a link."""

from __future__ import annotations

import re
from collections.abc import Sequence

from debt_pipelines.reports.printable import one_line, printable
from debt_pipelines.reports.wording import count

MAX_COMMENT = 60_000
"""How many characters a comment takes at most; GitHub takes 65,536."""
_TICKS = re.compile("`+")
_TICKED = re.compile(r"`([^`\n]+)`")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@:-])")
_REFERENCE = re.compile(r"([@#])(?=\w)")
"""People and issues: those who show Markdown look for them in what is left when it is rendered."""


def code(text: str) -> str:
    """A name as a code span that also holds in a table."""
    shown = printable(text).replace("|", "\\|")
    fence = "`" * (1 + max((len(run) for run in _TICKS.findall(shown)), default=0))
    edge = " " if shown.startswith("`") or shown.endswith("`") or not shown.strip() else ""
    return f"{fence}{edge}{shown}{edge}{fence}"


def plain(text: str) -> str:
    """Text in which nothing is taken for markup, and nobody is called; a comment after the sign takes it apart."""
    return _REFERENCE.sub(r"\1<!---->", _MARKUP.sub(r"\\\1", printable(text)))


def prose(text: str) -> str:
    """A message on one line: what stands between backticks as code, everything else plain."""
    parts = _TICKED.split(one_line(text))
    return "".join(code(part) if number % 2 else plain(part) for number, part in enumerate(parts))


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table; its cells are Markdown."""
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def fitted(parts: Sequence[str], command: str) -> str:
    """The parts of a comment one below the other, as far as there is room; a command tells of the rest."""
    shown, room = [], MAX_COMMENT
    for number, part in enumerate(parts):
        room -= len(part) + 1
        if room < 0:
            shown.append(f"… and {count(len(parts) - number, 'part')} more; `{command}` tells all.\n")
            break
        shown.append(part)
    return "\n".join(shown)


def folded(head: str, body: str) -> str:
    """What opens on a click."""
    return f"<details><summary>{head}</summary>\n\n{body}\n</details>\n"
