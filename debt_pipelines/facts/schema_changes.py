"""Schema changes: every column of every table, compared with the earlier version of the table.

What was not read is no evidence: a table without a baseline, or whose columns are unknown now or then, gives
one row without a kind, and never a removed column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.catalog.tabular.header import clean_name, is_generated
from debt_pipelines.catalog.tabular.lattice import is_widening
from debt_pipelines.catalog.tabular.renames import NamedColumn, find_renames
from debt_pipelines.catalog.tabular.table import HEADER_IS_DATA
from debt_pipelines.facts.bound import Bound, Record, bind
from debt_pipelines.facts.wording import folded
from debt_pipelines.model.fact_rows import ChangeKind, SchemaChange

if TYPE_CHECKING:
    import pandas as pd

_UNTYPED_FORMATS = frozenset({"csv", "tsv", "json", "jsonl"})
_FORMATS_WITHOUT_HEADER = frozenset({"json", "jsonl"})
_HEADER_LINE = 1

Columns = tuple[NamedColumn, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    """What became of one column; `kind` is None where nothing can be said."""

    kind: ChangeKind | None
    column: str | None = None
    before: str | None = None
    after: str | None = None
    is_widening: bool = False


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The two versions of one table, and how far they can be compared."""

    before: Columns
    after: Columns
    is_comparable: bool
    is_typed: bool
    is_removal_known: bool


@dataclass(frozen=True, slots=True)
class _Context:
    """What all changes of one table have in common."""

    dataset: Record
    seen: list[Record]
    earlier: list[Record]
    reach: Record
    known: frozenset[str]

    def row(self, change: _Change) -> SchemaChange:
        """One change as a row of the table."""
        n_readers = self.reach.get("n_consumers", 0)
        return SchemaChange(
            dataset=self.dataset["dataset"],
            column=change.column,
            path=self.dataset["path"],
            line=(self.seen[0]["line"] if self.seen else None) or _HEADER_LINE,
            kind=change.kind,
            before=change.before,
            after=change.after,
            is_news=change.column is None or _topic(change.column) not in self.known,
            is_widening=change.is_widening,
            is_read_downstream=n_readers > 0,
            n_readers=n_readers,
            n_downstream=self.reach.get("n_downstream", 0),
            baseline_revision=self.earlier[0]["revision"] if self.earlier else None,
            committed_at=self.earlier[0]["committed_at"] if self.earlier else None,
        )


def build(frames: Frames) -> pd.DataFrame:
    """The table `schema_changes`: one row per column of a table, or one row without a kind."""
    columns = _by_path(frames["columns"])
    versions = _by_path(frames["schema_versions"])
    sampled = {row["path"] for row in records(frames["profiles"]) if row["is_sampled"]}
    lineage = {row["node"]: row for row in records(frames["lineage"])}
    bound = bind(frames)
    rows: list[SchemaChange] = []
    for dataset in records(frames["datasets"]):
        if dataset["kind"] == "table":
            path = dataset["path"]
            seen, earlier = columns[path], versions[path]
            comparison = _comparison(dataset, seen, earlier=earlier, is_sampled=path in sampled)
            reach = lineage.get(dataset["dataset"], {})
            context = _Context(dataset, seen, earlier, reach, _known(dataset, bound))
            rows.extend(context.row(change) for change in _changes(comparison))
    return frame_of("schema_changes", rows)


def _comparison(
    dataset: Record,
    seen: list[Record],
    *,
    earlier: list[Record],
    is_sampled: bool,
) -> _Comparison:
    before = _named([row for row in earlier if row["column"] is not None])
    after = _named(seen)
    is_readable = bool(dataset["is_schema_read"]) and bool(before) and all(row["is_read"] for row in earlier)
    return _Comparison(
        before,
        after,
        is_readable and _has_same_kind_of_header(before, after, dataset["malformation"] or ""),
        dataset["format"] not in _UNTYPED_FORMATS,
        not (is_sampled and dataset["format"] in _FORMATS_WITHOUT_HEADER),
    )


def _has_same_kind_of_header(before: Columns, after: Columns, malformation: str) -> bool:
    """Whether both versions have names, or both have none: a lost header says nothing about the columns."""
    had_none = all(is_generated(column.name) for column in before)
    has_none = HEADER_IS_DATA in malformation
    regained = had_none and bool(after) and not all(is_generated(column.name) for column in after)
    lost = has_none and not had_none
    return not (lost or regained)


def _changes(comparison: _Comparison) -> Iterator[_Change]:
    if not comparison.is_comparable:
        yield _Change(None)
        return
    before, after = comparison.before, comparison.after
    kept = _kept(before, after)
    renamed = find_renames(before, after, kept)
    origins = {later: earlier for earlier, later in kept.items()}
    old_names = {later: before[earlier].name for earlier, later in renamed.items()}
    for position, column in enumerate(after):
        if position in origins:
            yield _kept_change(before[origins[position]], column, is_typed=comparison.is_typed)
        elif position in old_names:
            yield _Change("renamed_column", column.name, old_names[position], column.name)
        else:
            yield _Change("added_column", column.name)
    if comparison.is_removal_known:
        gone = (column for n, column in enumerate(before) if n not in kept and n not in renamed)
        yield from (_Change("removed_column", column.name) for column in gone)


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


def _kept_change(before: NamedColumn, after: NamedColumn, *, is_typed: bool) -> _Change:
    earlier, later = before.logical_type, after.logical_type
    if earlier is None or later is None or earlier == later:
        return _Change("unchanged", after.name)
    if not is_typed and (earlier, later) == ("number", "integer"):  # the values happen to be whole
        return _Change("unchanged", after.name)
    return _Change("changed_type", after.name, earlier, later, is_widening(earlier, later))


def _known(dataset: Record, bound: Bound) -> frozenset[str]:
    """The columns that documentation or checks bound to a dataset name."""
    said = (*bound.descriptions.get(dataset["dataset"], ()), *bound.assertions.get(dataset["dataset"], ()))
    return frozenset(_topic(row["column"]) for row in said if row["column"])


def _by_path(frame: pd.DataFrame) -> defaultdict[str, list[Record]]:
    """Path -> its rows, columns in order of position."""
    rows: defaultdict[str, list[Record]] = defaultdict(list)
    for row in records(frame.sort_values(["path", "position"], kind="stable")):
        rows[row["path"]].append(row)
    return rows


def _named(rows: list[Record]) -> Columns:
    return tuple(NamedColumn(row["column"], row["logical_type"]) for row in rows)


def _key(name: str) -> str:
    return clean_name(name).casefold()


def _topic(name: str) -> str:
    return folded(name) or name.casefold()
