"""Crawls CSV on the Web: `*-metadata.json` files with the columns, types, keys and descriptions of text tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from debt_pipelines.catalog.kinds import suffix_of
from debt_pipelines.catalog.tabular.lattice import LogicalType, of_words
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.file_rows import description_row, file_source, json_of
from debt_pipelines.model.data_rows import Assertion, AssertionKind, Description, Sighting
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.document_node import Node
from debt_pipelines.project.documents import load_document
from debt_pipelines.project.linked_data import plain_text, plain_texts
from debt_pipelines.project.locations import folder_of, locate
from debt_pipelines.project.project import Project

CRAWLER = "csvw"
_SUFFIX = "-metadata.json"
_MARK = re.compile(r'"(https?://www\.w3\.org/ns/csvw|tableSchema|csvw:[^"]*)"')
_TEXTS = ("dc:description", "dcterms:description", "schema:description", "description", "rdfs:comment")
_TITLES = ("dc:title", "dcterms:title", "schema:name", "rdfs:label")
_LIMITS: dict[str, AssertionKind] = dict.fromkeys(
    "minimum maximum minInclusive maxInclusive minExclusive maxExclusive length minLength maxLength".split(), "range"
)
_KEY: tuple[AssertionKind, ...] = ("uniqueness", "nullness")
_IN_TEXT = frozenset({"date", "timestamp", "time", "boolean", "number", "integer"})
"""Types whose values a `format` may spell in a way that no reader takes for them."""
_Check = tuple[Node, str, str, AssertionKind, Any]
"""Where a check stands, its name, its column, its kind, and what it allows."""


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all metadata files; tables at a URL are passed over."""
    for path in project.paths(suffixes=(_SUFFIX,)):
        try:
            text = project.text(path)
            if not _MARK.search(text):
                continue
            top = Node(path, load_document(path, text), ())
        except UnreadableError as error:
            yield file_source(CRAWLER, path, error)
            continue
        yield file_source(CRAWLER, path)
        for table in [*top.items("tables"), top]:
            yield from _table_rows(table)


def _table_rows(table: Node) -> Iterator[Row]:
    path = _data_path(table)
    schema = table.at("tableSchema")
    if path is None or not isinstance(schema.value, dict):
        return
    names = {column.text("name"): column for column in schema.items("columns")}
    keys = [_column_name(names[key]) or key if key in names else key for key in schema.words("primaryKey")]
    yield Sighting(
        path=path,
        crawler=CRAWLER,
        kind="table",
        format=suffix_of(path) or None,
        is_schema_declared=bool(names),
        primary_key=",".join(keys) or None,
        source_path=table.path,
        line=table.line,
    )
    said = next((node for key in (*_TEXTS, *_TITLES) if plain_text((node := table.at(key)).value)), None)
    if said:
        yield description_row(CRAWLER, said.path, path, None, plain_text(said.value), line=said.line)
    for column in schema.items("columns"):
        yield from _column_rows(column, path)
    unique: list[_Check] = [(schema.at("primaryKey"), "primaryKey", key, kind, True) for key in keys for kind in _KEY]
    for position, check in enumerate([*_checks(schema), *unique]):
        yield _assertion(path, position, check)


def _data_path(table: Node) -> str | None:
    """The table in the project that is described: the one named, or the one that the name of the file is made of."""
    url = table.text("url")
    if url is None:
        is_own = not table.keys and table.at("tableSchema").value is not None
        name = table.path.removesuffix(_SUFFIX)
        return name if is_own and suffix_of(name) else None
    location = locate(folder_of(table.path), url)
    return None if location.is_external or not location.path else location.path


def _column_name(column: Node) -> str | None:
    """The name at the top of the column: its title, or else its name."""
    return plain_text(column.at("titles").value) or plain_text(column.at("title").value) or column.text("name")


def _column_rows(column: Node, path: str) -> Iterator[Description]:
    name = _column_name(column)
    if name is None or column.at("virtual").value is True:
        return
    said = next((node for key in _TEXTS if plain_text((node := column.at(key)).value)), None)
    text = " ".join(plain_texts(said.value)) if said else None
    place, declared = said or column, _declared_type(column)
    yield description_row(CRAWLER, place.path, path, name, text, line=place.line, declared_type=declared)


def _declared_type(column: Node) -> LogicalType | None:
    datatype = column.at("datatype")
    word = datatype.value if isinstance(datatype.value, str) else datatype.text("base")
    declared = "string" if word == "anyURI" else of_words(word) if word else None
    return None if declared in _IN_TEXT and datatype.at("format").value is not None else declared


def _checks(schema: Node) -> Iterator[_Check]:
    for column in schema.items("columns"):
        name, datatype = _column_name(column), column.at("datatype")
        if name is None:
            continue
        if column.at("required").value is True:
            yield column.at("required"), "required", name, "nullness", True
        for limit, kind in _LIMITS.items():
            if (value := datatype.at(limit).value) is not None:
                yield datatype.at(limit), limit, name, kind, value
        if datatype.text("base") in (None, "string") and (pattern := datatype.text("format")):
            yield datatype.at("format"), "format", name, "pattern", pattern
    for foreign_key in schema.items("foreignKeys"):
        for name in foreign_key.words("columnReference"):
            yield foreign_key, "foreignKeys", name, "relation", True


def _assertion(path: str, position: int, check: _Check) -> Assertion:
    node, name, column, kind, value = check
    return Assertion(
        reference=path,
        reference_source="declared",
        suite=path,
        position=position,
        tool=CRAWLER,
        type=name,
        column=column,
        kind=kind,
        strength=1.0,
        limits=json_of({name: value}),
        path=node.path,
        line=node.line,
    )
