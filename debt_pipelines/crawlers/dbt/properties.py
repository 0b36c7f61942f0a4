"""What the properties YAML of a project declares: tables and columns, their descriptions, tests and owners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from debt_pipelines.crawlers.dbt.jinja import SourceTable
from debt_pipelines.crawlers.dbt.nodes import Everything, Nodes, source_reference
from debt_pipelines.crawlers.dbt.owners import group_owners, owner_of
from debt_pipelines.project.document_node import Node

_NODE_SECTIONS = ("models", "seeds", "snapshots")


@dataclass(slots=True)
class Table:
    """One table that a properties file declares: a node, one version of it, or a table of a source."""

    name: str
    reference: str
    node: Node
    columns: list[Node]
    parents: tuple[Node, ...] = ()
    """What lends it its settings: the source of a table, the model of a version."""
    is_source: bool = False
    owner: tuple[str, Node] | None = None

    @property
    def is_in_warehouse(self) -> bool:
        """Whether it is no file of the project."""
        return self.reference.startswith("dbt://")

    def first(self, *keys: str) -> Node | None:
        """The place nearest to the table where a setting stands, written as such or under `config`."""
        for node in (self.node, *self.parents):
            for place in (node.at("config"), node):
                for key in keys:
                    if isinstance(place.value, dict) and key in place.value:
                        return place.at(key)
        return None


def register(document: Node, nodes: Nodes, everything: Everything) -> None:
    """Note the names that a file gives to others: tables of sources, versions of models, groups."""
    project = nodes.project.name
    for source, table in _source_tables(document):
        package = source.text("overrides") or project
        named = SourceTable(source.text("name") or "", table.text("name") or "")
        everything.sources[project, named] = source_reference(package, named.source, named.table)
    for model in document.items("models"):
        latest, name = latest_version(model), model.text("name")
        if latest is not None and name:
            nodes.versions[name] = f"{name}.v{latest}"
            nodes.version_files.update(_version_files(model, name, latest))
    everything.groups.update({(project, name): owner for name, owner in group_owners(document).items()})


def declared_tables(document: Node, nodes: Nodes, everything: Everything) -> Iterator[Table]:
    """The tables of one properties file that are not switched off."""
    for section in _NODE_SECTIONS:
        for node in document.items(section):
            name = node.text("name")
            if name and name not in nodes.off:
                tables = _versions(node, name, nodes) if section == "models" else []
                yield from tables or [Table(name, nodes.reference(name), node, node.items("columns"))]
    for source, table in _source_tables(document):
        named = SourceTable(source.text("name") or "", table.text("name") or "")
        reference = everything.sources[nodes.project.name, named]
        columns = table.items("columns")
        yield Table(f"{named.source}.{named.table}", reference, table, columns, (source,), is_source=True)


def with_owner(table: Table, nodes: Nodes, everything: Everything) -> Table:
    """The table with the owner that its `meta` or its group names."""
    stated = next((owner for node in (table.node, *table.parents) if (owner := owner_of(node))), None)
    group = table.first("group")
    name, place = (group.value, group) if group else (_group_of_folder(table, nodes), table.node)
    of_group = everything.groups.get((nodes.project.name, str(name)))
    found = stated or ((of_group, place) if of_group else None)
    table.owner = found
    return table


def _group_of_folder(table: Table, nodes: Nodes) -> Any:
    code = nodes.models.get(table.name)
    return nodes.project.setting(("models",), code.path, "group") if code else None


def is_enabled(table: Table) -> bool:
    """Whether nothing beside the table switches it off."""
    setting = table.first("enabled")
    return setting is None or setting.value is not False


def _source_tables(document: Node) -> Iterator[tuple[Node, Node]]:
    for source in document.items("sources"):
        for table in source.items("tables"):
            if source.text("name") and table.text("name"):
                yield source, table


def latest_version(model: Node) -> str | None:
    """The version that a name without one means: as stated, else the highest."""
    versions = [version.at("v").value for version in model.items("versions")]
    stated = model.at("latest_version").value
    if stated is not None or not versions:
        return None if stated is None else str(stated)
    numbers = [version for version in versions if isinstance(version, int | float)]
    return str(max(numbers) if len(numbers) == len(versions) else max(map(str, versions)))


def _version_files(model: Node, name: str, latest: str) -> Iterator[tuple[str, str]]:
    """The names of the files that may hold the versions of a model, each with the table it makes."""
    yield name, f"{name}.v{latest}"
    for version in model.items("versions"):
        written = version.at("v").value
        table = f"{name}.v{written}"
        yield from ((stem, table) for stem in (f"{name}_v{written}", table))
        stated = version.text("defined_in")
        if stated:
            yield stated, table


def _versions(model: Node, name: str, nodes: Nodes) -> list[Table]:
    """One table a version; a version takes the columns of the model, but for those it names itself or leaves out."""
    tables: list[Table] = []
    for version in model.items("versions"):
        written = version.at("v").value
        table = f"{name}.v{written}"
        if written is not None and table not in nodes.off:
            columns = _version_columns(model, version)
            tables.append(Table(table, nodes.reference(name, str(written)), version, columns, (model,)))
    return tables


def _version_columns(model: Node, version: Node) -> list[Node]:
    if version.at("columns").value is None:
        return model.items("columns")
    own = version.items("columns")
    rule = next((entry for entry in own if "include" in entry.value), None)
    if rule is None:
        return own
    named = {column.text("name") for column in own if column is not rule}
    left_out = {*rule.words("exclude"), *named}
    included = rule.words("include")
    takes_all = bool({"all", "*"} & set(included))
    inherited = [
        column
        for column in model.items("columns")
        if column.text("name") not in left_out and (takes_all or column.text("name") in included)
    ]
    return [*inherited, *(column for column in own if column is not rule)]
