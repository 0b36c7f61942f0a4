"""Crawls data contracts: the Open Data Contract Standard (2 and 3) and the Data Contract Specification.

A contract is bound to the files of the project that a server of it names, or to what the project takes from the
address that one names; the tables of other servers are bound by their name alone. A contract by itself makes no
dataset.
"""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.data_contracts import specification, standard
from debt_pipelines.crawlers.data_contracts.servers import Places, bind_by_servers
from debt_pipelines.crawlers.declared_table import DeclaredTable, rows_of, sightings_of, sources_of
from debt_pipelines.crawlers.yaml_kinds import yaml_files
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.document_node import Node, open_document
from debt_pipelines.project.project import Project

CRAWLER = "data_contracts"


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all data contracts, and one source row or more per file."""
    places = Places(project, settings)
    for path in yaml_files(project, "contract"):
        try:
            top = open_document(project, path)
            tables = _tables(top)
        except UnreadableError as error:
            yield from sources_of(path, CRAWLER, error)
            continue
        if tables is None:
            continue
        yield from sources_of(path, CRAWLER, None)
        for table in tables:
            bind_by_servers(places, top, table)
            if table.is_bound:
                yield from sightings_of(table, CRAWLER)
            yield from rows_of(table)


def _tables(top: Node) -> list[DeclaredTable] | None:
    """The tables of a contract; None for what is no contract. Raises UnreadableError for a broken one."""
    if top.text("dataContractSpecification") or isinstance(top.at("dataContractSpecification").value, int | float):
        return list(specification.tables_of(top))
    if top.text("kind") != "DataContract":
        return None
    for key in ("schema", "dataset"):
        value = top.at(key).value
        if value is not None and not isinstance(value, list):
            raise UnreadableError(f"`{key}` is not a list", line=top.at(key).line)
    return list(standard.tables_of(top))
