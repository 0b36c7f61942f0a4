"""Crawls Avro schema files (`.avsc`): columns with their types, texts, enumerations, and which may be null.

A schema is bound to the data file of the same name, beside it or wherever in the project it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from debt_pipelines.catalog.kinds import kind_of
from debt_pipelines.catalog.tabular.avro_types import arrow_schema
from debt_pipelines.catalog.tabular.lattice import LogicalType, of_arrow
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.declared_table import Check, DeclaredColumn, DeclaredTable, rows_of, sources_of
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.document_node import Node
from debt_pipelines.project.documents import load_document
from debt_pipelines.project.project import Project

CRAWLER = "avro_schema"
_TOOL = "avsc"


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all schemas of records."""
    for path in project.paths(suffixes=(".avsc",)):
        try:
            top = Node(path, load_document(f"{path}.json", project.text(path)), ())
            table = _table(project, top)
        except UnreadableError as error:
            yield from sources_of(path, CRAWLER, error)
            continue
        yield from sources_of(path, CRAWLER, None)
        if table is not None:
            yield from rows_of(table)


def _table(project: Project, top: Node) -> DeclaredTable | None:
    if not isinstance(top.value, dict) or top.text("type") != "record":
        return None
    types = _types(top.value)
    beside = _beside(project, top.path)
    stem = top.path.rpartition("/")[2].partition(".")[0]
    table = DeclaredTable(
        suite=top.text("name") or stem,
        tool=_TOOL,
        path=top.path,
        line=top.line,
        references=beside or [stem],
        is_bound=bool(beside),
        text=top.text("doc"),
        text_line=top.at("doc").line,
    )
    for field in top.items("fields"):
        name = field.text("name")
        if name is not None:
            text = field.text("doc")
            line = field.at("doc").line if text else field.line
            table.columns.append(DeclaredColumn(name=name, text=text, declared_type=types.get(name), line=line))
            table.checks.extend(_checks(field, name))
    return table


def _beside(project: Project, path: str) -> list[str]:
    """The tables of the same name in the same folder."""
    stem = path[: -len(".avsc")]
    return [known for known in project.paths() if known.startswith(f"{stem}.") and kind_of(known) == "table"]


def _types(schema: dict[str, Any]) -> dict[str, LogicalType | None]:
    """The types of the columns; of a schema that is not sound, none."""
    try:
        columns = arrow_schema(schema)
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise UnreadableError(f"not a sound Avro schema: {error}", line=1) from error
    return {column.name: of_arrow(column.type) for column in columns or ()}


def _checks(field: Node, name: str) -> Iterator[Check]:
    """What the type of a field allows: whether null is among it, and which symbols."""
    options = field.at("type").value
    listed = options if isinstance(options, list) else [options]
    if "null" not in listed:
        yield Check(type="not null", kind="nullness", columns=(name,), limits={}, line=field.line)
    for option in listed:
        symbols = option.get("symbols") if isinstance(option, dict) and option.get("type") == "enum" else None
        if isinstance(symbols, list):
            yield Check(type="enum", kind="domain", columns=(name,), limits={"values": symbols}, line=field.line)
