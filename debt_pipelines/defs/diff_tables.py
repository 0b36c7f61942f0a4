"""What has become of tables that both states have: their form, their columns and their values."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from debt_pipelines.catalog.frames import conform, records
from debt_pipelines.catalog.profile.rows import Earlier, earlier_rows, present_rows
from debt_pipelines.catalog.tabular.reading import Reading
from debt_pipelines.catalog.tabular.table import Table
from debt_pipelines.crawlers.tables import part_path
from debt_pipelines.defs.diff_catalog import frames_with
from debt_pipelines.facts.schema_changes import build
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import AnyRow
from debt_pipelines.reports.diff.registry import Change, DiffKind, Unread
from debt_pipelines.reports.wording import count

if TYPE_CHECKING:
    import pandas as pd

_FACTS = ("dataset", "path", "kind", "column", "before", "after", "is_breaking")
_KINDS: tuple[DiffKind, ...] = get_args(DiffKind)
_NUMBER = re.compile(r"\d[\d,.]*")
_MIN_COLUMNS = 3
"""Tables with fewer columns may be alike by chance."""
_BASE = Earlier("revision", "base", None)


@dataclass(frozen=True, slots=True)
class Compared:
    """One table in both states; `dataset` is what is known of the dataset that it is, or is a part of."""

    path: str
    before: Table
    after: Table
    dataset: Mapping[str, Any]


def tables_of(
    path: str, before: Sequence[Table], after: Sequence[Table]
) -> Iterator[tuple[str, Table | None, Table | None]]:
    """The tables of one file by path, then and now.

    The one table of a file that has several in the other state is that with which it shares most columns.
    """
    then = {part_path(path, table): table for table in before}
    now = {part_path(path, table): table for table in after}
    if len(before) == 1 and len(after) > 1:
        then = {_likest(before[0], now): before[0]}
    elif len(after) == 1 and len(before) > 1:
        then[part_path(path, after[0])] = then.pop(_likest(after[0], then))
    for name in sorted({*then, *now}):
        yield name, then.get(name), now.get(name)


def _likest(lone: Table, several: Mapping[str, Table]) -> str:
    names = {column.name for column in lone.columns}
    return max(several, key=lambda path: len(names & {column.name for column in several[path].columns}))


def alike(gone: Iterable[Reading], new: Iterable[Reading]) -> dict[str, str]:
    """The tables that were moved and rewritten, path now -> path before: as many rows, and the very same columns."""
    then, now = _by_shape(gone), _by_shape(new)
    return {now[shape][0]: then[shape][0] for shape in then.keys() & now if len(then[shape]) == len(now[shape]) == 1}


def _by_shape(readings: Iterable[Reading]) -> dict[tuple[int, tuple[str, ...]], list[str]]:
    found: defaultdict[tuple[int, tuple[str, ...]], list[str]] = defaultdict(list)
    for reading in readings:
        if not isinstance(reading.result, UnreadableError) and len(reading.result) == 1:
            table = reading.result[0]
            if table.n_rows and len(table.columns) >= _MIN_COLUMNS:
                found[table.n_rows, tuple(column.name for column in table.columns)].append(reading.path)
    return found


def size_of(table: Table) -> str:
    """How large a table is, in words."""
    n_columns = count(sum(not column.is_nested for column in table.columns), "column")
    return f"{n_columns}, {count(table.n_rows, 'row')}" if table.is_counted else n_columns


def changes_of(compared: Sequence[Compared]) -> tuple[list[Change], list[Unread]]:
    """What changed in the tables, and those that cannot be compared."""
    malformed = [change for table in compared if (change := _malformation(table)) is not None]
    bad = {change.path for change in malformed}
    found: list[Change] = [*malformed]
    unread: list[Unread] = []
    by_path = {table.path: table for table in compared}
    for row in _column_rows(compared):
        table = by_path[row["path"]]
        if row["kind"] in _KINDS:
            found.append(Change(**{name: row[name] for name in _FACTS}))
        elif row["kind"] is None and table.path not in bad:
            unread.append(Unread(table.path, "base", "its columns had no names, or have none now"))
    emptied = [table.path for table in compared if table.after.columns and not table.before.columns]
    unread += [Unread(path, "base", "it was empty, so there are no columns to compare with") for path in emptied]
    return found, unread


def _malformation(table: Compared) -> Change | None:
    """What is wrong with a table now and was not before; the figures in a sentence do not count."""
    known = {_NUMBER.sub("", found.sentence) for found in table.before.malformations}
    new = [found.sentence for found in table.after.malformations if _NUMBER.sub("", found.sentence) not in known]
    before = table.before.malformation
    is_counted = table.before.is_counted and table.after.is_counted
    if is_counted and table.before.n_rows and not table.after.n_rows:
        new, before = ["the table is empty"], count(table.before.n_rows, "row")
    if not new:
        return None
    return Change(
        dataset=table.dataset["dataset"],
        path=table.path,
        kind="malformed_table",
        before=before,
        after="; ".join(new),
        is_breaking=True,
    )


def _column_rows(compared: Sequence[Compared]) -> list[dict[str, Any]]:
    """The facts about the columns of the tables that have columns in both states."""
    comparable = [table for table in compared if table.after.columns and table.before.columns]
    if not comparable:
        return []
    rows: list[AnyRow] = []
    for table in comparable:
        rows += present_rows(table.path, table.after)
        rows += earlier_rows(table.path, table.before, _BASE)
    frames = frames_with(rows)
    frames["datasets"] = _datasets(comparable)
    return records(build(frames))


def _datasets(compared: Sequence[Compared]) -> pd.DataFrame:
    """A row of `datasets` for each table that is compared, be it a part of one."""
    import pandas as pd

    rows = [
        {
            **table.dataset,
            "path": table.path,
            "schema_path": table.path,
            "n_partitions": 0,
            "kind": "table",
            "format": table.after.format,
            "n_rows": table.after.n_rows,
            "is_schema_read": True,
            "is_sampled": table.after.is_sampled,
            "malformation": table.after.malformation,
        }
        for table in compared
    ]
    return conform("datasets", pd.DataFrame(rows))
