"""Crawls JSON Schema files that describe the records of a data file.

Most schemas are about configuration or messages. One counts where a data file names it by `$schema`, or where a data
file of the same name stands beside it: `orders.schema.json` describes `orders.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from debt_pipelines.catalog.kinds import kind_of, suffix_of
from debt_pipelines.catalog.tabular.lattice import LogicalType, of_words
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.constraints import constraint_checks
from debt_pipelines.crawlers.declared_table import Check, DeclaredColumn, DeclaredTable, rows_of, sources_of
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.document_node import Node, open_document
from debt_pipelines.project.locations import folder_of, locate
from debt_pipelines.project.project import Project

CRAWLER = "json_schema"
_TOOL = "jsonschema"
_SUFFIXES = (".schema.json", ".schema.yaml", ".schema.yml")
_HEAD_BYTES = 1024
_NAMED = re.compile(rb'"\$schema"\s*:\s*"([^"]+)"')
_FORMATS = {"date": "date", "date-time": "timestamp", "time": "time"}
_MAX_DEPTH = 8


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of the schemas that are bound to a data file; the others are passed over."""
    for path, data in sorted(_bound(project).items()):
        try:
            top = open_document(project, path)
        except UnreadableError as error:
            yield from sources_of(path, CRAWLER, error)
            continue
        table = _table(top, data)
        if table is not None:
            yield from sources_of(path, CRAWLER, None)
            yield from rows_of(table)


def _bound(project: Project) -> dict[str, list[str]]:
    """The data files of each schema."""
    schemas = project.paths(suffixes=_SUFFIXES)
    beside: dict[str, list[str]] = {path: [] for path in schemas}
    stems = {path[: -len(suffix)]: path for path in schemas for suffix in _SUFFIXES if path.lower().endswith(suffix)}
    for path in project.paths() if stems else ():
        stem = f"{folder_of(path)}/{path.rpartition('/')[2].partition('.')[0]}".lstrip("/")
        if stem in stems and path != stems[stem] and _is_data(path):
            beside[stems[stem]].append(path)
    for path, schema in _named_schemas(project):
        beside.setdefault(schema, []).append(path)
    return {schema: sorted(set(data)) for schema, data in beside.items() if data}


def _is_data(path: str) -> bool:
    is_schema = path.lower().endswith(_SUFFIXES)
    return not is_schema and (kind_of(path) == "table" or suffix_of(path) == "json")


def _named_schemas(project: Project) -> Iterator[tuple[str, str]]:
    """The JSON files that name a schema of the project in their first bytes."""
    names = project.paths(suffixes=(".json",))
    if not any("schema" in path.lower() for path in names):
        return
    for path, head in project.read_many(names, max_bytes=_HEAD_BYTES):
        found = None if isinstance(head, UnreadableError) else _NAMED.search(head)
        if found and b"://" not in found[1]:
            location = locate(folder_of(path), found[1].decode(errors="replace"))
            if location.path in project.files and location.path != path:
                yield path, location.path


def _table(top: Node, data: list[str]) -> DeclaredTable | None:
    """What a schema says of the records, be they one by one or in a list; None when it describes no records."""
    record = _record(top, top)
    if record is None:
        return None
    text = top.text("description") or record.text("description") or top.text("title")
    table = DeclaredTable(
        suite=top.path.rpartition("/")[2],
        tool=_TOOL,
        path=top.path,
        line=1,
        references=data,
        is_bound=True,
        is_complete=record.at("additionalProperties").value is False,
        text=text,
        text_line=top.at("description").line,
    )
    _add_properties(table, top, record, "", 0)
    return table if table.columns else None


def _record(top: Node, node: Node) -> Node | None:
    node = _followed(top, node)
    if isinstance(node.at("items").value, dict):
        node = _followed(top, node.at("items"))
    return node if isinstance(node.at("properties").value, dict) else None


def _followed(top: Node, node: Node) -> Node:
    """What a reference within the file leads to; of several ways to write it down, the only one that is not null."""
    for _step in range(_MAX_DEPTH):
        reference = node.text("$ref") or ""
        options = [option for option in (*node.items("anyOf"), *node.items("oneOf")) if option.text("type") != "null"]
        if reference.startswith("#/"):
            node = top
            for part in reference[2:].split("/"):
                node = node.at(part.replace("~1", "/").replace("~0", "~"))
        elif len(options) == 1 and node.at("type").value is None:
            node = options[0]
        else:
            break
    return node


def _add_properties(table: DeclaredTable, top: Node, record: Node, prefix: str, depth: int) -> None:
    required = set(record.words("required"))
    for own, written in record.entries("properties").items():
        node, name = _followed(top, written), f"{prefix}{own}"
        texts = [place.at("description") for place in (written, node) if place.text("description")]
        table.columns.append(
            DeclaredColumn(
                name=name,
                text=texts[0].value.strip() if texts else None,
                declared_type=_type_of(node),
                line=texts[0].line if texts else written.line,
            )
        )
        if own in required:
            is_nullable = "null" in _words(node) or (node is not written and "null" in str(written.value))
            table.checks.append(
                Check(
                    type="required",
                    kind="presence" if is_nullable else "nullness",
                    columns=(name,),
                    limits={},
                    line=record.at("required").line,
                )
            )
        table.checks.extend(
            check for check in constraint_checks(name, node, is_searched=True) if check.type != "required"
        )
        inner = _followed(top, node.at("items")) if isinstance(node.at("items").value, dict) else node
        if depth < _MAX_DEPTH:
            _add_properties(table, top, inner, f"{name}[]." if inner is not node else f"{name}.", depth + 1)


def _words(node: Node) -> list[str]:
    return node.words("type")


def _type_of(node: Node) -> LogicalType | None:
    """The one type that values have, null set aside."""
    words = [word for word in _words(node) if word != "null"]
    if len(words) != 1:
        return None
    word: Any = words[0]
    return of_words(_FORMATS.get(node.text("format") or "", word) if word == "string" else word)
