"""Contracts of Soda: a dataset with its columns, their types and checks."""

from __future__ import annotations

from debt_pipelines.catalog.tabular.lattice import LogicalType, of_sql
from debt_pipelines.crawlers.declared_table import Check, DeclaredColumn, DeclaredTable
from debt_pipelines.crawlers.soda.contract_checks import contract_check
from debt_pipelines.project.document_node import Node

TOOL = "soda"


def contract_table(top: Node) -> DeclaredTable | None:
    """The table of a contract; None for a file that only has some of the same keys."""
    dataset, columns = top.text("dataset"), top.items("columns")
    if dataset is None or not _is_contract(top, columns):
        return None
    checks = [check for entry in top.items("checks") if (check := contract_check(entry, None))]
    schema = next((entry.at("schema") for entry in top.items("checks") if "schema" in entry.value), None)
    table = DeclaredTable(
        suite=dataset,
        tool=TOOL,
        path=top.path,
        line=top.at("dataset").line,
        references=[dataset.rpartition("/")[2].rpartition(".")[2]],
        is_bound="/" in dataset,
        is_complete=None if schema is None else schema.at("allow_extra_columns").value is not True,
        text=top.text("description"),
        text_line=top.at("description").line,
        owner=top.text("owner"),
        owner_line=top.at("owner").line,
        checks=checks,
    )
    for column in columns:
        name = column.text("name")
        if name:
            table.columns.append(_column(column, name))
            table.checks.extend(_column_checks(column, name))
    return table


def _is_contract(top: Node, columns: list[Node]) -> bool:
    """Whether columns are told by name, and something is told that only Soda says so."""
    entries = [*top.items("checks"), *(entry for column in columns for entry in column.items("checks"))]
    has_checks = any("schema" in entry.value or contract_check(entry, None) for entry in entries)
    return has_checks or (bool(columns) and all(column.text("name") and column.text("data_type") for column in columns))


def _column(column: Node, name: str) -> DeclaredColumn:
    text = column.text("description")
    return DeclaredColumn(
        name=name,
        text=text,
        declared_type=_type_of(column),
        line=column.at("description").line if text else column.line,
    )


def _type_of(column: Node) -> LogicalType | None:
    word = column.text("data_type")
    return of_sql(word) if word else None


def _column_checks(column: Node, name: str) -> list[Check]:
    checks = [check for entry in column.items("checks") if (check := contract_check(entry, name))]
    if column.at("optional").value is False:
        checks.append(Check(type="optional", kind="presence", columns=(name,), line=column.at("optional").line))
    return checks
