"""What the formats of `debt diff` say in the same words: the two states, the sum of it, and each change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from debt_pipelines.catalog.resolve import dataset_id
from debt_pipelines.reports.diff.registry import WORK_TREE, Change, DiffKind, DiffReport, SourceState, Unread, Version
from debt_pipelines.reports.printable import printable
from debt_pipelines.reports.wording import count

ARROW = "->"
_SHORT_COMMIT = 7
_COMMIT_LENGTHS = (40, 64)
_LISTED: tuple[DiffKind, ...] = ("removed_column", "added_column")


@dataclass(frozen=True, slots=True)
class Block:
    """The changes of one table: its path, what it is a part of or was called, and who reads it."""

    path: str
    part_of: str | None
    was: str | None
    readers: tuple[str, ...]
    changes: tuple[Change, ...]


def blocks(report: DiffReport) -> Iterator[Block]:
    """The changes table by table, in their order."""
    for (dataset, path), group in groupby(report.changes, key=lambda change: (change.dataset, change.path)):
        changes = tuple(group)
        part_of = None if dataset_id(path) == dataset else dataset.removeprefix("file:")
        readers = tuple(sorted({reader for change in changes for reader in change.readers}))
        yield Block(path, part_of, report.moved.get(path), readers, changes)


def alike(changes: Sequence[Change]) -> Iterator[tuple[Change, ...]]:
    """The changes that are told together: columns added and columns removed; any other on its own."""
    for (kind, _is_breaking), group in groupby(changes, key=lambda change: (change.kind, change.is_breaking)):
        if kind in _LISTED:
            yield tuple(group)
        else:
            yield from ((change,) for change in group)


def span(report: DiffReport) -> str:
    """From which state to which."""
    return f"from {state(report.base)} to {state(report.head)}"


def state(version: Version) -> str:
    """A state as it was asked for, with the commit that it is."""
    if version.id == WORK_TREE:
        return f"the {WORK_TREE}"
    short = version.id[:_SHORT_COMMIT] if len(version.id) in _COMMIT_LENGTHS else version.id
    name = printable(version.name)
    return short if version.id.startswith(version.name) else f"{name} ({short})" if short != name else name


def summary(report: DiffReport) -> str:
    """How much has changed, and in how many datasets."""
    removed = {change.dataset for change in report.changes if change.kind == "removed_dataset"}
    total = count(report.n_datasets + len(removed), "dataset")
    n_unread = len({entry.path for entry in report.unread})
    left = f"; {count(n_unread, 'table')} could not be compared" if n_unread else ""
    n_untold = sum(source.as_of is None for source in report.sources)
    left += f"; {count(n_untold, 'source')} not compared" if n_untold else ""
    n_breaking, n_all = report.n_breaking, len(report.changes)
    if not n_all:
        return f"no {'breaking' if report.is_breaking_only else 'schema'} change in {total}{left}"
    if not n_breaking:
        said = f"{count(n_all, 'change')}, none of them breaking,"
    elif n_breaking == n_all:
        said = count(n_breaking, "breaking change")
    else:
        said = f"{count(n_breaking, 'breaking change')} and {count(n_all - n_breaking, 'other')}"
    return f"{said} in {len({change.dataset for change in report.changes}):,} of {total}{left}"


def title(kind: DiffKind, number: int = 1) -> str:
    """The name of a kind of change."""
    return kind.replace("_", " ") + ("s" if number > 1 else "")


def typed(name: str, type: str | None) -> str:
    """The name of a column with its type, where that is known."""
    return printable(f"{name} ({type})" if type else name)


def detail(change: Change) -> str:
    """What a change is about, on one line; its kind is told before."""
    if change.kind in _LISTED:
        return typed(change.column or "", change.before or change.after)
    if change.kind == "malformed_table":
        return printable(change.after or "") + (f" (before: {printable(change.before)})" if change.before else "")
    sides = f" {ARROW} ".join(printable(side) for side in (change.before, change.after) if side)
    named = change.column if change.kind != "renamed_column" else None
    return f"{printable(named)}: {sides}" if named else sides


def unread_words(unread: Unread) -> str:
    """Why a table was not compared."""
    return f"{'before' if unread.side == 'base' else 'now'}: {printable(unread.error)}"


def source_words(source: SourceState) -> str:
    """With what a source was compared, or why not."""
    if source.as_of is None:
        return f"not compared: {printable(source.error or '')}"
    return f"compared with what scans had seen of it by {printable(source.as_of)}"


def moved_only(report: DiffReport) -> dict[str, str]:
    """The tables that were moved and are otherwise the same."""
    changed = {change.path for change in report.changes}
    return {path: old for path, old in sorted(report.moved.items()) if path not in changed}
