"""Crawls Frictionless data packages and resources: declared columns, descriptions, constraints, keepers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from debt_pipelines.catalog.kinds import kind_of, suffix_of
from debt_pipelines.catalog.tabular.lattice import LogicalType, of_words
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import Assertion, AssertionKind, Description, Owner, Sighting, Source
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.documents import load_document
from debt_pipelines.project.locations import folder_of, locate
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import Path, YamlDocument

CRAWLER = "datapackage"
_NAMES = ("datapackage.json", "datapackage.yaml", "datapackage.yml")
_RESOURCE_SUFFIXES = (".resource.json", ".resource.yaml", ".resource.yml")
_WRITTEN_AS_TEXT = frozenset({"duration", "yearmonth"})
"""Types whose values stand as text in a file, whatever it is."""
_WAYS_TO_WRITE = ("decimalChar", "groupChar", "trueValues", "falseValues")
_CONSTRAINTS: dict[str, AssertionKind] = {
    "required": "nullness",
    "unique": "uniqueness",
    "enum": "domain",
    "pattern": "pattern",
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), "range"),
    **dict.fromkeys(("minLength", "maxLength"), "range"),
}
_ANY_TEXT = frozenset({".*", "^.*$", "(.*)", "^(.*)$", r"[\s\S]*"})
_KEEPER_ROLES = ("maintainer", "publisher", "author")


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all data packages and single resources; data that stands inline or at a URL is passed over."""
    reader = _Reader(project)
    for path in project.paths(names=_NAMES, suffixes=_RESOURCE_SUFFIXES):
        rows, problem = _file_rows(reader, path)
        yield _source(path, problem)
        yield from rows
    for path, problem in sorted(reader.schema_files.items()):
        yield _source(path, problem)


def _source(path: str, problem: UnreadableError | None) -> Source:
    return Source(
        path=path,
        crawler=CRAWLER,
        kind="description",
        status="error" if problem else "read",
        error=problem.message if problem else None,
        line=problem.line if problem else None,
    )


@dataclass(slots=True)
class _Reader:
    """Reads the files of a project and keeps the table schemas that stand in files of their own."""

    project: Project
    schemas: dict[str, _Node] = field(default_factory=dict)
    schema_files: dict[str, UnreadableError | None] = field(default_factory=dict)

    def read(self, path: str) -> _Node:
        return _Node(path, load_document(path, self.project.text(path)), ())

    def schema(self, resource: _Node) -> _Node:
        """The table schema of a resource, wherever it stands; an empty one when there is none to read."""
        schema = resource.at("schema")
        if not isinstance(schema.value, str):
            return schema
        location = locate(folder_of(resource.path), schema.value)
        if location.is_external or location.path not in self.project.files:
            return schema
        if location.path not in self.schema_files:
            self.schemas[location.path] = self._schema_file(location.path) or schema
        return self.schemas[location.path]

    def paths(self, resource: _Node) -> list[str]:
        """The data files of a resource; in a package apart from its data, the files that end so."""
        located = [locate(folder_of(resource.path), written) for written in resource.words("path")]
        inside = [location.path for location in located if location.path and not location.is_external]
        return [self._present(path) for path in inside]

    def _present(self, path: str) -> str:
        if path in self.project.files or f"{path}.dvc" in self.project.files:
            return path
        ending = [known for known in self.project.files if known.endswith(f"/{path}")]
        return ending[0] if len(ending) == 1 else path

    def _schema_file(self, path: str) -> _Node | None:
        self.schema_files[path] = None
        try:
            return self.read(path)
        except UnreadableError as error:
            self.schema_files[path] = error
            return None


@dataclass(frozen=True, slots=True)
class _Node:
    """One place in a document: its value, and the nodes below it, whatever shape they really have."""

    path: str
    document: YamlDocument
    keys: Path

    @property
    def value(self) -> Any:
        value = self.document.data
        for key in self.keys:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    @property
    def line(self) -> int | None:
        return self.document.line(*self.keys)

    def at(self, key: str) -> _Node:
        """The node under a key; its value is None when there is none."""
        return _Node(self.path, self.document, (*self.keys, key))

    def items(self, key: str) -> list[_Node]:
        """The mappings in the list under a key."""
        entries = self.at(key).value
        if not isinstance(entries, list):
            return []
        return [
            _Node(self.path, self.document, (*self.keys, key, index))
            for index, entry in enumerate(entries)
            if isinstance(entry, dict)
        ]

    def text(self, key: str) -> str | None:
        """The text under a key, without white space around it; None when there is none."""
        value = self.at(key).value
        return value.strip() or None if isinstance(value, str) else None

    def words(self, key: str) -> list[str]:
        """The text, or the list of texts, under a key."""
        value = self.at(key).value
        words = value if isinstance(value, list) else [value]
        return [word for word in words if isinstance(word, str) and word]


def _file_rows(reader: _Reader, path: str) -> tuple[list[Row], UnreadableError | None]:
    """The rows of one file, and what is wrong with it, if anything."""
    try:
        package = reader.read(path)
    except UnreadableError as error:
        return [], error
    if not isinstance(package.value, dict):
        return [], UnreadableError("a mapping is expected at the top", line=1)
    if path.lower().endswith(_RESOURCE_SUFFIXES):
        rows = list(_resource_rows(reader, package, None))
        return [*rows, *_owner_rows(package, reader.paths(package))], None
    listed = package.at("resources")
    if listed.value is not None and not isinstance(listed.value, list):
        return [], UnreadableError("`resources` is not a list", line=listed.line)
    resources = package.items("resources")
    lender = package if len(resources) == 1 else None
    rows = [row for resource in resources for row in _resource_rows(reader, resource, lender)]
    rows.extend(_owner_rows(package, [data for resource in resources for data in reader.paths(resource)]))
    broken = [index for index, entry in enumerate(listed.value or []) if not isinstance(entry, dict)]
    if broken:
        line = package.document.line("resources", broken[0])
        return rows, UnreadableError(f"resource {broken[0] + 1} is not a mapping", line=line)
    return rows, None


def _resource_rows(reader: _Reader, resource: _Node, package: _Node | None) -> Iterator[Row]:
    """Rows of one resource; a package given lends it words when it has none of its own."""
    schema = reader.schema(resource)
    for path in reader.paths(resource):
        yield _sighting(resource, schema, path)
        yield from _dataset_description(resource, package, path)
        for column in schema.items("fields"):
            yield from _column_description(column, path)
        yield from _assertions(resource, schema, path)


def _sighting(resource: _Node, schema: _Node, path: str) -> Sighting:
    is_schema_declared = bool(schema.items("fields"))
    written_format = resource.text("format")
    return Sighting(
        path=path,
        crawler=CRAWLER,
        kind="table" if is_schema_declared else kind_of(path),
        format=written_format.lower() if written_format else suffix_of(path) or None,
        is_schema_declared=is_schema_declared,
        primary_key=",".join(schema.words("primaryKey")) or None,
        source_path=resource.path,
        line=resource.at("path").line,
    )


def _dataset_description(resource: _Node, package: _Node | None, path: str) -> Iterator[Description]:
    texts = [node.at(key) for node in (resource, package) if node for key in ("description", "title")]
    said = next((text for text in texts if isinstance(text.value, str) and text.value.strip()), None)
    if said:
        yield Description(
            subject_kind="dataset",
            reference=path,
            column=None,
            text=said.value.strip(),
            tool=CRAWLER,
            path=said.path,
            line=said.line,
        )


def _column_description(column: _Node, path: str) -> Iterator[Description]:
    name, text = column.text("name"), column.text("description")
    if name:
        yield Description(
            subject_kind="column",
            reference=path,
            column=name,
            text=text,
            declared_type=_declared_type(column),
            tool=CRAWLER,
            path=column.path,
            line=column.at("description").line if text else column.line,
        )


def _declared_type(column: _Node) -> LogicalType | None:
    """The type of a column; None when its values are written in a way of their own, which no reader takes for it."""
    has_own_way = any(column.at(key).value is not None for key in _WAYS_TO_WRITE)
    word, written = column.text("type") or "", column.text("format") or "default"
    is_text = word in _WRITTEN_AS_TEXT or (written != "default" and word != "string")
    return None if has_own_way or is_text else of_words(word)


def _assertions(resource: _Node, schema: _Node, path: str) -> Iterator[Assertion]:
    suite = resource.text("name") or path
    for position, (node, column, kind) in enumerate(_checks(schema)):
        name = str(node.keys[-1])
        is_vacuous = name == "pattern" and str(node.value) in _ANY_TEXT
        yield Assertion(
            reference=path,
            reference_source="declared",
            suite=suite,
            position=position,
            tool="frictionless",
            type=name,
            column=column,
            kind=kind,
            strength=0.0 if is_vacuous else 1.0,
            vacuous_reason=f"the pattern `{node.value}` matches every text" if is_vacuous else None,
            path=node.path,
            line=node.line,
        )


def _checks(schema: _Node) -> Iterator[tuple[_Node, str, AssertionKind]]:
    for column in schema.items("fields"):
        name, constraints = column.text("name"), column.at("constraints")
        for constraint, kind in _CONSTRAINTS.items():
            value = constraints.at(constraint).value
            if name and value is not None and value is not False:
                yield constraints.at(constraint), name, kind
    for name in schema.words("primaryKey"):
        yield schema.at("primaryKey"), name, "uniqueness"
        yield schema.at("primaryKey"), name, "nullness"
    for foreign_key in schema.items("foreignKeys"):
        for name in foreign_key.words("fields"):
            yield foreign_key.at("fields"), name, "relation"


def _owner_rows(package: _Node, paths: list[str]) -> Iterator[Owner]:
    keepers = _keepers(package)
    if not keepers:
        return
    line = min(keeper.line or 1 for keeper in keepers)
    owner = ", ".join(dict.fromkeys(map(_name, keepers)))
    for path in paths:
        yield Owner(pattern=path, owner=owner, tool=CRAWLER, path=package.path, line=line)


def _keepers(package: _Node) -> list[_Node]:
    """The people or teams of the role that says most about who keeps the data up."""
    listed = {role: package.items(f"{role}s") for role in _KEEPER_ROLES}
    for contributor in package.items("contributors"):
        for role in (*contributor.words("role"), *contributor.words("roles")):
            if role.lower() in listed:
                listed[role.lower()].append(contributor)
    named = ([node for node in listed[role] if _name(node)] for role in _KEEPER_ROLES)
    return next((nodes for nodes in named if nodes), [])


def _name(keeper: _Node) -> str:
    return keeper.text("title") or keeper.text("name") or ""
