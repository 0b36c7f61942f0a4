"""The Dagster components of a project as their YAML has them: the assets it lists, and what it leaves to code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from debt_pipelines.crawlers.dagster_assets.graph import Asset, Graph, Place, Trigger
from debt_pipelines.crawlers.dagster_assets.locations import Locations
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.document_node import Node
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import load_yaml

_NAMES = ("defs.yaml", "defs.yml", "component.yaml", "component.yml")
_SPLIT = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
_TEMPLATE = re.compile(r"\{\{|\{%")
_OWN = "debt_pipelines."
_DBT = "dagster_dbt."
_DAGSTER = re.compile(r"dagster(_\w+)?\.")
_LISTS = re.compile(r"dagster\.")
"""Types of Dagster itself, which list their assets one by one under `assets`."""


@dataclass(slots=True)
class ComponentReader:
    """Reads the components; `problems` are the files that are no YAML."""

    project: Project
    locations: Locations
    problems: dict[str, UnreadableError] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)

    def add_to(self, graph: Graph) -> None:
        """Add what the YAML of components defines to the assets and triggers of the code."""
        for path in self.project.paths(names=_NAMES):
            for node in self._documents(path):
                kind = node.text("type") or ""
                if kind and not kind.startswith(_OWN):
                    self._add(graph, node, kind)

    def _documents(self, path: str) -> Iterator[Node]:
        """The documents of one file, each with the lines that it has in the file."""
        try:
            text = self.project.text(path)
            start = 0
            for end in [*(found.start() for found in _SPLIT.finditer(text)), len(text)]:
                part = text[start:end].removeprefix("---")
                if part.strip():
                    above = "\n" * text.count("\n", 0, start)
                    yield Node(path, load_yaml(above + part), ())
                start = end
            self.read.append(path)
        except UnreadableError as error:
            self.problems[path] = error

    def _add(self, graph: Graph, node: Node, kind: str) -> None:
        location = self.locations.of(node.path)
        attributes = node.at("attributes")
        if kind.startswith(_DBT):
            graph.of_dbt.add(location)
        assets = [_asset(entry, location) for entry in attributes.items("assets")] if _LISTS.match(kind) else []
        for asset, entry in zip(assets, attributes.items("assets"), strict=False):
            if asset is not None:
                graph.assets.append(asset)
                graph.triggers += _condition(asset, entry)
        if not _DAGSTER.match(kind) or "automation_condition" in str(node.at("post_processing").value):
            graph.triggers.append(
                Trigger(kind="unknown", name=kind, location=location, path=node.path, line=node.at("type").line)
            )


def _asset(entry: Node, location: str) -> Asset | None:
    key = entry.text("key")
    if key is None or _TEMPLATE.search(key):
        return None
    return Asset(
        key=key,
        location=location,
        path=entry.path,
        line=entry.line,
        job=key,
        deps=[dep for dep in entry.words("deps") if not _TEMPLATE.search(dep)],
        description=entry.text("description"),
        owners=[owner for owner in entry.words("owners") if not _TEMPLATE.search(owner)],
        group=entry.text("group_name"),
        place=_place(entry.at("metadata")),
    )


def _place(metadata: Node) -> Place | None:
    uri, table, path = (metadata.text(name) for name in ("dagster/uri", "dagster/table_name", "path"))
    if uri and not _TEMPLATE.search(uri):
        return "uri", uri
    if table and not _TEMPLATE.search(table):
        return "table", table
    return ("path", path) if path and not _TEMPLATE.search(path) else None


def _condition(asset: Asset, entry: Node) -> list[Trigger]:
    text = entry.text("automation_condition")
    if text is None:
        return []
    found = re.search(r"AutomationCondition\.(\w+)(?:\(\s*[\"']([^\"']+)[\"'])?", text)
    return [
        Trigger(
            kind="condition" if found else "unknown",
            name=found[1] if found else "condition",
            location=asset.location,
            path=entry.path,
            line=entry.at("automation_condition").line,
            keys={asset.key},
            cron=found[2] if found and found[1] == "on_cron" else None,
        )
    ]
