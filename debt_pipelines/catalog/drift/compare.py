"""Two versions of a table, column by column: what was added, removed, renamed, moved or changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from debt_pipelines.catalog.drift.change import Change
from debt_pipelines.catalog.drift.column import ColumnVersion
from debt_pipelines.catalog.drift.domain import domain_change, is_category, is_domain_comparable
from debt_pipelines.catalog.drift.growth import has_only_grown
from debt_pipelines.catalog.drift.nulls import null_change
from debt_pipelines.catalog.drift.order import order_change
from debt_pipelines.catalog.drift.renames import find_renames
from debt_pipelines.catalog.drift.shift import has_distribution, shifts
from debt_pipelines.catalog.drift.type_change import type_change
from debt_pipelines.catalog.tabular.header import clean_name

Columns = Sequence[ColumnVersion]
Pair = tuple[ColumnVersion, ColumnVersion]


@dataclass(frozen=True, slots=True)
class Format:
    """What the format of a table, and how it was read, allow to be said.

    `is_typed`: it stores types. `is_ordered`: its columns have an order. `is_whole`: a column that was not seen is
    not there.
    """

    is_typed: bool = False
    is_ordered: bool = True
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one column, or of the table; and of a column that stayed, what could be compared.

    Each is None where it could not be, and False where there is nothing to compare.
    """

    changes: tuple[Change, ...]
    nulls: bool | None = False
    domain: bool | None = False
    distribution: bool | None = False


def compare(before: Columns, after: Columns, format: Format) -> Iterator[Outcome]:
    """What became of each column, in the order of the later version; then the removed ones, and the order of all."""
    kept = _kept(before, after)
    renamed = find_renames(before, after, kept)
    origins = {later: before[earlier] for earlier, later in kept.items()}
    old_names = {later: before[earlier].name for earlier, later in renamed.items()}
    stayed = dict(zip(origins, _stayed([(origins[n], after[n]) for n in origins], format), strict=True))
    for position, column in enumerate(after):
        if position in stayed:
            yield stayed[position]
        elif position in old_names:
            yield Outcome((Change("renamed_column", column.name, old_names[position], column.name),))
        else:
            yield Outcome((Change("added_column", column.name, None, column.logical_type),))
    if format.is_whole:
        gone = (column for n, column in enumerate(before) if n not in kept and n not in renamed)
        yield from (Outcome((Change("removed_column", column.name, column.logical_type),)) for column in gone)
    moved = order_change(after, kept | renamed, n_before=len(before)) if format.is_ordered else None
    if moved:
        yield Outcome((moved,))


def compare_partitions(before: Columns, after: Columns, format: Format) -> Iterator[Outcome]:
    """What became of the columns that one part of a table shares with the part before.

    Columns that one of them lacks, and other types, are told of the table and all its parts, not here.
    """
    kept = _kept(before, after)
    pairs = [(before[earlier], after[later]) for earlier, later in kept.items()]
    for outcome in _stayed(pairs, format):
        changes = tuple(change for change in outcome.changes if change.kind != "changed_type")
        yield replace(outcome, changes=changes or (Change("unchanged", outcome.changes[0].column),))


def _stayed(pairs: Sequence[Pair], format: Format) -> Iterator[Outcome]:
    """What became of columns that are in both versions."""
    retyped = [None if one == other else type_change(one, other, is_typed=format.is_typed) for one, other in pairs]
    have_shares = [not change and has_distribution(*pair) for pair, change in zip(pairs, retyped, strict=True)]
    comparable = [pair for pair, has_shares in zip(pairs, have_shares, strict=True) if has_shares]
    is_growth = any(one != other for one, other in comparable) and has_only_grown(pairs)
    moved = {} if is_growth else {change.column: change for change in shifts(comparable)}
    for pair, change, has_shares in zip(pairs, retyped, have_shares, strict=True):
        shares = (None if is_growth else True) if has_shares else False
        yield _outcome(pair, change, moved.get(pair[1].name), distribution=shares)


def _outcome(pair: Pair, retyped: Change | None, moved: Change | None, *, distribution: bool | None) -> Outcome:
    before, after = pair
    is_measured = before.n_nulls is not None and after.n_nulls is not None
    emptied = null_change(before, after)
    if retyped is not None:
        return Outcome((retyped, emptied) if emptied else (retyped,), nulls=is_measured or None)
    if not is_measured:
        return Outcome((Change("unchanged", after.name),), nulls=None, domain=None, distribution=None)
    has_domain = is_category(before)
    others = domain_change(before, after) if has_domain and before.frequent != after.frequent else None
    if emptied or others:
        moved = None  # values that went, or came, move the shares of the others
    found = tuple(change for change in (emptied, others, moved) if change is not None)
    domain = has_domain and (True if is_domain_comparable(before, after) else None)
    return Outcome(found or (Change("unchanged", after.name),), True, domain, distribution)


def _kept(before: Columns, after: Columns) -> dict[int, int]:
    """Positions before -> after of the columns with the same name; quoting, edges and case do not count."""
    exact = {column.name: n for n, column in enumerate(after)}
    kept = {n: exact[column.name] for n, column in enumerate(before) if column.name in exact}
    taken = set(kept.values())
    loose = {_key(column.name): n for n, column in enumerate(after) if n not in taken}
    for n, column in enumerate(before):
        if n not in kept and _key(column.name) in loose:
            kept[n] = loose.pop(_key(column.name))
    return kept


def _key(name: str) -> str:
    return clean_name(name).casefold()
