"""Checks in contracts of Soda: one mapping per check, in the form of version 3 and in that of version 4."""

from __future__ import annotations

from debt_pipelines.crawlers.declared_table import Check
from debt_pipelines.crawlers.soda.valid import kind_of_valid, limits_of_valid
from debt_pipelines.crawlers.thresholds import NONE_ALLOWED, Threshold, threshold_of
from debt_pipelines.model.data_rows import AssertionKind
from debt_pipelines.project.document_node import Node

_KINDS: dict[str, AssertionKind] = {
    "row_count": "volume",
    "rows_exist": "volume",
    "missing": "nullness",
    "no_missing_values": "nullness",
    "missing_count": "nullness",
    "missing_percent": "nullness",
    "duplicate": "uniqueness",
    "no_duplicate_values": "uniqueness",
    "duplicate_count": "uniqueness",
    "duplicate_percent": "uniqueness",
    "invalid": "domain",
    "no_invalid_values": "domain",
    "invalid_count": "domain",
    "invalid_percent": "domain",
    "aggregate": "distribution",
    "freshness": "freshness",
    "freshness_in_days": "freshness",
    "freshness_in_hours": "freshness",
    "freshness_in_minutes": "freshness",
    "failed_rows": "custom",
    "metric": "custom",
    "metric_expression": "custom",
    "metric_query": "custom",
    "user_defined_sql": "custom",
    **dict.fromkeys(("avg", "sum", "stddev", "variance", "avg_length"), "distribution"),
    **dict.fromkeys(("min", "max", "min_length", "max_length"), "range"),
}
_OF_EXTREMES = frozenset({"min", "max", "minLength", "maxLength"})
_BAD_ROWS = frozenset({"missing", "duplicate", "invalid"})
_ANY_ROW = Threshold(minimum=0, is_strict_min=True)


def contract_check(node: Node, column: str | None) -> Check | None:
    """One check of a contract: `type: missing_count` with more beside it, or `missing:` with more below it."""
    written = node.text("type")
    if written is not None:
        name, more = written, node
    else:
        name = next((str(key) for key in node.value if key in _KINDS), "") if isinstance(node.value, dict) else ""
        more = node.at(name)
    if name not in _KINDS:
        return None
    more_threshold = more.at("threshold")
    given = more_threshold.value if isinstance(more_threshold.value, dict) else more.value
    threshold = threshold_of(given) if isinstance(given, dict) else Threshold()
    kind = _kind(name, more)
    is_bad = any(word in name for word in _BAD_ROWS)
    if threshold.is_open and threshold.is_known:
        threshold = NONE_ALLOWED if is_bad else _ANY_ROW if kind == "volume" else threshold
    is_percent = name.endswith("percent") or more_threshold.text("metric") == "percent"
    limits = threshold.limits(is_bad_percent=is_percent and is_bad)
    named = tuple(more.words("columns")) or ((column,) if column else tuple(more.words("column")))
    unit = {"unit": more_threshold.text("unit")} if more_threshold.text("unit") else {}
    return Check(
        type=name,
        kind=kind,
        columns=named,
        limits=None if limits is None else limits | limits_of_valid(more) | unit,
        severity="warning" if more_threshold.text("level") == "warn" else "error",
        vacuous_reason=threshold.vacuous_reason(most=100 if is_percent else None)
        if is_bad or kind == "volume"
        else None,
        line=node.line,
    )


def _kind(name: str, more: Node) -> AssertionKind:
    if "invalid" in name:
        return kind_of_valid(more)
    if name == "aggregate" and more.text("function") in _OF_EXTREMES:
        return "range"
    return _KINDS[name]
