"""What a contract or a schema declares of one table, in one form for all tools, and the rows that say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from debt_pipelines.catalog.kinds import suffix_of
from debt_pipelines.catalog.tabular.lattice import LogicalType
from debt_pipelines.crawlers.file_rows import json_of
from debt_pipelines.crawlers.great_expectations_strength import strength_of
from debt_pipelines.model.data_rows import (
    ALL_COLUMNS,
    Assertion,
    AssertionKind,
    Description,
    Owner,
    Sighting,
    Source,
)
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row

SOME_COLUMNS = "column_types"
"""The check that a table has the columns declared, among others maybe."""
_LEAST_STRENGTH = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of a table, or of some of its columns."""

    type: str
    kind: AssertionKind
    columns: tuple[str, ...] = ()
    limits: Mapping[str, Any] | None = None
    declared_type: LogicalType | None = None
    severity: Literal["error", "warning"] | None = None
    vacuous_reason: str | None = None
    line: int | None = None

    @property
    def strength(self) -> float:
        """How much it can catch; what can fail at all is never 0."""
        if self.vacuous_reason:
            return 0.0
        return max(_LEAST_STRENGTH, strength_of(self.kind, self.limits or {}, is_vacuous=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredColumn:
    """One column as it is declared."""

    name: str
    text: str | None = None
    unit: str | None = None
    declared_type: LogicalType | None = None
    line: int | None = None


@dataclass(slots=True, kw_only=True)
class DeclaredTable:
    """One table as it is declared; `is_bound` where a configuration says which data it is, not only the name.

    `is_complete` says that there are no other columns; None that nothing checks the columns as a whole.
    """

    suite: str
    tool: str
    path: str
    line: int | None = None
    references: list[str] = field(default_factory=list)
    is_bound: bool = False
    is_complete: bool | None = True
    text: str | None = None
    text_line: int | None = None
    owner: str | None = None
    owner_line: int | None = None
    primary_key: list[str] = field(default_factory=list)
    columns: list[DeclaredColumn] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)


def rows_of(table: DeclaredTable) -> Iterator[Row]:
    """The descriptions, the owner and the checks of a table, once for each data it is bound to."""
    references: list[str | None] = [*table.references] or [None]
    for reference in references:
        yield from _descriptions(table, reference)
        yield from _owner(table, reference)
        for position, check in enumerate(_all_checks(table)):
            yield from _assertions(table, check, position, reference)


def sightings_of(table: DeclaredTable, crawler: str) -> Iterator[Sighting]:
    """The files that a table is bound to, as tables whose columns are declared."""
    for reference in table.references:
        yield Sighting(
            path=reference,
            crawler=crawler,
            kind="table",
            format=suffix_of(reference) or None,
            is_schema_declared=bool(table.columns),
            primary_key=",".join(table.primary_key) or None,
            source_path=table.path,
            line=table.line,
        )


def sources_of(path: str, crawler: str, problem: UnreadableError | None) -> Iterator[Source]:
    """How reading a file of checks and descriptions went; a broken one leaves both of them open."""
    if problem is None:
        yield Source(path=path, crawler=crawler, kind="suite", status="read")
        return
    error, line = problem.message, problem.line
    yield Source(path=path, crawler=crawler, kind="suite", status="error", error=error, line=line)
    yield Source(
        path=path, crawler=crawler, kind="description", part="descriptions", status="skipped", error=error, line=line
    )


def _descriptions(table: DeclaredTable, reference: str | None) -> Iterator[Description]:
    if table.text:
        yield Description(
            subject_kind="dataset",
            reference=reference,
            column=None,
            text=table.text,
            tool=table.tool,
            path=table.path,
            line=table.text_line or table.line,
        )
    for column in table.columns:
        yield Description(
            subject_kind="column",
            reference=reference,
            column=column.name,
            text=column.text,
            unit=column.unit,
            declared_type=column.declared_type,
            tool=table.tool,
            path=table.path,
            line=column.line,
        )


def _owner(table: DeclaredTable, reference: str | None) -> Iterator[Owner]:
    if table.owner and reference:
        yield Owner(
            pattern=reference,
            is_reference=True,
            owner=table.owner,
            tool=table.tool,
            path=table.path,
            line=table.owner_line or table.line,
        )


def _all_checks(table: DeclaredTable) -> list[Check]:
    """The checks of a table, that of its columns as a whole first."""
    if not table.columns or table.is_complete is None:
        return table.checks
    types = {column.name: column.declared_type for column in table.columns}
    whole = Check(
        type=ALL_COLUMNS if table.is_complete else SOME_COLUMNS,
        kind="type" if any(types.values()) else "presence",
        limits={"columns": types},
        line=table.line,
    )
    return [whole, *table.checks]


def _assertions(table: DeclaredTable, check: Check, position: int, reference: str | None) -> Iterator[Assertion]:
    for column in check.columns or (None,):
        yield Assertion(
            reference=reference,
            reference_source="declared" if table.is_bound else "name",
            suite=table.suite,
            position=position,
            tool=table.tool,
            type=check.type,
            column=column,
            kind=check.kind,
            strength=check.strength,
            vacuous_reason=check.vacuous_reason,
            declared_type=check.declared_type,
            limits=json_of(check.limits),
            severity=check.severity,
            path=table.path,
            line=check.line or table.line,
        )
