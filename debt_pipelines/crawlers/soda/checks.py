"""Checks in SodaCL: what each of them is about, how much it can catch, and whether it can fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from debt_pipelines.crawlers.declared_table import Check
from debt_pipelines.crawlers.soda.schema_checks import schema_checks
from debt_pipelines.crawlers.soda.thresholds import threshold_of_text, threshold_of_zone
from debt_pipelines.crawlers.soda.valid import kind_of_valid, limits_of_valid
from debt_pipelines.crawlers.thresholds import Threshold
from debt_pipelines.model.data_rows import AssertionKind
from debt_pipelines.project.document_node import Node

HEADER = re.compile(r"checks for (\S+|\"[^\"]+\"|`[^`]+`)(?: \[?.*)?")
_METRIC = re.compile(
    r"(?P<trend>(?:change|anomaly) .*?for )?(?P<name>[\w$-]+)(?:\((?P<columns>[^()]*)\))?(?P<rest> .*)?"
)
_FRESHNESS = re.compile(
    r"freshness(?: using (?P<used>\S+)|\((?P<column>[^(),]+)[^()]*\))(?: with \S+)?(?: ?< ?(?P<age>\S+))?"
)
_REFERENCE = re.compile(r"values in \(?(?P<columns>[^()]+?)\)? must (?:not )?exist in .+")
_KINDS: tuple[tuple[str, AssertionKind], ...] = (
    (r"row_count", "volume"),
    (r"missing_(count|percent)", "nullness"),
    (r"duplicate_(count|percent)", "uniqueness"),
    (r"min|max|(min|max|avg)_length", "range"),
    (r"avg|sum|stddev\w*|var\w*|percentile|distribution_difference|reference_match_score", "distribution"),
)
_COUNTED = frozenset({"volume", "nullness", "uniqueness"})
_PLAIN: dict[str, AssertionKind] = {"failed rows": "custom", "group by": "custom", "group evolution": "domain"}
_QUOTES = "\"'`[]"


def soda_checks(top: Node) -> Iterator[tuple[str, list[Check]]]:
    """The checks of each section `checks for TABLE` below a node, by the table they name."""
    for header in top.value if isinstance(top.value, dict) else ():
        found = HEADER.fullmatch(str(header))
        if found:
            yield found[1].strip(_QUOTES), listed_checks(top.at(header))


def listed_checks(section: Node) -> list[Check]:
    """The checks in a list; a check is a text, or a text with what else is said of it below."""
    found: list[Check] = []
    for index, entry in enumerate(section.value if isinstance(section.value, list) else ()):
        node = Node(section.path, section.document, (*section.keys, index))
        if isinstance(entry, str):
            found.extend(_checks(entry, node.at("")))
        elif isinstance(entry, dict) and entry:
            found.extend(_checks(str(next(iter(entry))), node.at(next(iter(entry)))))
    return found


def _checks(written: str, more: Node) -> Iterator[Check]:
    """The checks that one entry makes; nearly always it is one."""
    text = " ".join(written.split())
    if text == "schema":
        yield from schema_checks(more)
    elif text in _PLAIN:
        yield Check(type=text, kind=_PLAIN[text], severity=_severity(more), line=more.line)
    elif text.startswith("freshness"):
        yield _freshness(text, more)
    elif reference := _REFERENCE.fullmatch(text):
        columns = _names(reference["columns"])
        yield Check(type="reference", kind="relation", columns=columns, severity="error", line=more.line)
    elif text.startswith("row_count same as "):
        yield Check(type="row_count same as", kind="volume", severity="error", line=more.line)
    elif metric := _METRIC.fullmatch(text):
        yield _metric(metric, more)


def _freshness(text: str, more: Node) -> Check:
    found = _FRESHNESS.fullmatch(text)
    column = (found["used"] or found["column"]) if found else None
    return Check(
        type="freshness",
        kind="freshness",
        columns=_names(column or ""),
        limits={"max_age": found["age"]} if found and found["age"] else None,
        severity=_severity(more),
        line=more.line,
    )


def _metric(metric: re.Match[str], more: Node) -> Check:
    name = metric["name"]
    columns = _names(metric["columns"] or "")
    kind = _kind(name, more)
    if metric["trend"]:
        trend: AssertionKind = kind if kind == "volume" else "distribution"
        return Check(type=f"{metric['trend'].split()[0]} {name}", kind=trend, columns=columns, line=more.line)
    threshold = _threshold(metric["rest"] or "", more)
    is_percent = name.endswith("_percent")
    is_bad = is_percent or name in ("missing_count", "duplicate_count", "invalid_count")
    limits = threshold.limits(is_bad_percent=is_percent)
    if name.startswith("invalid_") and limits is not None:
        limits |= limits_of_valid(more)
    is_counted = is_bad or kind in _COUNTED
    return Check(
        type=name,
        kind=kind,
        columns=columns[:1] if name == "percentile" else columns,
        limits=limits,
        severity=_severity(more),
        vacuous_reason=threshold.vacuous_reason(most=100 if is_percent else None) if is_counted else None,
        line=more.line,
    )


def _kind(name: str, more: Node) -> AssertionKind:
    if name.startswith("invalid_"):
        return kind_of_valid(more)
    return next((kind for pattern, kind in _KINDS if re.fullmatch(pattern, name)), "custom")


def _threshold(written: str, more: Node) -> Threshold:
    if written.strip():
        return threshold_of_text(written)
    zone = more.text("fail") or more.text("warn")
    return threshold_of_zone(zone) if zone else Threshold(is_known=False)


def _severity(more: Node) -> Any:
    is_warning_only = more.at("warn").value is not None and more.at("fail").value is None
    return "warning" if is_warning_only else "error"


def _names(written: str) -> tuple[str, ...]:
    return tuple(name for part in written.split(",") if (name := part.strip().strip(_QUOTES)))
