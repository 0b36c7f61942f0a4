"""What is found in code before it is known which data it means: checks and texts of one schema, suite or function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from debt_pipelines.catalog.tabular.lattice import LogicalType
from debt_pipelines.crawlers.file_rows import json_of
from debt_pipelines.crawlers.python_checks.frames import Origins
from debt_pipelines.model.data_rows import Assertion, AssertionKind, Description

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check, on a column or on the table as a whole."""

    type: str
    column: str | None
    kind: AssertionKind
    strength: float = 1.0
    limits: Mapping[str, Any] | None = None
    vacuous_reason: str | None = None
    declared_type: LogicalType | None = None
    severity: Severity | None = None
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a schema says of one of its columns, or of the table; a column may be named without a text."""

    column: str | None
    text: str | None
    declared_type: LogicalType | None = None
    line: int | None


@dataclass(slots=True, kw_only=True)
class Suite:
    """Checks and texts that belong together, and the data they are used on."""

    name: str
    tool: str
    path: str
    line: int | None
    checks: list[Check] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    data: Origins = field(default_factory=dict)
    fallback: str | None = None
    """The name that stands for the data where no use tells it."""
    is_used: bool = False
    """Code runs it on something, whether or not it can be told on what."""
    is_computed: bool = False
    """Some of its columns are computed, so that it checks more than can be told."""


def references(suite: Suite) -> list[str | None]:
    """The data that a suite is for, or the name that stands for it, or nothing."""
    return [*sorted(suite.data)] if suite.data else [suite.fallback]


def assertions(suite: Suite) -> Iterator[Assertion]:
    """The checks of a suite, once for each of the data it is used on."""
    for reference in references(suite):
        changed = suite.data.get(reference or "", frozenset())
        for position, check in enumerate(suite.checks):
            if changed and (check.column is None or check.column in changed):
                continue
            yield Assertion(
                reference=reference,
                reference_source="declared" if suite.data else "name",
                suite=suite.name,
                position=position,
                tool=suite.tool,
                type=check.type,
                column=check.column,
                kind=check.kind,
                strength=0.0 if check.vacuous_reason else check.strength,
                vacuous_reason=check.vacuous_reason,
                declared_type=check.declared_type,
                limits=json_of(check.limits),
                severity=check.severity,
                path=suite.path,
                line=check.line,
            )


def descriptions(suite: Suite) -> Iterator[Description]:
    """The texts of a suite, once for each of the data it is used on."""
    for reference in references(suite):
        changed = suite.data.get(reference or "", frozenset())
        for text in suite.texts:
            if text.column not in changed or text.column is None:
                yield Description(
                    subject_kind="column" if text.column is not None else "dataset",
                    reference=reference,
                    column=text.column,
                    text=text.text,
                    declared_type=text.declared_type,
                    tool=suite.tool,
                    path=suite.path,
                    line=text.line,
                )
