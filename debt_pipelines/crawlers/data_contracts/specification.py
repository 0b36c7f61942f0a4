"""Contracts of the Data Contract Specification: `models` with `fields`, definitions shared through `$ref`."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.catalog.tabular.lattice import LogicalType, of_sql, of_words
from debt_pipelines.crawlers.constraints import constraint_checks
from debt_pipelines.crawlers.data_contracts.quality import (
    TOOL,
    freshness_check,
    quality_checks,
    whole_contract_checks,
)
from debt_pipelines.crawlers.data_contracts.standard import key_checks
from debt_pipelines.crawlers.declared_table import Check, DeclaredColumn, DeclaredTable
from debt_pipelines.project.document_node import Node

_MAX_DEPTH = 8
_PHYSICAL = (
    "postgresType", "bigqueryType", "snowflakeType", "redshiftType", "databricksType", "sqlserverType", "oracleType",
)  # fmt: skip


def tables_of(top: Node) -> Iterator[DeclaredTable]:
    """The models of a contract, with their fields, checks and owner."""
    info = top.at("info")
    contract = top.text("id") or info.text("title") or top.path
    owner = info.at("owner")
    whole = whole_contract_checks(top)
    for name, entry in top.entries("models").items():
        table = DeclaredTable(
            suite=f"{contract}/{name}",
            tool=TOOL,
            path=top.path,
            line=entry.line,
            references=[entry.at("config").text("table") or name],
            is_complete=entry.at("additionalFields").value is not True,
            text=entry.text("description"),
            text_line=entry.at("description").line,
            owner=owner.value if isinstance(owner.value, str) else None,
            owner_line=owner.line,
        )
        for field_name, field in entry.entries("fields").items():
            _add_column(table, top, field_name, field, 0)
        _add_key(table, entry)
        table.checks.extend(quality_checks(entry, table=name, column=None))
        table.checks.extend(whole.get(name, ()))
        table.checks.extend(_freshness(top, name))
        yield table


def _add_column(table: DeclaredTable, top: Node, name: str, field: Node, depth: int) -> None:
    """Add a field and those that lie within it; what it leaves out is told by the definition it refers to."""
    if depth > _MAX_DEPTH:
        return
    told = [field, *_definitions(top, field)]
    texts = [node.at("description") for node in told if node.text("description")]
    types = (found for node in told if (found := _type_of(node)))
    table.columns.append(
        DeclaredColumn(
            name=name,
            text=texts[0].value.strip() if texts else None,
            declared_type=next(types, None),
            line=texts[0].line if texts and texts[0].keys[: len(field.keys)] == field.keys else field.line,
        )
    )
    seen: set[str] = set()
    for node in told:
        checks = [check for check in constraint_checks(name, node) if check.type not in seen]
        seen |= {check.type for check in checks}
        table.checks.extend(checks)
    if field.text("references"):
        table.checks.append(
            Check(type="references", kind="relation", columns=(name,), line=field.at("references").line)
        )
    table.checks.extend(quality_checks(field, table=table.suite, column=name))
    for inner, node in field.entries("fields").items():
        _add_column(table, top, f"{name}.{inner}", node, depth + 1)
    for inner, node in field.at("items").entries("fields").items():
        _add_column(table, top, f"{name}[].{inner}", node, depth + 1)


def _definitions(top: Node, field: Node) -> list[Node]:
    """The definition in the same contract that a field refers to."""
    parts = (field.text("$ref") or "").removeprefix("#/").split("/")
    if not (field.text("$ref") or "").startswith("#/"):
        return []
    node = top
    for part in parts:
        node = node.at(part)
    return [node] if isinstance(node.value, dict) else []


def _type_of(field: Node) -> LogicalType | None:
    """The type of a field; one that is stored in a way of its own, as its configuration tells, is left open."""
    config = field.at("config")
    physical = next((word for key in _PHYSICAL if (word := config.text(key))), None)
    if physical:
        return of_sql(physical)
    word = field.text("type")
    if word is None or config.text("jsonType") or config.text("avroType"):
        return None
    precision, scale = field.at("precision").value, field.at("scale").value
    if word in ("decimal", "numeric", "number") and isinstance(precision, int):
        return of_words(f"decimal({precision},{scale if isinstance(scale, int) else 0})")
    return of_words(word)


def _add_key(table: DeclaredTable, entry: Node) -> None:
    fields = entry.entries("fields")
    marked = [(name, node.at("primaryKey").line) for name, node in fields.items() if _is_key(node)]
    listed = [(name, entry.at("primaryKey").line) for name in entry.words("primaryKey")]
    table.primary_key = [name for name, _line in listed or marked]
    table.checks.extend(key_checks(table.primary_key, [line for _name, line in listed or marked]))


def _is_key(field: Node) -> bool:
    return True in (field.at("primaryKey").value, field.at("primary").value)


def _freshness(top: Node, table: str) -> Iterator[Check]:
    """The promises about age that name this table, or no table."""
    levels = top.at("servicelevels")
    for name, key in (("freshness", "threshold"), ("latency", "threshold"), ("frequency", "interval")):
        promise = levels.at(name)
        if not isinstance(promise.value, dict):
            continue
        element = promise.text("timestampField") or promise.text("processedTimestampField") or ""
        owner, _, column = element.partition(".")
        if owner in ("", table):
            value = promise.at(key).value
            yield freshness_check(promise, {"max_age": value} if value else None, column or None, name=name)
