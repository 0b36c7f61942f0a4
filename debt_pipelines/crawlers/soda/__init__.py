"""Crawls Soda: SodaCL checks, and its contracts of versions 3 and 4.

A table that a check names is bound by the data sources that the project configures, and by its name where it
configures none. A section for many tables counts for the files whose names it matches.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator

from debt_pipelines.catalog.kinds import kind_of
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.declared_table import Check, DeclaredTable, rows_of, sources_of
from debt_pipelines.crawlers.soda.checks import listed_checks, soda_checks
from debt_pipelines.crawlers.soda.contract import TOOL, contract_table
from debt_pipelines.crawlers.yaml_kinds import yaml_files
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.document_node import Node, open_document
from debt_pipelines.project.project import Project

CRAWLER = "soda"
_MANY = re.compile(r"for each (?:dataset|table) \S+")
_VARIABLE = re.compile(r"\$\{|\{\{")


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all files of checks and all contracts, and one source row or more per file."""
    is_configured = bool(yaml_files(project, "soda_configuration"))
    for path in yaml_files(project, "soda_checks"):
        try:
            top = open_document(project, path)
        except UnreadableError as error:
            yield from sources_of(path, CRAWLER, error)
            continue
        yield from sources_of(path, CRAWLER, None)
        for name, checks in soda_checks(top):
            yield from rows_of(_table(top, name, [name], checks, is_bound=is_configured))
        yield from _rows_for_many(project, top)
    for path in yaml_files(project, "soda_contract"):
        yield from _contract_rows(project, path, is_configured=is_configured)


def _table(top: Node, suite: str, names: list[str], checks: list[Check], *, is_bound: bool) -> DeclaredTable:
    references = [name.rpartition(".")[2] for name in names if not _VARIABLE.search(name)]
    return DeclaredTable(suite=suite, tool=TOOL, path=top.path, references=references, is_bound=is_bound, checks=checks)


def _rows_for_many(project: Project, top: Node) -> Iterator[Row]:
    """Rows of the sections for many tables; which tables a pattern means in a database is not known."""
    for header in top.value if isinstance(top.value, dict) else ():
        if not _MANY.fullmatch(str(header)):
            continue
        section = top.at(header)
        patterns = [*section.words("datasets"), *section.words("tables")]
        excluded = [_glob(pattern.removeprefix("exclude ")) for pattern in patterns if pattern.startswith("exclude ")]
        wanted = [pattern.removeprefix("include ") for pattern in patterns if not pattern.startswith("exclude ")]
        names = {name for pattern in wanted for name in _names(project, pattern)}
        names = {name for name in names if not any(fnmatch.fnmatch(name, glob) for glob in excluded)}
        checks = listed_checks(section.at("checks"))
        if names:
            yield from rows_of(_table(top, str(header), sorted(names), checks, is_bound=True))
        else:
            reason = "it cannot be told which tables its patterns mean"
            yield Source(
                path=top.path,
                crawler=CRAWLER,
                kind="suite",
                part=str(header),
                status="skipped",
                error=reason,
                line=section.line,
            )


def _names(project: Project, pattern: str) -> set[str]:
    """The tables that a pattern means: a plain name itself, else the files of the project whose names match."""
    if "%" not in pattern and "*" not in pattern:
        return {pattern}
    tables = (path for path in project.paths() if kind_of(path) == "table")
    stems = {path.rpartition("/")[2].partition(".")[0] for path in tables}
    return {stem for stem in stems if fnmatch.fnmatch(stem, _glob(pattern))}


def _glob(pattern: str) -> str:
    return pattern.replace("%", "*")


def _contract_rows(project: Project, path: str, *, is_configured: bool) -> Iterator[Row]:
    try:
        table = contract_table(open_document(project, path))
    except UnreadableError:
        return  # nothing but its first lines says that it is a contract
    if table is not None:
        table.is_bound |= is_configured
        yield from sources_of(path, CRAWLER, None)
        yield from rows_of(table)
