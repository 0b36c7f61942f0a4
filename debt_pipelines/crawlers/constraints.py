"""The constraints of a column in the words that JSON Schema, data contracts and others share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from debt_pipelines.crawlers.declared_table import Check
from debt_pipelines.crawlers.great_expectations_patterns import matches_any_text
from debt_pipelines.model.data_rows import AssertionKind
from debt_pipelines.project.document_node import Node

_BOUNDS: dict[str, dict[str, Any]] = {
    "minimum": {"key": "min"},
    "maximum": {"key": "max"},
    "exclusiveMinimum": {"key": "min", "strict": "strict_min"},
    "exclusiveMaximum": {"key": "max", "strict": "strict_max"},
    "minLength": {"key": "min"},
    "maxLength": {"key": "max"},
    "minItems": {"key": "min"},
    "maxItems": {"key": "max"},
}
_COUNTS = frozenset({"minLength", "minItems"})
_ANY_TEXT = frozenset({".*", "^.*$", "(.*)", "^(.*)$", r"[\s\S]*"})
"""Patterns that every text matches as a whole; on others tools that search and tools that match do not agree."""
_SWITCHES: dict[str, AssertionKind] = {"required": "nullness", "unique": "uniqueness"}


def constraint_checks(column: str, node: Node, *, is_searched: bool = False) -> Iterator[Check]:
    """The checks that the keys of a node put on a column; what is of no known shape is passed over.

    `is_searched` says that a pattern holds where it is found anywhere in a text.
    """
    for name in node.value if isinstance(node.value, dict) else ():
        if not isinstance(name, str):
            continue
        given = node.at(name)
        found = _check(name, given.value, is_searched=is_searched)
        if found is not None:
            kind, limits, vacuous_reason = found
            yield Check(
                type=name, kind=kind, columns=(column,), limits=limits, vacuous_reason=vacuous_reason, line=given.line
            )


def _check(name: str, value: Any, *, is_searched: bool) -> tuple[AssertionKind, dict[str, Any], str | None] | None:
    if name in _SWITCHES and value is True:
        return _SWITCHES[name], {}, None
    if name == "enum" and isinstance(value, list) and value:
        return "domain", {"values": value}, None
    if name == "const":
        return "domain", {"values": [value]}, None
    if name == "pattern" and isinstance(value, str):
        is_any = value in _ANY_TEXT or (is_searched and matches_any_text(value))
        return "pattern", {"pattern": value}, f"the pattern `{value}` matches every text" if is_any else None
    if name in _BOUNDS and isinstance(value, int | float | str) and not isinstance(value, bool):
        return _bound(name, value)
    return None


def _bound(name: str, value: float | str) -> tuple[AssertionKind, dict[str, Any], str | None]:
    bound = _BOUNDS[name]
    limits = {bound["key"]: value} | ({bound["strict"]: True} if "strict" in bound else {})
    is_vacuous = name in _COUNTS and isinstance(value, int | float) and value <= 0
    return "range", limits, f"nothing is shorter than {value}" if is_vacuous else None
