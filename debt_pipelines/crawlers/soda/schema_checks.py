"""The schema check of SodaCL: columns that must be there or must not, and their types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from debt_pipelines.catalog.tabular.lattice import of_sql
from debt_pipelines.crawlers.declared_table import Check
from debt_pipelines.project.document_node import Node

_ZONES: tuple[tuple[str, Literal["error", "warning"]], ...] = (("fail", "error"), ("warn", "warning"))


def schema_checks(node: Node) -> Iterator[Check]:
    """One check per column that a schema check names, and one for all that is said of the table as a whole."""
    for zone, severity in _ZONES:
        said = node.at(zone)
        required = said.at("when required column missing")
        for name in said.words("when required column missing"):
            yield Check(type="schema", kind="presence", columns=(name,), severity=severity, line=required.line)
        for key in ("when wrong column type", "when mismatching columns"):
            yield from _types(said.at(key), severity)
        for key in ("when forbidden column present", "when schema changes", "when wrong column index"):
            value = said.at(key).value
            if value is not None:
                yield Check(
                    type="schema",
                    kind="presence",
                    limits={key.removeprefix("when "): value},
                    severity=severity,
                    line=said.at(key).line,
                )


def _types(node: Node, severity: Literal["error", "warning"]) -> Iterator[Check]:
    types = node.value if isinstance(node.value, dict) else {}
    for name, word in types.items():
        yield Check(
            type="schema",
            kind="type",
            columns=(str(name),),
            declared_type=of_sql(word) if isinstance(word, str) else None,
            severity=severity,
            line=node.at(name).line,
        )
