"""The checks that a setting such as `ge=0` or `isin=[...]` of a schema library makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from debt_pipelines.catalog.tabular.lattice import LogicalType
from debt_pipelines.crawlers.great_expectations_patterns import matches_any_text
from debt_pipelines.crawlers.python_checks.checks import Check, Severity
from debt_pipelines.model.data_rows import AssertionKind

_KINDS: dict[AssertionKind, str] = {
    "range": "gt ge lt le in_range between str_length min_length max_length minimum maximum multiple_of "
    "greater_than greater_than_or_equal_to less_than less_than_or_equal_to min max min_exclusive max_exclusive "
    "max_digits decimal_places",
    "domain": "eq ne isin notin is_in unique_values_eq equal_to not_equal_to Literal const",
    "pattern": "str_contains str_endswith str_matches str_startswith pattern regex",
    "relation": "constraints foreign_key",
    "distribution": "Hypothesis",
}
KIND_OF: dict[str, AssertionKind] = {name: kind for kind, names in _KINDS.items() for name in names.split()}
"""The kind of each known setting."""
_MEANS = {
    **dict.fromkeys(("gt", "greater_than", "min_exclusive", "ge", "greater_than_or_equal_to", "min", "minimum"), "min"),
    **dict.fromkeys(("lt", "less_than", "max_exclusive", "le", "less_than_or_equal_to", "max", "maximum"), "max"),
    **dict.fromkeys(("isin", "notin", "is_in", "unique_values_eq", "Literal"), "values"),
    **dict.fromkeys(("str_matches", "str_contains", "pattern", "regex"), "regex"),
    "min_length": "min",
    "max_length": "max",
}
TYPE_STRENGTH, PRESENCE_STRENGTH = 0.3, 0.2


def bound(name: str, value: Any, column: str | None, line: int | None, severity: Severity | None = None) -> Check:
    """The check of one setting; None stands for a value that is computed."""
    return Check(
        type=name,
        column=column,
        kind=KIND_OF.get(name, "custom"),
        limits=_limits(name, value),
        vacuous_reason=_vacuous_reason(name, value),
        severity=severity,
        line=line,
    )


def _limits(name: str, value: Any) -> Mapping[str, Any] | None:
    if value is None:
        return None
    if isinstance(value, Mapping):
        return {str(key).removesuffix("_value"): part for key, part in value.items()}
    limits = {_MEANS.get(name, name): list(value) if isinstance(value, tuple) else value}
    is_strict = name in ("gt", "lt", "greater_than", "less_than", "min_exclusive", "max_exclusive")
    return {**limits, "is_strict": True} if is_strict else limits


def _vacuous_reason(name: str, value: Any) -> str | None:
    if name == "notin" and value == []:
        return "the set of forbidden values is empty"
    if name in ("str_matches", "str_contains") and isinstance(value, str) and matches_any_text(value):
        return f"the pattern `{value}` matches every text"
    if name == "min_length" and value == 0:
        return "its only bound is a minimum length of 0"
    return None


def presence(column: str, line: int | None) -> Check:
    """The column must be there."""
    return Check(type="required", column=column, kind="presence", strength=PRESENCE_STRENGTH, line=line)


def nullness(column: str, line: int | None, severity: Severity | None = None) -> Check:
    """The column must not hold nulls."""
    return Check(type="nullable", column=column, kind="nullness", severity=severity, line=line)


def uniqueness(columns: list[str], line: int | None) -> Iterator[Check]:
    """The columns must not repeat, each alone or all together."""
    for column in columns:
        yield Check(type="unique", column=column, kind="uniqueness", line=line)


def typed(column: str, word: str | None, declared: LogicalType | None, line: int | None) -> Iterator[Check]:
    """The column must be of a type; nothing where none is told."""
    if word and word not in ("Any", "object", "Object"):
        limits = {"type": word}
        yield Check(
            type="dtype",
            column=column,
            kind="type",
            strength=TYPE_STRENGTH,
            limits=limits,
            declared_type=declared,
            line=line,
        )
