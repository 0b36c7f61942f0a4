"""The quality blocks of data contracts: metrics of the standard's library, SQL, and checks in the words of a tool."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from debt_pipelines.crawlers import great_expectations_strength as expectations
from debt_pipelines.crawlers.declared_table import Check
from debt_pipelines.crawlers.great_expectations_limits import limits_of
from debt_pipelines.crawlers.great_expectations_types import declared_type
from debt_pipelines.crawlers.soda.checks import soda_checks
from debt_pipelines.crawlers.soda.contract_checks import contract_check
from debt_pipelines.crawlers.thresholds import NONE_ALLOWED, Threshold, threshold_of
from debt_pipelines.model.data_rows import AssertionKind
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.document_node import Node
from debt_pipelines.project.documents import load_document

TOOL = "datacontract"
_KINDS: tuple[tuple[str, AssertionKind], ...] = (
    (r"null|missing|required", "nullness"),
    (r"duplicate|unique", "uniqueness"),
    (r"row_?count|^count", "volume"),
    (r"fresh|stale|timeliness", "freshness"),
    (r"valid|enum|domain", "domain"),
    (r"pattern|regex|format", "pattern"),
    (r"range|min|max|between", "range"),
)
"""What the name of a metric says; the names of version 2 are free, and these are the usual ones."""
_COUNT_OF_ROWS = re.compile(
    r"\s*select\s+count\s*\(\s*(\*|1)\s*\)(\s+as\s+\w+|\s+\w+)?\s+from\s+[\w.${}\"`]+\s*;?\s*", re.IGNORECASE
)
_BAD_ROWS = frozenset({"nullness", "uniqueness", "domain", "pattern"})


def quality_checks(node: Node, *, table: str, column: str | None) -> Iterator[Check]:
    """The checks in the quality block of a table or a column; plain texts are none."""
    for entry in node.items("quality"):
        kind = entry.text("type")
        if kind == "text":
            continue
        if entry.text("engine") or entry.at("implementation").value is not None:
            yield from _engine_checks(entry, table, column)
        elif kind == "sql" or entry.text("query"):
            yield _sql_check(entry, column)
        else:
            name = entry.text("metric") or entry.text("rule") or entry.text("code")
            if name:
                yield _metric_check(entry, name, column)


def freshness_check(
    promise: Node, limits: Mapping[str, Any] | None, column: str | None, *, name: str | None = None
) -> Check:
    """A promise about the age of the data as a check."""
    return Check(
        type=name or promise.text("property") or "freshness",
        kind="freshness",
        columns=(column,) if column else (),
        limits=limits,
        line=promise.line,
    )


def whole_contract_checks(top: Node) -> dict[str, list[Check]]:
    """By table: the checks in the quality block of a contract as a whole, as earlier versions have it."""
    quality = top.at("quality")
    tool = (quality.text("type") or "").lower()
    node = _implementation(quality, "specification")
    found: dict[str, list[Check]] = defaultdict(list)
    if node is None:
        return found
    if tool == "sodacl":
        for table, checks in soda_checks(node):
            found[table].extend(checks)
    elif tool.replace("_", "-").startswith("great-expectations"):
        for table in node.value:
            found[str(table)].extend(_expectations(Node(node.path, node.document, (*node.keys, table)), quality.line))
    return found


def _metric_check(entry: Node, name: str, column: str | None) -> Check:
    arguments = entry.at("arguments")
    kind = _kind_of_metric(name, arguments)
    given = entry.value
    threshold = threshold_of(given)
    if threshold.is_open and threshold.is_known and kind in _BAD_ROWS:
        threshold = NONE_ALLOWED
    is_percent = (entry.text("unit") or "").lower() in ("percent", "%")
    measured = threshold.limits(is_bad_percent=is_percent and kind in _BAD_ROWS)
    values = arguments.at("validValues").value or entry.at("validValues").value
    extra = {"values": values} if isinstance(values, list) else {}
    columns = (column,) if column else tuple(arguments.words("properties"))
    return Check(
        type=name,
        kind=kind,
        columns=columns,
        limits=None if measured is None else measured | extra,
        severity=_severity(entry),
        vacuous_reason=_vacuous_reason(threshold, kind, is_percent=is_percent),
        line=entry.line,
    )


def _kind_of_metric(name: str, arguments: Node) -> AssertionKind:
    found = (kind for pattern, kind in _KINDS if re.search(pattern, name, re.IGNORECASE))
    kind: AssertionKind = next(found, "custom")
    return "pattern" if kind == "domain" and arguments.text("pattern") else kind


def _vacuous_reason(threshold: Threshold, kind: AssertionKind, *, is_percent: bool) -> str | None:
    is_measure_known = kind in _BAD_ROWS or kind == "volume"
    return threshold.vacuous_reason(most=100 if is_percent else None) if is_measure_known else None


def _sql_check(entry: Node, column: str | None) -> Check:
    threshold = threshold_of(entry.value)
    is_count = _COUNT_OF_ROWS.fullmatch(entry.text("query") or "") is not None
    return Check(
        type="sql",
        kind="volume" if is_count else "custom",
        columns=(column,) if column and not is_count else (),
        limits=threshold.limits(),
        severity=_severity(entry),
        vacuous_reason=threshold.vacuous_reason() if is_count else None,
        line=entry.line,
    )


def _severity(entry: Node) -> Any:
    severity = (entry.text("severity") or "").lower()
    return "warning" if severity.startswith("warn") else "error" if severity == "error" else None


def _engine_checks(entry: Node, table: str, column: str | None) -> Iterator[Check]:
    """The checks that are told in the words of another tool; of an unknown one only that there is a check."""
    engine = (entry.text("engine") or "").lower().replace("-", "").replace("_", "")
    node = _implementation(entry, "implementation")
    found: list[Check] = []
    if node is not None and engine == "greatexpectations":
        found = list(_expectation(node.value, entry.line))
    elif node is not None and engine == "soda":
        told = contract_check(node, column)
        found = [told] if told else [check for _table, checks in soda_checks(node) for check in checks]
    yield from found or [
        Check(
            type=engine or "custom",
            kind="custom",
            columns=(column,) if column else (),
            severity=_severity(entry),
            line=entry.line,
        )
    ]


def _implementation(entry: Node, key: str) -> Node | None:
    """The mapping under a key, which may be written as a text."""
    node = entry.at(key)
    if isinstance(node.value, dict):
        return node
    if not isinstance(node.value, str):
        return None
    try:
        document = load_document("", node.value)
    except UnreadableError:
        return None
    start = node.line or 1
    document.lines = {path: start + line for path, line in document.lines.items()}
    return Node(node.path, document, ()) if isinstance(document.data, dict) else None


def _expectations(node: Node, line: int | None) -> Iterator[Check]:
    for entry in node.value if isinstance(node.value, list) else ():
        yield from _expectation(entry, line)


def _expectation(entry: Any, line: int | None) -> Iterator[Check]:
    """One expectation of Great Expectations as a check."""
    name = next((entry[key] for key in ("expectation_type", "type") if isinstance(entry, dict) and key in entry), None)
    kwargs = entry.get("kwargs") or {} if isinstance(entry, dict) else {}
    if not isinstance(name, str) or not isinstance(kwargs, dict):
        return
    columns = tuple(column for column in expectations.columns_of(kwargs) if column is not None)
    yield Check(
        type=name,
        kind=expectations.kind_of(name, kwargs),
        columns=columns,
        limits=limits_of(name, kwargs),
        declared_type=declared_type(name, kwargs),
        vacuous_reason=expectations.vacuous_reason(name, kwargs),
        line=line,
    )
