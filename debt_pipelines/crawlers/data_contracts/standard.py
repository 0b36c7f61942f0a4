"""Contracts of the Open Data Contract Standard: version 3 with `schema`, version 2 with `dataset`."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.catalog.tabular.lattice import LogicalType, of_sql, of_words
from debt_pipelines.crawlers.constraints import constraint_checks
from debt_pipelines.crawlers.data_contracts.quality import TOOL, freshness_check, quality_checks
from debt_pipelines.crawlers.declared_table import Check, DeclaredColumn, DeclaredTable
from debt_pipelines.model.data_rows import AssertionKind
from debt_pipelines.project.document_node import Node

_FRESH = frozenset({"freshness", "fr", "latency", "ly", "frequency", "fy"})
_MAX_DEPTH = 8
_SWITCHES: tuple[tuple[str, bool, AssertionKind], ...] = (
    ("isNullable", False, "nullness"),
    ("isUnique", True, "uniqueness"),
)


def tables_of(top: Node) -> Iterator[DeclaredTable]:
    """The tables of a contract, with their columns, checks and owner."""
    contract = top.text("name") or top.text("id") or top.text("datasetName") or top.text("uuid") or top.path
    owner = _owner(top)
    for entry in [*top.items("schema"), *top.items("dataset")]:
        name = entry.text("name") or entry.text("table")
        if name is None:
            continue
        text = entry.at("description")
        table = DeclaredTable(
            suite=f"{contract}/{name}",
            tool=TOOL,
            path=top.path,
            line=entry.line,
            references=[entry.text("physicalName") or name],
            text=entry.text("description"),
            text_line=text.line,
            owner=owner[0] if owner else None,
            owner_line=owner[1] if owner else None,
        )
        for column in _properties(entry):
            _add_column(table, column, "", 0)
        _add_key(table, entry)
        table.checks.extend(quality_checks(entry, table=name, column=None))
        table.checks.extend(_freshness(top, name))
        yield table


def _properties(node: Node) -> list[Node]:
    return [*node.items("properties"), *node.items("columns")]


def _add_column(table: DeclaredTable, node: Node, prefix: str, depth: int) -> None:
    """Add a column and those that lie within it."""
    own = node.text("physicalName") or node.text("name") or node.text("column")
    if own is None or depth > _MAX_DEPTH:
        return
    name = f"{prefix}{own}"
    text = node.text("description")
    table.columns.append(
        DeclaredColumn(
            name=name, text=text, declared_type=_type_of(node), line=node.at("description").line if text else node.line
        )
    )
    table.checks.extend(constraint_checks(name, node))
    table.checks.extend(constraint_checks(name, node.at("logicalTypeOptions")))
    table.checks.extend(_switches(node, name))
    table.checks.extend(
        Check(type="relationship", kind="relation", columns=(name,), line=target.line)
        for target in node.items("relationships")
    )
    table.checks.extend(quality_checks(node, table=table.suite, column=name))
    for inner in _properties(node):
        _add_column(table, inner, f"{name}.", depth + 1)
    for inner in _properties(node.at("items")):
        _add_column(table, inner, f"{name}[].", depth + 1)


def _switches(node: Node, column: str) -> Iterator[Check]:
    """The checks in the words of version 2."""
    for key, wanted, kind in _SWITCHES:
        if node.at(key).value is wanted:
            yield Check(type=key, kind=kind, columns=(column,), limits={}, line=node.at(key).line)


def _type_of(node: Node) -> LogicalType | None:
    """The type of a column: as it is stored where that is told, else what it means."""
    if node.text("format"):
        return None
    physical, logical = node.text("physicalType"), node.text("logicalType")
    if logical in ("date", "timestamp", "time") and node.at("logicalTypeOptions").at("format").value is not None:
        return None
    return (of_sql(physical) if physical else None) or (of_words(logical) if logical else None)


def _add_key(table: DeclaredTable, entry: Node) -> None:
    """The primary key as it is, and as the checks that it makes."""
    marked = [
        (column.at("primaryKeyPosition").value, position, column.text("physicalName") or name, column)
        for position, column in enumerate(_properties(entry))
        if (name := column.text("name") or column.text("column"))
        and True in (column.at("primaryKey").value, column.at("isPrimaryKey").value, column.at("isPrimary").value)
    ]
    marked.sort(key=lambda key: (key[0] if isinstance(key[0], int) else 0, key[1]))
    table.primary_key = [name for _key, _position, name, _column in marked]
    table.checks.extend(key_checks(table.primary_key, [column.line for *_rest, column in marked]))


def key_checks(names: list[str], lines: list[int | None]) -> Iterator[Check]:
    """What a primary key demands: no column of it is empty, and all of them together do not repeat."""
    if names:
        yield Check(type="primaryKey", kind="uniqueness", columns=tuple(names), limits={}, line=lines[0])
        yield Check(type="primaryKey", kind="nullness", columns=tuple(names), limits={}, line=lines[0])


def _freshness(top: Node, table: str) -> Iterator[Check]:
    """The promises about age that are made for this table, or for the only one there is."""
    for promise in top.items("slaProperties"):
        element = promise.text("element") or promise.text("column") or top.text("slaDefaultElement") or ""
        owner, _, column = element.partition(".")
        is_meant = owner in ("", table) or not column
        if (promise.text("property") or "").lower() in _FRESH and is_meant:
            limits = {key: promise.at(key).value for key in ("unit",) if promise.at(key).value}
            yield freshness_check(promise, {"max": promise.at("value").value} | limits, column or None)


def _owner(top: Node) -> tuple[str, int | None] | None:
    """The team that a contract names, or its members who are owners and have not left."""
    team = top.at("team")
    if isinstance(team.value, dict) and team.text("name"):
        return team.text("name") or "", team.at("name").line
    members = [*top.items("team"), *team.items("members"), *top.items("stakeholders")]
    owners = [
        member
        for member in members
        if "owner" in (member.text("role") or "").lower() and member.at("dateOut").value is None
    ]
    names = [name for member in owners if (name := member.text("name") or member.text("username"))]
    return (", ".join(names), owners[0].line) if names else None
