"""Crawls Frictionless data packages and resources: declared columns, descriptions, constraints, keepers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from debt_pipelines.catalog.kinds import kind_of, suffix_of
from debt_pipelines.catalog.tabular.lattice import LogicalType, of_words
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.constraints import constraint_checks
from debt_pipelines.crawlers.declared_table import Check, DeclaredTable, rows_of
from debt_pipelines.crawlers.file_rows import file_source
from debt_pipelines.model.data_rows import AssertionKind, Description, Owner, Sighting
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.document_node import Node, open_document
from debt_pipelines.project.locations import folder_of, locate
from debt_pipelines.project.project import Project

CRAWLER = "datapackage"
_NAMES = ("datapackage.json", "datapackage.yaml", "datapackage.yml")
_RESOURCE_SUFFIXES = (".resource.json", ".resource.yaml", ".resource.yml")
_WRITTEN_AS_TEXT = frozenset({"duration", "yearmonth"})
"""Types whose values stand as text in a file, whatever it is."""
_WAYS_TO_WRITE = ("decimalChar", "groupChar", "trueValues", "falseValues")
_TOOL = "frictionless"
_ALL_FIELDS = ("exact", "equal")
"""How the fields of a schema match those of the data where there may be no others, and none may be missing."""
_KEEPER_ROLES = ("maintainer", "publisher", "author")


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all data packages and single resources; data that stands inline or at a URL is passed over."""
    reader = _Reader(project)
    for path in project.paths(names=_NAMES, suffixes=_RESOURCE_SUFFIXES):
        rows, problem = _file_rows(reader, path)
        yield file_source(CRAWLER, path, problem)
        yield from rows
    for path, problem in sorted(reader.schema_files.items()):
        yield file_source(CRAWLER, path, problem)


@dataclass(slots=True)
class _Reader:
    """Reads the files of a project and keeps the table schemas that stand in files of their own."""

    project: Project
    schemas: dict[str, Node] = field(default_factory=dict)
    schema_files: dict[str, UnreadableError | None] = field(default_factory=dict)

    def read(self, path: str) -> Node:
        return open_document(self.project, path)

    def schema(self, resource: Node) -> Node:
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

    def paths(self, resource: Node) -> list[str]:
        """The data files of a resource; in a package apart from its data, the files that end so."""
        located = [locate(folder_of(resource.path), written) for written in resource.words("path")]
        inside = [location.path for location in located if location.path and not location.is_external]
        return [self._present(path) for path in inside]

    def _present(self, path: str) -> str:
        if path in self.project.files or f"{path}.dvc" in self.project.files:
            return path
        ending = [known for known in self.project.files if known.endswith(f"/{path}")]
        return ending[0] if len(ending) == 1 else path

    def _schema_file(self, path: str) -> Node | None:
        self.schema_files[path] = None
        try:
            return self.read(path)
        except UnreadableError as error:
            self.schema_files[path] = error
            return None


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


def _resource_rows(reader: _Reader, resource: Node, package: Node | None) -> Iterator[Row]:
    """Rows of one resource; a package given lends it words when it has none of its own."""
    schema = reader.schema(resource)
    for path in reader.paths(resource):
        yield _sighting(resource, schema, path)
        yield from _dataset_description(resource, package, path)
        is_whole = all(word in _ALL_FIELDS for word in schema.words("fieldsMatch"))
        for column in schema.items("fields"):
            yield from _column_description(column, path, CRAWLER if is_whole else _TOOL)
        yield from rows_of(_checks(resource, schema, path))


def _sighting(resource: Node, schema: Node, path: str) -> Sighting:
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


def _dataset_description(resource: Node, package: Node | None, path: str) -> Iterator[Description]:
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


def _column_description(column: Node, path: str, tool: str) -> Iterator[Description]:
    name, text = column.text("name"), column.text("description")
    if name:
        yield Description(
            subject_kind="column",
            reference=path,
            column=name,
            text=text,
            declared_type=_declared_type(column),
            tool=tool,
            path=column.path,
            line=column.at("description").line if text else column.line,
        )


def _declared_type(column: Node) -> LogicalType | None:
    """The type of a column; None when its values are written in a way of their own, which no reader takes for it."""
    has_own_way = any(column.at(key).value is not None for key in _WAYS_TO_WRITE)
    word, written = column.text("type") or "", column.text("format") or "default"
    is_text = word in _WRITTEN_AS_TEXT or (written != "default" and word != "string")
    return None if has_own_way or is_text else of_words(word)


def _checks(resource: Node, schema: Node, path: str) -> DeclaredTable:
    """The checks that a schema makes of a file."""
    table = DeclaredTable(
        suite=resource.text("name") or path, tool=_TOOL, path=schema.path, references=[path], is_bound=True
    )
    for column in schema.items("fields"):
        name = column.text("name")
        if name:
            table.checks.extend(constraint_checks(name, column.at("constraints")))
            table.checks.extend(_categories(name, column))
    for name in schema.words("primaryKey"):
        key = schema.at("primaryKey")
        table.checks.extend((_of_key(key, name, "uniqueness"), _of_key(key, name, "nullness")))
    unique = schema.at("uniqueKeys")
    for names in unique.value if isinstance(unique.value, list) else ():
        for name in names if isinstance(names, list) else ():
            if isinstance(name, str):
                table.checks.append(_of_key(unique, name, "uniqueness"))
    for foreign_key in schema.items("foreignKeys"):
        for name in foreign_key.words("fields"):
            table.checks.append(
                Check(type="fields", kind="relation", columns=(name,), line=foreign_key.at("fields").line)
            )
    return table


def _of_key(key: Node, name: str, kind: AssertionKind) -> Check:
    return Check(type=str(key.keys[-1]), kind=kind, columns=(name,), limits={}, line=key.line)


def _categories(name: str, column: Node) -> Iterator[Check]:
    """The values a column may have, which stand alone or with a label each."""
    listed = column.at("categories").value
    entries = listed if isinstance(listed, list) else []
    values = [entry.get("value") if isinstance(entry, dict) else entry for entry in entries]
    if values:
        line = column.at("categories").line
        yield Check(type="categories", kind="domain", columns=(name,), limits={"values": values}, line=line)


def _owner_rows(package: Node, paths: list[str]) -> Iterator[Owner]:
    keepers = _keepers(package)
    if not keepers:
        return
    line = min(keeper.line or 1 for keeper in keepers)
    owner = ", ".join(dict.fromkeys(map(_name, keepers)))
    for path in paths:
        yield Owner(pattern=path, owner=owner, tool=CRAWLER, path=package.path, line=line)


def _keepers(package: Node) -> list[Node]:
    """The people or teams of the role that says most about who keeps the data up."""
    listed = {role: package.items(f"{role}s") for role in _KEEPER_ROLES}
    for contributor in package.items("contributors"):
        for role in (*contributor.words("role"), *contributor.words("roles")):
            if role.lower() in listed:
                listed[role.lower()].append(contributor)
    named = ([node for node in listed[role] if _name(node)] for role in _KEEPER_ROLES)
    return next((nodes for nodes in named if nodes), [])


def _name(keeper: Node) -> str:
    return keeper.text("title") or keeper.text("name") or ""
