"""The changes on a terminal: table by table, the breaking ones first, with who reads what broke.

Plain text: a breaking change bears a mark and a word, and nothing depends on colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from debt_pipelines.reports.cells import pad, shorten_middle, wrap
from debt_pipelines.reports.diff.registry import DiffReport
from debt_pipelines.reports.diff.words import (
    ARROW,
    Block,
    alike,
    blocks,
    detail,
    moved_only,
    source_words,
    span,
    summary,
    title,
    unread_words,
)
from debt_pipelines.reports.ink import Ink
from debt_pipelines.reports.lineage.words import listed
from debt_pipelines.reports.printable import printable
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.wording import count

_MIN_WIDTH = 60
_MARKS = {True: "! BREAKING", False: "  change"}
_MARK_CELLS, _TITLE_CELLS = 12, 22
_MAX_NAMES, _MAX_LINES, _MAX_READERS = 40, 20, 6


def render(report: DiffReport, options: RenderOptions) -> str:
    """The changes as text, at most `options.width` columns wide and at least 60."""
    width = max(options.width, _MIN_WIDTH)
    ink = Ink(options.is_color)
    head = wrap(f"Changes of {printable(report.project)} {span(report)}", width)
    lines = [*(ink.paint(line, "strong") for line in head), *wrap(summary(report), width)]
    for block in blocks(report):
        lines += ["", *_heading(block, width, ink), *_changes(block, width, ink)]
    moved = [f"{printable(old)} {ARROW} {printable(path)}" for path, old in moved_only(report).items()]
    lines += _closing("Moved, and otherwise the same", moved, width, ink)
    unread = [f"{printable(entry.path)}: {unread_words(entry)}" for entry in report.unread]
    lines += _closing("Not compared", unread, width, ink)
    sources = [
        f"{printable(source.name)} ({printable(source.path)}): {source_words(source)}" for source in report.sources
    ]
    lines += _closing("Sources beside the project", sources, width, ink)
    return "\n".join(lines) + "\n"


def _heading(block: Block, width: int, ink: Ink) -> Iterator[str]:
    yield ink.paint(shorten_middle(printable(block.path), width), "place")
    if block.was:
        yield from wrap(f"was {printable(block.was)}", width, first="  ", hanging="    ")
    if block.part_of:
        yield from wrap(f"part of {printable(block.part_of)}", width, first="  ", hanging="    ")
    if block.readers:
        readers = listed([printable(reader) for reader in block.readers], _MAX_READERS)
        yield from wrap(f"read by {readers}", width, first="  ", hanging="    ")


def _changes(block: Block, width: int, ink: Ink) -> Iterator[str]:
    groups = list(alike(block.changes))
    for changes in groups[:_MAX_LINES]:
        mark = pad(_MARKS[changes[0].is_breaking], _MARK_CELLS)
        head = f"  {mark}{pad(title(changes[0].kind, len(changes)), _TITLE_CELLS)}"
        words = listed([detail(change) for change in changes], _MAX_NAMES)
        first, *rest = wrap(words, width, first=head, hanging=" " * 6)
        yield first.replace(mark, ink.paint(mark, "bad"), 1) if changes[0].is_breaking else first
        yield from rest
    left = [change for changes in groups[_MAX_LINES:] for change in changes]
    if left:
        broken = sum(change.is_breaking for change in left)
        yield f"  … and {count(len(left), 'change')} more{f', {broken} of them BREAKING' if broken else ''}"


def _closing(head: str, notes: list[str], width: int, ink: Ink) -> Iterable[str]:
    shown = notes[:_MAX_LINES] + ([f"… and {len(notes) - _MAX_LINES:,} more"] if len(notes) > _MAX_LINES else [])
    lines = [line for note in shown for line in wrap(note, width, first="  ", hanging=" " * 6)]
    return ["", ink.paint(head, "strong"), *lines] if lines else []
