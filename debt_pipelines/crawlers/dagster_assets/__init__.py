"""Crawls Dagster projects: assets and what they are made from, texts, owners, schedules, sensors and alerts.

What stands in code and in the YAML of components is read and never run; only what is written there literally is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dagster_assets.code import CodeReader
from debt_pipelines.crawlers.dagster_assets.components import ComponentReader
from debt_pipelines.crawlers.dagster_assets.graph import Graph
from debt_pipelines.crawlers.dagster_assets.locations import Locations
from debt_pipelines.crawlers.dagster_assets.merge import merge
from debt_pipelines.crawlers.dagster_assets.rows import CRAWLER, rows_of
from debt_pipelines.crawlers.dagster_assets.server import SETTING, Server
from debt_pipelines.crawlers.file_rows import file_source
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.errors import DebtError
from debt_pipelines.model.orchestration_rows import Automation
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """The rows of all assets, one source row a file that defines any, and one for each that cannot be read."""
    locations = Locations(project)
    code, components = CodeReader(project, locations), ComponentReader(project, locations)
    graph = code.graph()
    components.add_to(graph)
    if settings.dagster_url is not None:
        yield from _asked(settings.dagster_url, graph)
    problems = {module.path: module.problem for module in code.unreadable} | components.problems
    for path, problem in sorted(problems.items()):
        yield file_source(CRAWLER, path, problem)
    found = {asset.path for asset in graph.assets} | {trigger.path for trigger in graph.triggers}
    for path in sorted(found - {*problems, SETTING}):
        yield file_source(CRAWLER, path)
    if settings.alerts_external and graph.assets:
        yield Automation(location=None, kind="alert", name="what the settings declare", path=".")
    yield from rows_of(graph)


def _asked(address: str, graph: Graph) -> Iterator[Row]:
    """Put what the webserver tells to the graph; its checks and runs, and how asking went."""
    try:
        server = Server(address)
        merge(graph, server.graph)
        yield from server.checks()
        yield from server.runs(datetime.now(UTC))
    except (DebtError, AttributeError, KeyError, TypeError) as error:
        told = error.message if isinstance(error, DebtError) else "the webserver gave an answer that is not understood"
        yield Source(path=SETTING, crawler=CRAWLER, kind="settings", status="error", error=told)
        return
    yield Source(path=SETTING, crawler=CRAWLER, kind="settings", status="read")
