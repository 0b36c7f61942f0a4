"""What a database declares of one table, whatever kind of database it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from debt_pipelines.catalog.tabular.lattice import LogicalType
from debt_pipelines.catalog.tabular.table import Limits, Table, TableColumn
from debt_pipelines.model.data_rows import AssertionKind

Statistics = Literal["exact", "sample", "none"]

_CHECKS: tuple[tuple[re.Pattern[str], AssertionKind], ...] = (
    (re.compile(r"\bin\s*\(|=\s*any\s*\(", re.IGNORECASE), "domain"),
    (re.compile(r"~|\blike\b|\bregexp\b|\bglob\b|regexp_matches", re.IGNORECASE), "pattern"),
    (re.compile(r"[<>]=?|\bbetween\b", re.IGNORECASE), "range"),
    (re.compile(r"\bis not null\b", re.IGNORECASE), "nullness"),
)


class Constraint(NamedTuple):
    """One rule that the database enforces; without a column it is about several, or about the row."""

    type: str
    kind: AssertionKind
    column: str | None


class DeclaredColumn(NamedTuple):
    """One column as the database declares it."""

    name: str
    physical_type: str
    logical_type: LogicalType | None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredTable:
    """One table; `n_rows` is what the database believes, without counting."""

    name: str
    schema: str | None = None
    columns: tuple[DeclaredColumn, ...] = ()
    primary_key: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    comment: str | None = None
    n_rows: int | None = None

    @property
    def title(self) -> str:
        """The name with its schema."""
        return title_of(self.schema, self.name)


class Database(Protocol):
    """A database that is open for reading; a question that is not answered raises UnreadableError.

    `place` is its address without credentials, `format` the kind of database; `is_lost` once it answers nothing more.
    """

    place: str
    format: str

    @property
    def is_lost(self) -> bool:
        """Whether the connection is gone."""
        ...

    def titles(self) -> list[str]:
        """The names of all tables, sorted."""
        ...

    def describe(self, titles: list[str]) -> list[DeclaredTable]:
        """What is declared of some tables; one that is gone meanwhile is left out."""
        ...

    def measure(self, table: DeclaredTable, statistics: Statistics, limits: Limits) -> Table:
        """The columns of a table with their measures."""
        ...

    def path_of(self, title: str) -> str:
        """The address of a table."""
        ...

    def close(self) -> None:
        """Let the database go."""
        ...


def title_of(schema: str | None, name: str) -> str:
    """The name of a table with its schema."""
    return f"{schema}.{name}" if schema else name


def unmeasured(table: DeclaredTable) -> Table:
    """The columns and types of a table alone."""
    columns = [TableColumn(said.name, said.physical_type, said.logical_type) for said in table.columns]
    return Table("database", tuple(columns), table.n_rows or 0, True, header_line=None, is_counted=False)


def unique_constraint(type: str, columns: list[str]) -> Constraint:
    """What a key says: of one column, or of several together."""
    return Constraint(type, "uniqueness", columns[0] if len(columns) == 1 else None)


def check_constraint(condition: str, columns: list[str]) -> Constraint:
    """What a written condition checks, and of which column if it names one alone."""
    named = [name for name in columns if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", condition)]
    kinds: list[AssertionKind] = [kind for pattern, kind in _CHECKS if pattern.search(condition)]
    return Constraint("CHECK", kinds[0] if kinds else "custom", named[0] if len(named) == 1 else None)
