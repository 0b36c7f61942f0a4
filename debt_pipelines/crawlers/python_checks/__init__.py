"""Crawls checks and descriptions that are written in Python: pandera, Great Expectations, Dagster, records, asserts.

Python is parsed and never imported. What a check is run on is followed through plain assignments, parameters and
imports; where that ends in something computed, only the name of the schema speaks, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.file_rows import file_source
from debt_pipelines.crawlers.python_checks.candidates import candidates
from debt_pipelines.crawlers.python_checks.checks import Suite, assertions, descriptions
from debt_pipelines.crawlers.python_checks.collect import Collection, Collector
from debt_pipelines.crawlers.python_checks.names import TableNames, meant_by
from debt_pipelines.crawlers.python_checks.pandera_files import schema_files
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project

CRAWLER = "python_checks"


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all suites found in code and in schema files, and one source row per file that holds any."""
    for suite, problem in schema_files(project):
        suite.fallback = meant_by(suite.name)
        yield file_source(CRAWLER, suite.path, problem, kind="suite")
        yield from _rows(suite)
    tables, has_databases = TableNames(project), bool(settings.sources)
    wanted = candidates(project, has_tables=has_databases or bool(tables.stems))
    collector = Collector(project, tables, has_databases=has_databases)
    found = collector.read(wanted)
    yield from _sources(found)
    for suite in found.suites:
        yield from _rows(suite)


def _rows(suite: Suite) -> Iterator[Row]:
    yield from assertions(suite)
    yield from descriptions(suite)


def _sources(found: Collection) -> Iterator[Source]:
    unreadable = {module.path: module.problem for module in found.unreadable}
    for path, problem in sorted(unreadable.items()):
        yield file_source(CRAWLER, path, problem, kind="suite")
    for path in sorted({suite.path for suite in found.suites} - unreadable.keys()):
        yield file_source(CRAWLER, path, kind="suite")
    for path, part, reason, line in found.unknown:
        yield Source(path=path, crawler=CRAWLER, kind="suite", part=part, status="skipped", error=reason, line=line)
