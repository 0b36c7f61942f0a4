"""Crawls Croissant: the record sets, fields, types and descriptions that a JSON-LD file gives to data files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from debt_pipelines.catalog.tabular.lattice import LogicalType, of_words
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.file_rows import description_row, file_source
from debt_pipelines.model.data_rows import Description
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.document_node import Node
from debt_pipelines.project.documents import load_document
from debt_pipelines.project.linked_data import identifier, plain_text, plain_texts
from debt_pipelines.project.locations import folder_of, locate
from debt_pipelines.project.project import Project

CRAWLER = "croissant"
_NAME = re.compile(r"(^|/)([^/]*croissant[^/]*\.json(ld)?|metadata\.json(ld)?|[^/]*\.jsonld)$", re.IGNORECASE)
_MARK = re.compile(r"mlcommons\.org/croissant|\"(cr:|ml:)?recordSet\"")
_NAMESPACE = re.compile(r"^(https?://[^#]*[/#]|[a-z]{2,4}:)")
_SOURCES = ("fileObject", "fileSet", "distribution")


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Descriptions of the data that each file is about, with one source row per file."""
    for path in filter(_NAME.search, project.paths(suffixes=(".json", ".jsonld"))):
        try:
            text = project.text(path)
            if not _MARK.search(text):
                continue
            top = Node(path, load_document(path.lower().removesuffix("ld"), text), ())
        except UnreadableError as error:
            yield file_source(CRAWLER, path, error)
            continue
        yield file_source(CRAWLER, path)
        yield from _Croissant(top, project).rows()


@dataclass(frozen=True, slots=True)
class _Field:
    """One field of a record set: the file it is read from, and the column there."""

    node: Node
    reference: str | None
    column: str


class _Croissant:
    """One file: what its identifiers mean in the project, and what its fields say."""

    def __init__(self, top: Node, project: Project) -> None:
        self.top = top
        self.project = project
        self.files = {
            name: reference
            for entry in top.items("distribution")
            if (reference := self.reference(entry))
            for name in (entry.text("@id"), entry.text("name"))
            if name
        }

    def rows(self) -> Iterator[Description]:
        record_sets = self.top.items("recordSet")
        described: set[str] = set()
        for records in record_sets:
            fields = list(self.fields(records))
            for field in fields:
                if field.reference is not None:
                    yield _column(field)
            main = Counter(field.reference for field in fields if field.reference).most_common(1)
            nodes = [records, *self.distributions(main), *([self.top] if len(record_sets) == 1 else [])]
            said = next((node.at("description") for node in nodes if plain_text(node.at("description").value)), None)
            if main and said is not None and main[0][0] not in described:
                described.add(main[0][0])
                yield description_row(CRAWLER, said.path, main[0][0], None, _text(said), line=said.line)

    def distributions(self, main: list[tuple[str, int]]) -> list[Node]:
        """The entry of the file that a record set is mostly read from."""
        return [entry for entry in self.top.items("distribution") if main and self.reference(entry) == main[0][0]]

    def reference(self, entry: Node) -> str | None:
        """The path of a file, or the pattern of a set of files, as this project would name it."""
        written = entry.text("contentUrl") or next(iter(entry.words("includes")), None) or entry.text("name")
        if written is None:
            return None
        location = locate(folder_of(self.top.path), written)
        if not location.is_external:
            return location.path
        name = location.path.rpartition("/")[2]
        beside = f"{folder_of(self.top.path)}/{name}".lstrip("/")
        is_here = self.project.exists(beside) or self.project.exists(f"{beside}.dvc")
        return beside if is_here else name or None

    def fields(self, records: Node) -> Iterator[_Field]:
        for node in records.items("field"):
            source = node.at("source")
            linked = (identifier(source.at(key).value) for key in _SOURCES)
            file = next((self.files[name] for name in linked if name in self.files), None)
            extract = source.at("extract")
            is_path = extract.value is not None and extract.text("column") is None
            name = extract.text("column") or node.text("name") or (node.text("@id") or "").rpartition("/")[2]
            if name and not is_path:
                yield _Field(node, file, name)


def _column(field: _Field) -> Description:
    said = field.node.at("description")
    is_said = plain_text(said.value) is not None
    types = [declared for word in plain_texts(field.node.at("dataType").value) if (declared := _type(word))]
    is_list = field.node.at("repeated").value is True or field.node.at("isArray").value is True
    declared = "list" if is_list else types[0] if len(set(types)) == 1 else None
    place = said if is_said else field.node
    return description_row(
        CRAWLER, place.path, field.reference, field.column, _text(said), line=place.line, declared_type=declared
    )


def _text(said: Node) -> str | None:
    return " ".join(plain_texts(said.value)) or None


def _type(word: str) -> LogicalType | None:
    plain = _NAMESPACE.sub("", word)
    return "string" if plain == "URL" else of_words(plain)
