"""Column facts: every column that the data has or that somebody wrote about.

What the data has is judged column by column of a frame, because there may be very many; what is written about them
is looked up for the few that have it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.facts.bound import Bound, Record, bind
from debt_pipelines.facts.column_checks import ColumnChecks
from debt_pipelines.facts.column_contract import ColumnContract
from debt_pipelines.facts.column_quality import ColumnQuality
from debt_pipelines.facts.column_texts import ColumnTexts
from debt_pipelines.facts.declared_columns import PATTERN, DeclaredColumn, declared_columns
from debt_pipelines.facts.observed_columns import observed_columns
from debt_pipelines.facts.published import published
from debt_pipelines.facts.wording import best_text, folded
from debt_pipelines.model.data_rows import STRONG
from debt_pipelines.model.fact_rows import ColumnFact
from debt_pipelines.model.schema import RowBlock

if TYPE_CHECKING:
    import pandas as pd

WIDE_TABLE_COLUMNS = 30
"""Above this, only keys, features and tables that are mostly described owe a description of every column."""
_MOSTLY = 0.5
_NOTHING: tuple[str | None, str | None] = best_text([])

Key = tuple[str, str]
"""A dataset and the folded name of a column."""


def build(frames: Frames) -> pd.DataFrame:
    """The `column_facts` table."""
    import pandas as pd

    said = _Said(frames)
    datasets = frames["datasets"]
    tables = records(datasets[datasets["kind"].eq("table")])
    seen = observed_columns(frames, tables)
    names: defaultdict[int, set[str]] = defaultdict(set)
    for table, name in zip(seen["table"].tolist(), seen["name"].tolist(), strict=True):
        names[table].add(name)
    present = RowBlock(ColumnFact, _present(seen, tables, names, said), {"is_observed": True})
    missing = [(n, row) for n, table in enumerate(tables) for row in _missing(table, names[n], said)]
    both = frame_of("column_facts", [present, *(row for _, row in missing)])
    if not missing:
        return both
    order = pd.Series([*seen["table"].tolist(), *(n for n, _ in missing)]).sort_values(kind="stable").index
    return both.iloc[order].reset_index(drop=True)


class _View(Protocol):
    """Facts that a few tables have, and all others have alike."""

    def concerns(self, dataset: Record) -> bool:
        """Whether a column of the table may have other facts than a plain one."""

    def of_plain(self) -> dict[str, Any]:
        """The facts of any column of a table that is not concerned."""

    def of_column(self, dataset: Record, column: str) -> dict[str, Any]:
        """The facts of a column that the data has."""


class _Said:
    """All that is written about columns, and what the other modules make of them."""

    def __init__(self, frames: Frames) -> None:
        bound = bind(frames)
        self.quality, self.contract = ColumnQuality(frames, bound), ColumnContract(frames, bound)
        self.checks, self.texts = ColumnChecks(frames, bound), ColumnTexts(frames, bound)
        self.is_described = None if bound.unread_descriptions else True
        self.is_checked = None if bound.unread_checks else True
        self.features = {folded(row["feature"]) for row in records(frames["features"]) if row["role"] == "feature"}
        self.reach: dict[str, int] = dict(frames["lineage"][["node", "n_downstream"]].itertuples(index=False))
        self.written = {dataset: _by_name(rows) for dataset, rows in bound.descriptions.items()}
        self.n_strong = _n_strong(bound)
        self.published = published(frames)

    def importance(self, dataset: str, *, is_feature: bool, is_key: bool, is_personal: bool) -> str | None:
        """Why a column comes before others that nothing is known of."""
        reasons = {"feature": is_feature, "key": is_key, "personal data": is_personal}
        return next((reason for reason, holds in reasons.items() if holds), None) or (
            "published" if dataset in self.published else None
        )

    def keys(self, table: Record) -> set[str]:
        """The folded names of the columns that are declared as the key of a table."""
        return {folded(key) for key in (table["primary_key"] or "").split(",") if key}

    def of(self, table: Record) -> dict[str, list[Record]]:
        """The descriptions of the columns of a table by folded name."""
        return self.written.get(table["dataset"], {})

    def told(self, table: Record) -> set[str]:
        """The folded names of the columns of a table that have a text, rather than only a declaration."""
        return {name for name, rows in self.of(table).items() if any(row["text"] for row in rows)}


def _by_name(rows: list[Record]) -> dict[str, list[Record]]:
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for row in rows:
        if row["subject_kind"] == "column":
            found[folded(row["column"])].append(row)
    return dict(found)


def _n_strong(bound: Bound) -> Counter[Key]:
    return Counter(
        (dataset, folded(row["column"]))
        for dataset, rows in bound.assertions.items()
        for row in rows
        if row["column"] and row["strength"] >= STRONG
    )


def _present(seen: pd.DataFrame, tables: Sequence[Record], names: dict[int, set[str]], said: _Said) -> dict[str, Any]:
    """The facts of the columns that the data has, fact by fact."""
    places = seen["table"].tolist()
    keys: list[Key] = [
        (tables[table]["dataset"], name) for table, name in zip(places, seen["name"].tolist(), strict=True)
    ]
    of_keys = {(table["dataset"], name) for table in tables for name in said.keys(table)}
    texts = {(dataset, name): rows for dataset, by_name in said.written.items() for name, rows in by_name.items()}
    best = {key: best_text([row["text"] for row in rows]) for key, rows in texts.items()}
    found = [best.get(key, _NOTHING) for key in keys]
    is_key = [key in of_keys for key in keys]
    is_feature = seen["name"].isin(said.features).tolist()
    is_critical = [one or other for one, other in zip(is_key, is_feature, strict=True)]
    is_personal = seen["pii_kind"].notna().tolist()
    importance = [
        said.importance(dataset, is_feature=feature, is_key=key, is_personal=personal)
        for (dataset, _), feature, key, personal in zip(keys, is_feature, is_key, is_personal, strict=True)
    ]
    n_strong = [said.n_strong.get(key, 0) for key in keys]
    owes = _owed(seen, tables, names, said)
    return {
        "dataset": [dataset for dataset, _ in keys],
        **{name: seen[name] for name in ("column", "path", "line", "logical_type")},
        "is_documented": [key in texts for key in keys],
        "is_documentable": [
            tables[table]["is_first_of_declaration"] and (owes[table] or reason is not None)
            for table, reason in zip(places, importance, strict=True)
        ],
        "is_description_known": [True if text else said.is_described for text, _ in found],
        "is_validation_known": [True if count else said.is_checked for count in n_strong],
        "description": [text for text, _ in found],
        "description_problem": [problem for _, problem in found],
        "is_key": is_key,
        "is_feature": is_feature,
        "is_critical": is_critical,
        "importance": importance,
        "is_important": [reason is not None for reason in importance],
        "n_strong_assertions": n_strong,
        "n_downstream": [said.reach.get(dataset, 0) for dataset, _ in keys],
        **said.quality.of_columns(seen, keys),
        **_of_each(seen, tables, said.contract),
        **_of_each(seen, tables, said.checks),
        **_of_each(seen, tables, said.texts),
    }


def _of_each(seen: pd.DataFrame, tables: Sequence[Record], view: _View) -> dict[str, list[Any]]:
    """The facts of a view that has something to say of the columns of a few tables, and one thing of all others."""
    usual = view.of_plain()
    wanted = {n: table for n, table in enumerate(tables) if view.concerns(table)}
    if not wanted:
        return {name: [fact] * len(seen) for name, fact in usual.items()}
    facts = [
        view.of_column(wanted[table], column) if table in wanted else usual
        for table, column in zip(seen["table"].tolist(), seen["column"].tolist(), strict=True)
    ]
    return {name: [fact[name] for fact in facts] for name in usual}


def _owed(seen: pd.DataFrame, tables: Sequence[Record], names: dict[int, set[str]], said: _Said) -> dict[int, bool]:
    """Whether each table owes a description of every column: it is narrow, or mostly described."""
    return {
        table: _owes_all(n_columns, len(names[table] & said.told(tables[table])))
        for table, n_columns in Counter(seen["table"].tolist()).items()
    }


def _owes_all(n_columns: int, n_written: int) -> bool:
    return n_columns <= WIDE_TABLE_COLUMNS or n_written >= _MOSTLY * n_columns


def _missing(table: Record, names: set[str], said: _Said) -> Iterator[ColumnFact]:
    """A row for each column that only documentation names, and one for a table whose columns are unknown.

    A pattern, or a text about another table, proves nothing.
    """
    written = said.of(table)
    if not table["is_schema_read"]:
        declared = declared_columns(written)
        unread = _missing_row(table, None, table, said, is_observed=None)
        yield replace(unread, is_documentable=False) if declared else unread
        yield from _declared(table, declared, said)
        return
    is_bound = len(names & written.keys()) >= _MOSTLY * len(written)
    for name in sorted(written.keys() - names):
        row = written[name][0]
        is_name = is_bound and not PATTERN.search(row["column"])
        yield _missing_row(table, row["column"], row, said, is_observed=False if is_name else None)


def _declared(table: Record, columns: Sequence[DeclaredColumn], said: _Said) -> Iterator[ColumnFact]:
    """A row for each column that a table of unknown content is declared to have."""
    n_described = sum(column.description is not None for column in columns)
    owes_all = _owes_all(len(columns), n_described)
    keys = said.keys(table)
    for column in columns:
        is_key, is_feature = column.name in keys, column.name in said.features
        n_strong = said.n_strong.get((table["dataset"], column.name), 0)
        importance = said.importance(table["dataset"], is_feature=is_feature, is_key=is_key, is_personal=False)
        yield replace(
            _missing_row(table, column.place["column"], column.place, said, is_observed=None),
            logical_type=column.declared_type,
            is_documentable=table["is_first_of_declaration"] and (owes_all or importance is not None),
            is_description_known=True if column.description else said.is_described,
            is_validation_known=True if n_strong else said.is_checked,
            description=column.description,
            description_problem=column.problem,
            is_key=is_key,
            is_feature=is_feature,
            is_critical=is_key or is_feature,
            importance=importance,
            is_important=importance is not None,
            n_strong_assertions=n_strong,
        )


def _missing_row(
    table: Record, column: str | None, place: Record, said: _Said, *, is_observed: bool | None
) -> ColumnFact:
    is_unread = column is None
    return ColumnFact(
        dataset=table["dataset"],
        column=column,
        path=place["source_path"] if is_unread else place["path"],
        line=place["line"],
        logical_type=None,
        is_observed=is_observed,
        is_documented=not is_unread,
        is_documentable=None if is_unread and table["is_first_of_declaration"] else False,
        is_description_known=said.is_described,
        is_validation_known=said.is_checked,
        description=None,
        description_problem=None,
        is_key=False,
        is_feature=False,
        is_critical=None if is_unread and (said.features or said.keys(table)) else False,
        importance=None,
        is_important=False,
        n_strong_assertions=0,
        n_downstream=said.reach.get(table["dataset"], 0),
        **(said.quality.of_unread() if is_unread else said.quality.of_absent()),
        **said.texts.of_column(table, column),
        **(said.checks.of_unread(table) if is_unread else said.checks.of_absent()),
        **(
            said.contract.of_unread(table)
            if column is None
            else said.contract.of_absent(table, column, is_observed=is_observed)
        ),
    )
