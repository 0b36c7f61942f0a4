"""Files that are parts of one table: which names belong together, and whether what the files hold says so too.

A false group hides datasets from view, a missed one only leaves files apart. So the names must differ in a date, in
numbers that count, or in the folders of Hive, and most of the files must have most of their columns in common.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.catalog.partition_names import Order, PartName, Slot, orders_of, part_name
from debt_pipelines.catalog.tabular.header import clean_name
from debt_pipelines.project.locations import ancestors, folder_of

_MIN_FILES, _MIN_HIVE_FILES = 3, 2
_MIN_SHARED_COLUMNS = 0.8
_MIN_AGREEING_FILES = 0.75
_MIN_KINSHIP = 0.5
"""A file with fewer of the columns is no part of a table by its number alone; a date or a Hive folder makes it one."""
_MANY_NUMBERS = 10
"""So many numbers may have gaps; fewer, such as 10, 50 and 100, are sizes or codes rather than parts."""
_GENERIC_WORDS = frozenset("part parts data file chunk shard output out c r m block batch split of".split())
_WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a group, and what tells it from the others."""

    path: str
    key: str
    is_dated: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The parts of one table, in the order of their keys, under the path that stands for all of them."""

    path: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Member:
    """One file by name, with the folded names of its columns, None where they were not read."""

    name: PartName
    columns: frozenset[str] | None
    is_malformed: bool

    @property
    def path(self) -> str:
        return self.name.path


def find_groups(
    paths: Collection[str], columns: Mapping[str, Sequence[str]], *, malformed: Collection[str], others: Collection[str]
) -> tuple[Group, ...]:
    """The groups among the paths, sorted by path; `others` are the paths that stand for something already.

    `columns` has the names of the columns of each file that was read.
    """
    by_form: dict[tuple[str, int], list[PartName]] = defaultdict(list)
    for name in map(part_name, paths):
        if name.slots:
            by_form[name.form].append(name)
    n_within = Counter(folder for path in {*others, *paths} for folder in ancestors(path))
    n_within.update(others)
    found: list[Group] = []
    for names in by_form.values():
        if len(names) < _MIN_HIVE_FILES:
            continue
        read = ((name, columns.get(name.path)) for name in names)
        members = [
            _Member(name, None if seen is None else folded_columns(seen), name.path in malformed) for name, seen in read
        ]
        groups = _accepted(members)
        found += (Group(_path_of(kept, slots, n_within), _parts(kept, slots)) for kept, slots in groups)
    return tuple(sorted(found, key=lambda group: group.path))


def folded_columns(names: Sequence[str]) -> frozenset[str]:
    """Column names as they are compared: quotes, edges and case do not count."""
    return frozenset(clean_name(name).casefold() for name in names)


def previous_partitions(frames: Frames) -> dict[str, str]:
    """For each dataset whose parts are told apart by time alone: the part before the one that stands for it."""
    parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in records(frames["partitions"]):
        if row["is_dated"] and row["is_schema_read"]:
            parts[row["dataset"]].append(row)
    return {
        dataset: sorted(rows, key=lambda row: row["position"])[-2]["path"]
        for dataset, rows in parts.items()
        if len(rows) > 1
    }


def _accepted(members: list[_Member]) -> Iterator[tuple[list[_Member], tuple[int, ...]]]:
    """The members that make up a table, with the slots that vary; else those of each folder on their own."""
    if len(members) < _MIN_HIVE_FILES:
        return
    slots = _varying(members)
    kept = _kin(members, slots) if _is_ordered(members, slots) else []
    if kept:
        yield kept, slots
        return
    by_folder: dict[tuple[str, ...], list[_Member]] = defaultdict(list)
    for member in members:
        by_folder[member.name.folder_slots].append(member)
    if len(by_folder) > 1:
        for within in by_folder.values():
            yield from _accepted(within)


def _varying(members: list[_Member]) -> tuple[int, ...]:
    """The slots that tell the members apart; of Hive's folders all, so that a new year does not change the dataset."""
    first = members[0].name
    return tuple(
        n
        for n, slot in enumerate(first.slots)
        if slot.key or any(member.name.slots[n].text != slot.text for member in members)
    )


def _is_ordered(members: list[_Member], slots: tuple[int, ...]) -> bool:
    """Whether each slot that varies holds values that compare, and numbers that count."""
    for n in slots:
        values = [member.name.slots[n] for member in members]
        if orders_of(values) is None or not (values[0].is_time or values[0].key or _do_count(values)):
            return False
    return bool(slots)


def _do_count(values: list[Slot]) -> bool:
    if not all(value.text.isdecimal() for value in values):
        return True
    numbers = {int(value.text) for value in values}
    return len(numbers) >= _MANY_NUMBERS or max(numbers) - min(numbers) < 2 * len(numbers)


def _kin(members: list[_Member], slots: tuple[int, ...]) -> list[_Member]:
    """The members whose columns agree, and those that belong to them by name; none where too few agree."""
    is_hive = any(slot.key for slot in members[0].name.at(slots))
    min_files = _MIN_HIVE_FILES if is_hive else _MIN_FILES
    known = [member.columns for member in members if member.columns is not None]
    if len(members) < min_files or (len(known) < _MIN_HIVE_FILES and not is_hive):
        return []
    counts = Counter(column for columns in known for column in columns)
    usual = frozenset(column for column, count in counts.items() if 2 * count >= len(known))
    n_agreeing = sum(_shared(columns, usual) >= _MIN_SHARED_COLUMNS for columns in known)
    if n_agreeing < _MIN_AGREEING_FILES * len(known):
        return []
    is_sure = is_hive or all(slot.is_time for slot in members[0].name.at(slots))
    kept = [member for member in members if is_sure or _is_kin(member, usual)]
    return kept if len(kept) >= min_files else []


def _is_kin(member: _Member, usual: frozenset[str]) -> bool:
    return member.columns is None or member.is_malformed or _shared(member.columns, usual) >= _MIN_KINSHIP


def _shared(columns: frozenset[str], usual: frozenset[str]) -> float:
    return len(columns & usual) / max(len(columns), len(usual), 1)


def _parts(members: list[_Member], slots: tuple[int, ...]) -> tuple[Part, ...]:
    time_first = sorted(slots, key=lambda n: not members[0].name.slots[n].is_time)
    orders: list[list[Order]] = [orders_of([member.name.slots[n] for member in members]) or [] for n in time_first]
    ranked = sorted(zip(zip(*orders, strict=True), members, strict=True), key=lambda pair: (pair[0], pair[1].path))
    varying = [n for n in slots if len({member.name.slots[n].text for member in members}) > 1]
    is_dated = all(slot.is_time for slot in members[0].name.at(varying))
    return tuple(
        Part(member.path, " ".join(slot.label for slot in member.name.at(slots)), is_dated) for _rank, member in ranked
    )


def _path_of(members: list[_Member], slots: tuple[int, ...], n_within: Mapping[str, int]) -> str:
    """The folder that holds nothing but these parts, where their own names say no more; else the names with stars."""
    name = members[0].name
    pattern = name.pattern(slots)
    hive = next((slot for slot in name.at(slots) if slot.key), None)
    folder = folder_of(name.path[: hive.start]) if hive else folder_of(name.path)
    is_dated = not hive and any(slot.is_time for slot in name.at(slots))
    words = _WORD.findall(pattern.rpartition("/")[2].partition(".")[0].lower())
    is_generic = set(words) <= _GENERIC_WORDS and not is_dated
    is_own = "*" not in pattern[: len(folder)] and n_within[folder] == len(members)
    return folder if folder and is_generic and is_own else pattern
