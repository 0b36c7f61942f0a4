"""The changes as Markdown for a comment on a pull request.

Names stand in code spans, so that nothing in them is taken for markup, a mention or a link. What breaks nobody is
folded away, and so are long lists; a comment that would be too long for GitHub ends with what was left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from debt_pipelines.reports.diff.registry import Change, DiffReport
from debt_pipelines.reports.diff.words import (
    ARROW,
    Block,
    blocks,
    moved_only,
    source_words,
    span,
    summary,
    title,
    unread_words,
)
from debt_pipelines.reports.markdown_text import code, fitted, folded, plain
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.wording import count

_MAX_ROWS, _MAX_READERS = 12, 10
_TABLE_HEAD = ("| | change | column | before | after |", "|---|---|---|---|---|")


def render(report: DiffReport, options: RenderOptions) -> str:
    """The changes as Markdown of GitHub's kind."""
    head = f"### Data changes of {plain(report.project)}\n\n{plain(span(report))}\n\n**{summary(report)}**\n"
    return fitted([head, *map(_block, blocks(report)), *_closing(report)], "debt diff")


def _block(block: Block) -> str:
    words = [f"was {code(block.was)}"] if block.was else []
    words += [f"part of {code(block.part_of)}"] if block.part_of else []
    readers = [code(reader) for reader in block.readers[:_MAX_READERS]]
    more = f" and {len(block.readers) - _MAX_READERS} more" if len(block.readers) > _MAX_READERS else ""
    words += [f"read by {', '.join(readers)}{more}"] if readers else []
    head = f"#### {code(block.path)}\n" + (f"\n{'; '.join(words)}\n" if words else "")
    broken = [change for change in block.changes if change.is_breaking]
    others = [change for change in block.changes if not change.is_breaking]
    return "\n".join([head, *_table(broken, "breaking change"), *_table(others, "other change", n_open=0)])


def _table(changes: Sequence[Change], noun: str, *, n_open: int = _MAX_ROWS) -> Iterator[str]:
    """The first changes as a table, and the others as a folded one."""
    shown, rest = changes[:n_open], changes[n_open:]
    if shown:
        yield _rows(shown)
    if rest:
        yield folded(count(len(rest), f"more {noun}" if shown else noun), _rows(rest))


def _rows(changes: Sequence[Change]) -> str:
    return "\n".join([*_TABLE_HEAD, *map(_row, changes), ""])


def _row(change: Change) -> str:
    mark = "❗ breaking" if change.is_breaking else ""
    cells = [code(text) if text else "" for text in (change.column, change.before, change.after)]
    return f"| {' | '.join([mark, title(change.kind), *cells])} |"


def _closing(report: DiffReport) -> Iterator[str]:
    moved = [f"- {code(old)} {ARROW} {code(path)}" for path, old in moved_only(report).items()]
    unread = [f"- {code(entry.path)} {plain(unread_words(entry))}" for entry in report.unread]
    sources = [f"- {code(source.name)}: {plain(source_words(source))}" for source in report.sources]
    if sources:
        yield "Sources beside the project:\n\n" + "\n".join(sources) + "\n"
    if moved:
        yield folded(f"{count(len(moved), 'table')} moved, and otherwise the same", "\n".join(moved) + "\n")
    if unread:
        yield folded(f"{count(len(unread), 'table')} not compared", "\n".join(unread) + "\n")
