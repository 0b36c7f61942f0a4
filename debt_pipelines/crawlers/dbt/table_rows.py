"""The rows of one table that a properties file declares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from debt_pipelines.catalog.tabular.lattice import LogicalType, of_words
from debt_pipelines.crawlers.dbt.check_kinds import base_strength
from debt_pipelines.crawlers.dbt.checks import Check, read_check, severity_of
from debt_pipelines.crawlers.dbt.jinja import Docs
from debt_pipelines.crawlers.dbt.projects import DbtProject
from debt_pipelines.crawlers.dbt.properties import Table
from debt_pipelines.crawlers.dbt.results import Outcome, Results
from debt_pipelines.crawlers.file_rows import json_of
from debt_pipelines.model.data_rows import Assertion, AssertionKind, Description, Owner, Sighting
from debt_pipelines.model.schema import Row
from debt_pipelines.project.document_node import Node

CRAWLER = "dbt"
_TESTS = ("tests", "data_tests")
_CONSTRAINTS: dict[str, tuple[AssertionKind, ...]] = {
    "not_null": ("nullness",),
    "unique": ("uniqueness",),
    "primary_key": ("uniqueness", "nullness"),
    "foreign_key": ("relation",),
    "check": ("custom",),
}
_ALWAYS_ENFORCED = "not_null"
_SELDOM_ENFORCED = 0.5
"""Strength of the constraints that many warehouses take note of and do not enforce."""


@dataclass(slots=True)
class TableRows:
    """Makes the rows of one table."""

    project: DbtProject
    table: Table
    docs: Docs
    results: Results
    _positions: Iterator[int] = field(default_factory=count)

    def rows(self) -> Iterator[Row]:
        """All rows of the table."""
        is_enforced = self._is_enforced()
        if self.table.is_in_warehouse:
            yield self._sighting(is_enforced=is_enforced)
        yield from self._description()
        for column in self.table.columns:
            yield from self._column(column)
        yield from self._checks(None)
        for column in self.table.columns:
            yield from self._checks(column)
        if is_enforced:
            yield from self._contract()
        yield from self._freshness()
        if self.table.owner:
            yield self._owner(*self.table.owner)

    def _sighting(self, *, is_enforced: bool) -> Sighting:
        has_types = any(column.text("data_type") for column in self.table.columns)
        return Sighting(
            path=self.table.reference,
            crawler=CRAWLER,
            kind="table",
            storage="warehouse",
            is_schema_declared=has_types or is_enforced,
            import_kind="database" if self.table.is_source else None,
            source_path=self.table.node.path,
            line=self.table.node.line,
        )

    def _description(self) -> Iterator[Description]:
        text = next((text for node in (self.table.node, *self._model()) if (text := node.text("description"))), None)
        if text:
            yield Description(
                subject_kind="dataset",
                reference=self.table.reference,
                column=None,
                text=self.docs.resolve(text, self.project.name),
                tool=CRAWLER,
                path=self.table.node.path,
                line=self.table.node.at("description").line,
            )

    def _model(self) -> tuple[Node, ...]:
        """The model of a version, which lends it its texts and tests; a source lends its tables none."""
        return () if self.table.is_source else self.table.parents

    def _column(self, column: Node) -> Iterator[Description]:
        name, text = column.text("name"), column.text("description")
        if name:
            yield Description(
                subject_kind="column",
                reference=self.table.reference,
                column=name,
                text=self.docs.resolve(text, self.project.name) or None if text else None,
                declared_type=_declared_type(column),
                tool=CRAWLER,
                path=column.path,
                line=column.at("description").line if text else column.line,
            )

    def _checks(self, column: Node | None) -> Iterator[Assertion]:
        """The tests of a column, or of the table as a whole."""
        name = column.text("name") if column else None
        written = [place for place in (self.table.node, *self._model()) if any(map(place.listed, _TESTS))]
        place = column or next(iter(written), self.table.node)
        if self._default(place, "enabled") is False:
            return
        for entry in (entry for key in _TESTS for entry in place.listed(key)):
            check = read_check(entry, name)
            if check and not check.is_off:
                yield self._test(check, place)

    def _default(self, place: Node, key: str) -> object:
        return self.project.setting(_TESTS, place.path, key)

    def _test(self, check: Check, place: Node) -> Assertion:
        return self._assertion(
            check.type,
            check.kind,
            place,
            column=check.column,
            strength=check.strength,
            vacuous_reason=check.vacuous_reason,
            limits=check.limits,
            severity=severity_of(check.settings, self._default(place, "severity")),
            line=check.line,
            outcome=self.results.of_test(self.table.name, check, is_source=self.table.is_source),
        )

    def _assertion(
        self,
        name: str,
        kind: AssertionKind,
        place: Node,
        *,
        position: int | None = None,
        column: str | None = None,
        strength: float,
        vacuous_reason: str | None = None,
        declared_type: LogicalType | None = None,
        limits: str | None = None,
        severity: str | None = "error",
        line: int | None = None,
        outcome: Outcome | None = None,
    ) -> Assertion:
        return Assertion(
            reference=self.table.reference,
            reference_source="declared",
            suite=self.table.name,
            position=next(self._positions) if position is None else position,
            tool=CRAWLER,
            type=name,
            column=column,
            kind=kind,
            strength=strength,
            vacuous_reason=vacuous_reason,
            declared_type=declared_type,
            limits=limits,
            severity=severity,  # type: ignore[arg-type]
            is_run=True if outcome else None,
            last_result=outcome.result if outcome else None,
            last_run_at=outcome.run_at if outcome else None,
            path=place.path,
            line=line or place.line,
        )

    def _is_enforced(self) -> bool:
        contract = self.table.first("contract")
        return contract is not None and contract.at("enforced").value is True

    def _contract(self) -> Iterator[Assertion]:
        """What an enforced contract checks at each build: the columns, their types, and the constraints."""
        contract = self.table.first("contract") or self.table.node
        yield self._assertion("contract", "presence", contract, strength=base_strength("contract", "presence"))
        for column in self.table.columns:
            name = column.text("name")
            if name and column.text("data_type"):
                yield self._assertion(
                    "data_type",
                    "type",
                    column.at("data_type"),
                    column=name,
                    strength=base_strength("data_type", "type"),
                    declared_type=_declared_type(column),
                )
            for constraint in column.items("constraints"):
                yield from self._constraint(constraint, [name])
        for node in (self.table.node, *self._model()):
            for constraint in node.items("constraints"):
                yield from self._constraint(constraint, [*constraint.words("columns")] or [None])

    def _constraint(self, constraint: Node, columns: Sequence[str | None]) -> Iterator[Assertion]:
        """The rows of one constraint; a key of several columns is unique as a whole, and each of them is not null."""
        written = constraint.text("type") or ""
        position = next(self._positions)
        strength = 1.0 if written == _ALWAYS_ENFORCED else _SELDOM_ENFORCED
        said = {key: constraint.value[key] for key in ("columns", "expression", "to") if constraint.value.get(key)}
        for kind in _CONSTRAINTS.get(written, ()):
            for column in [None] if kind == "uniqueness" and len(columns) > 1 else columns:
                yield self._assertion(
                    written,
                    kind,
                    constraint,
                    position=position,
                    column=column,
                    strength=strength,
                    limits=json_of(said or None),
                )

    def _freshness(self) -> Iterator[Assertion]:
        """How fresh the table of a source must be, where a column, a query or the warehouse tells its age."""
        freshness = self.table.first("freshness") if self.table.is_source else None
        if freshness is None:
            return
        limits = {}
        for key in ("error_after", "warn_after"):
            amount, period = freshness.at(key).at("count").value, freshness.at(key).at("period").value
            if amount is not None and period is not None:
                limits[key] = f"{amount} {period}"
        if limits:
            yield self._assertion(
                "freshness",
                "freshness",
                freshness,
                strength=1.0,
                limits=json_of(limits),
                severity="error" if "error_after" in limits else "warning",
                outcome=self.results.of_source(self.table.name),
            )

    def _owner(self, owner: str, place: Node) -> Owner:
        return Owner(
            pattern=self.table.reference,
            is_reference=True,
            owner=owner,
            tool=CRAWLER,
            path=place.path,
            line=place.line,
        )


def _declared_type(column: Node) -> LogicalType | None:
    written = column.text("data_type")
    return of_words(written) if written else None
