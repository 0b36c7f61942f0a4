"""Crawls dbt projects: tables, what is built from what, descriptions, tests, owners, results; nothing is run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dbt import jinja
from debt_pipelines.crawlers.dbt.code_rows import code_rows
from debt_pipelines.crawlers.dbt.flows import flow_rows
from debt_pipelines.crawlers.dbt.jinja import Docs
from debt_pipelines.crawlers.dbt.nodes import Everything, Nodes, read_nodes
from debt_pipelines.crawlers.dbt.projects import DbtProject, find_projects
from debt_pipelines.crawlers.dbt.properties import declared_tables, is_enabled, register, with_owner
from debt_pipelines.crawlers.dbt.results import (
    Results,
    artifact_paths,
    catalog_rows,
    read_artifacts,
    read_results,
)
from debt_pipelines.crawlers.dbt.table_rows import CRAWLER, TableRows
from debt_pipelines.crawlers.declared_table import sources_of
from debt_pipelines.model.data_rows import CodeTests, Sighting
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.document_node import Node, open_document
from debt_pipelines.project.project import Project


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all dbt projects but installed packages, and a source row per file that was read for them."""
    found, broken = find_projects(project)
    for path, problem in sorted(broken.items()):
        yield from sources_of(path, CRAWLER, problem)
    if not found:
        return
    everything = Everything([read_nodes(project, dbt) for dbt in found])
    docs = Docs({dbt.name: _doc_blocks(project, dbt) for dbt in found})
    documents: dict[str, list[Node]] = {}
    for dbt in found:
        yield from sources_of(dbt.config.path, CRAWLER, None)
        documents[dbt.name] = []
        for path, opened in _properties(project, dbt):
            yield from sources_of(path, CRAWLER, opened if isinstance(opened, UnreadableError) else None)
            if isinstance(opened, Node):
                documents[dbt.name].append(opened)
                register(opened, everything.nodes[dbt.name], everything)
    for dbt in found:
        yield from _project_rows(project, everything.nodes[dbt.name], documents[dbt.name], everything, docs)


def _project_rows(
    project: Project, nodes: Nodes, documents: list[Node], everything: Everything, docs: Docs
) -> Iterator[Row]:
    paths = artifact_paths(nodes.project)
    artifacts: dict[str, tuple[str, dict[str, Any]]] = {}
    for path, read in read_artifacts(project, paths):
        if isinstance(read, UnreadableError):
            yield from sources_of(path, CRAWLER, read)
        else:
            yield from sources_of(path, CRAWLER, None)
            artifacts[paths[path]] = path, read
    results = read_results({name: data for name, (_path, data) in artifacts.items()})
    seen: dict[str, str] = {}
    for document in documents:
        yield from _document_rows(document, nodes, everything, docs, results, seen)
    for row in code_rows(nodes, everything, documents, results, declared=set(seen.values())):
        if isinstance(row, Sighting):
            seen[row.path.rpartition("/")[2]] = row.path
        yield row
    yield from flow_rows(nodes, everything, documents)
    if "catalog.json" in artifacts:
        path, catalog = artifacts["catalog.json"]
        yield from catalog_rows(catalog, path, _references(nodes, seen))


def _document_rows(
    document: Node, nodes: Nodes, everything: Everything, docs: Docs, results: Results, seen: dict[str, str]
) -> Iterator[Row]:
    for table in declared_tables(document, nodes, everything):
        if is_enabled(table):
            seen[table.name] = table.reference
            yield from TableRows(nodes.project, with_owner(table, nodes, everything), docs, results).rows()
    n_tests = len(document.items("unit_tests"))
    if n_tests:
        yield CodeTests(path=document.path, tool=CRAWLER, n_tests=n_tests)


def _properties(project: Project, dbt: DbtProject) -> Iterator[tuple[str, Node | UnreadableError]]:
    for path in dbt.of_any(".yml", ".yaml"):
        if path == dbt.config.path:
            continue
        try:
            yield path, open_document(project, path)
        except UnreadableError as error:
            yield path, error


def _doc_blocks(project: Project, dbt: DbtProject) -> dict[str, str]:
    blocks: dict[str, str] = {}
    for _path, text in project.texts(dbt.of_any(".md")):
        if isinstance(text, str):
            blocks |= jinja.doc_blocks(text)
    return blocks


def _references(nodes: Nodes, seen: Mapping[str, str]) -> dict[str, str]:
    """The datasets by the identifiers that artifacts give them; those of other projects are not known."""
    kinds = ("model", "seed", "snapshot", "source")
    name = nodes.project.name
    own = {**nodes.seeds, **seen}
    return {f"{kind}.{name}.{table}": reference for table, reference in own.items() for kind in kinds}
