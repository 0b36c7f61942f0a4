"""The changes between two states of a project as plain functions: only what differs is read, and nothing is judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, get_args

from debt_pipelines.catalog.tabular.read import format_of
from debt_pipelines.catalog.tabular.reading import Reading
from debt_pipelines.catalog.tabular.table import NotTabularError, Table
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.tables import part_path
from debt_pipelines.defs.diff_catalog import DiffCatalog, catalog_of, kin, table_rows
from debt_pipelines.defs.diff_sources import read_sources
from debt_pipelines.defs.diff_states import Pairs, State, pair_up, state_of
from debt_pipelines.defs.diff_tables import Compared, alike, changes_of, size_of, tables_of
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.project import Project
from debt_pipelines.reports.diff.registry import WORK_TREE, Change, DiffKind, DiffReport, Side, Unread, Version
from debt_pipelines.reports.wording import count

_RANK = {kind: rank for rank, kind in enumerate(get_args(DiffKind))}
_UNTOLD = "DVC keeps it, but what it holds cannot be told"
_OFTEN_NO_TABLE = ("json", "zip")


@dataclass(frozen=True, slots=True)
class _Both:
    """Two states, their tables in pairs, what was read of each, and new parts with the part before each."""

    before: State
    after: State
    pairs: Pairs
    past: Mapping[str, Reading]
    present: Mapping[str, Reading]
    catalog: DiffCatalog
    later: Mapping[str, str]


class _Pair(NamedTuple):
    """One table, then and now; None where it was not there, or is not."""

    path: str
    then: Table | None
    now: Table | None


def diff_report(
    base: Project,
    head: Project,
    settings: Settings,
    *,
    is_wanted: Callable[[str], bool] = lambda _path: True,
    names: tuple[str, str] | None = None,
) -> DiffReport:
    """What has changed in the tables of a project; `names` are those that the two states were asked for by."""
    beyond = read_sources(base, head, settings)
    both = _read(state_of(base, settings, beyond.before), state_of(head, settings, beyond.after), is_wanted)
    ids = base.revision or _folder_name(base, head), head.revision or _folder_name(head, base)
    names = names or ids
    pairs, unread = _side_by_side(both)
    changed, unlike = changes_of(list(_compared(both, pairs)))
    seen = [replace(one, readers=both.catalog.readers_of(one.dataset, one.path)) for one in changed]
    wanted = {both.catalog.dataset_of(path) for path in both.after.tables if is_wanted(path)}
    return DiffReport(
        project=head.name,
        base=Version(names[0], ids[0]),
        head=Version(names[1], ids[1]),
        n_datasets=sum(map(both.catalog.is_table, wanted)),
        changes=tuple(_in_order([*seen, *_added(both, pairs), *_removed(both, pairs)])),
        moved={path: old for path, old in both.pairs.moved.items() if is_wanted(path)},
        unread=tuple(sorted({*unread, *unlike, *_unknown(both)}, key=lambda entry: (entry.path, entry.side))),
        sources=beyond.states,
    )


def _folder_name(project: Project, other: Project) -> str:
    return WORK_TREE if project.root == other.root else project.root.name


def _read(before: State, after: State, is_wanted: Callable[[str], bool]) -> _Both:
    """Read what differs, and as much besides as tells the parts of a table from tables of their own."""
    pairs = pair_up(before, after, is_wanted)
    past = before.read([*pairs.changed.values(), *pairs.gone])
    touched = [*pairs.changed, *pairs.new]
    present = after.read([*touched, *kin([*touched, *pairs.gone], after.tables)])
    pairs = pairs.with_moves(alike([past[path] for path in pairs.gone], [present[path] for path in pairs.new]))
    absent = table_rows(before, [*pairs.gone, *pairs.moved.values()], past)
    catalog = catalog_of(after, [*table_rows(after, after.tables, present), *absent])
    pairs = pairs.without_moves(path for path, old in pairs.moved.items() if catalog.are_parts(path, old))
    later = dict(_later_parts(before, after, pairs, catalog))
    past |= before.read({*pairs.gone, *later.values()} - past.keys())
    present |= after.read(set(pairs.new) - present.keys())
    return _Both(before, after, pairs, past, present, catalog, later)


def _later_parts(before: State, after: State, pairs: Pairs, catalog: DiffCatalog) -> Iterator[tuple[str, str]]:
    """For each table in dated parts with a new last part: that, and the last part that was there before."""
    parts = sorted(catalog.parts.values(), key=lambda part: part["position"])
    last = {part["dataset"]: part["path"] for part in parts if part["path"] in after.tables and part["is_dated"]}
    last_before = {part["dataset"]: part["path"] for part in parts if part["path"] in before.tables}
    for dataset, path in last.items():
        if path in pairs.new and dataset in last_before:
            yield path, last_before[dataset]


def _side_by_side(both: _Both) -> tuple[list[_Pair], set[Unread]]:
    """The tables of all files that both states have and that could be read, and why the others could not."""
    found: list[_Pair] = []
    unread: set[Unread] = set()
    for path, old in {**both.pairs.changed, **both.later}.items():
        then, now = both.past[old].result, both.present[path].result
        if isinstance(now, UnreadableError):
            unread |= _unread(path, "head", now, is_known=not isinstance(then, UnreadableError))
        elif isinstance(then, UnreadableError):
            unread |= _unread(path, "base", then, is_known=True)
        else:
            found += [_Pair(*pair) for pair in tables_of(path, then, now)]
    return found, unread


def _unread(path: str, side: Side, error: UnreadableError, *, is_known: bool) -> set[Unread]:
    """Why a table was not compared; nothing for what was most likely none, neither then nor now."""
    if isinstance(error, NotTabularError) and not is_known and format_of(path) in _OFTEN_NO_TABLE:
        return set()
    return {Unread(path, side, error.message)}


def _compared(both: _Both, pairs: Iterable[_Pair]) -> Iterator[Compared]:
    for pair in pairs:
        dataset = both.catalog.datasets.get(both.catalog.dataset_of(pair.path))
        if pair.then and pair.now and dataset and dataset["kind"] == "table":
            yield Compared(pair.path, pair.then, pair.now, dataset)


def _added(both: _Both, pairs: Iterable[_Pair]) -> Iterator[Change]:
    """The datasets that only the later state has; a new part of a table is none."""
    had = set(map(both.catalog.dataset_of, [*both.pairs.same, *both.pairs.changed, *both.pairs.gone]))
    tables: dict[str, Table | None] = {pair.path: pair.now for pair in pairs if pair.now and not pair.then}
    for path in both.pairs.new:
        result = both.present[path].result
        is_part = both.catalog.dataset_of(path) in had
        if not (is_part or both.before.may_hold(path) or isinstance(result, UnreadableError)):
            tables |= {part_path(path, table): table for table in result}
    for dataset, path, said in _datasets(both, tables):
        yield Change(dataset, path, "added_dataset", after=said, readers=both.catalog.readers_of(dataset, path))


def _removed(both: _Both, pairs: Iterable[_Pair]) -> Iterator[Change]:
    """The datasets that only the earlier state has, with who read them then, or still does."""
    has = set(map(both.catalog.dataset_of, both.after.tables))
    tables: dict[str, Table | None] = {pair.path: pair.then for pair in pairs if pair.then and not pair.now}
    for path in both.pairs.gone:
        result = both.past[path].result
        if both.catalog.dataset_of(path) in has or both.after.may_hold(path) or isinstance(result, NotTabularError):
            continue
        if isinstance(result, UnreadableError):
            tables[path] = None
        else:
            tables |= {part_path(path, table): table for table in result}
    readers_then = (
        catalog_of(both.before, table_rows(both.before, both.before.tables, {})).readers_of
        if tables
        else both.catalog.readers_of
    )
    for dataset, path, said in _datasets(both, tables):
        readers = {*readers_then(dataset, path), *both.catalog.readers_of(dataset, path)}
        yield Change(dataset, path, "removed_dataset", before=said, is_breaking=True, readers=tuple(sorted(readers)))


def _datasets(both: _Both, tables: Mapping[str, Table | None]) -> Iterator[tuple[str, str, str | None]]:
    """The datasets that tables are or are parts of, with the path and the size of each."""
    by_dataset: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(tables):
        by_dataset[both.catalog.dataset_of(path)].append(path)
    for dataset, paths in by_dataset.items():
        if both.catalog.is_table(dataset):
            table = tables[paths[0]]
            is_one = len(paths) == 1
            path = paths[0] if is_one else both.catalog.datasets[dataset]["path"]
            yield dataset, path, (size_of(table) if table else None) if is_one else count(len(paths), "file")


def _unknown(both: _Both) -> Iterator[Unread]:
    """The tables of one state that the other may have had as well, and the new ones that cannot be read."""
    for path in both.pairs.new:
        result = both.present[path].result
        if both.before.may_hold(path):
            yield Unread(path, "base", _UNTOLD)
        elif isinstance(result, UnreadableError):
            yield from _unread(path, "head", result, is_known=False)
    yield from (Unread(path, "head", _UNTOLD) for path in both.pairs.gone if both.after.may_hold(path))


def _in_order(changes: Iterable[Change]) -> list[Change]:
    """The datasets with breaking changes first, and of each dataset those; the order of columns is kept."""
    listed = list(changes)
    broken = {change.dataset for change in listed if change.is_breaking}

    def place(change: Change) -> tuple[bool, str, str, bool, int]:
        return change.dataset not in broken, change.dataset, change.path, not change.is_breaking, _RANK[change.kind]

    return sorted(listed, key=place)
