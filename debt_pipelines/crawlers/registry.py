"""Finds the crawlers and runs them; a crawler that fails costs itself, never the scan.

Metadata comes first, because DVC tells which ignored files of the work tree are data; the data crawlers then see
those files too.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points

import debt_pipelines.crawlers as package
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import Sighting, Source
from debt_pipelines.model.errors import DebtError, is_failure
from debt_pipelines.model.schema import AnyRow
from debt_pipelines.project.parse_limits import parsing_within
from debt_pipelines.project.progress import Step, tell
from debt_pipelines.project.project import Project

Crawler = Callable[[Project, Settings], Iterator[AnyRow]]
ENTRY_POINTS = "debt_pipelines.crawlers"
_READS_DATA = (
    "irregular_files", "tables", "dvc_cached_tables", "lake_tables", "remote_files", "databases", "table_history",
    "label_conflicts",
)  # fmt: skip
"""The crawlers that read data come last, in this order: what one has read, the next need not read again."""


def crawlers(only: Collection[str] | None = None) -> dict[str, Crawler]:
    """All crawlers by name: the modules of this package that define `crawl`, and third parties' entry points.

    `only` names the modules wanted; the others are not even imported.
    """
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    names = [name for name in names if only is None or name in only]
    modules = {name: importlib.import_module(f"{package.__name__}.{name}") for name in names}
    found = {name: module.crawl for name, module in modules.items() if hasattr(module, "crawl")}
    return found | {entry.name: _loaded_when_run(entry) for entry in entry_points(group=ENTRY_POINTS)}


def _loaded_when_run(entry: EntryPoint) -> Crawler:
    """A crawler of somebody else, which may fail to load as well as to run."""

    def crawl(project: Project, settings: Settings) -> Iterator[AnyRow]:
        yield from entry.load()(project, settings)

    return crawl


def crawl_project(project: Project, settings: Settings, *, only: Collection[str] | None = None) -> list[AnyRow]:
    """The rows of the crawlers (all of them, or `only` some of ours) over one project, in a stable order."""
    ordered = sorted(crawlers(only).items(), key=lambda item: (_turn(item[0]), item[0]))
    project = replace(project, limits=settings.limits)
    rows: list[AnyRow] = []
    for n, (name, crawler) in enumerate(ordered):
        tell(Step("crawl", n, len(ordered), name))
        visible = project.including(tracked_paths(rows)) if name in _READS_DATA else project
        with parsing_within(settings.limits):
            rows.extend(_guarded(name, crawler, visible, settings))
    return rows


def _turn(name: str) -> int:
    return _READS_DATA.index(name) + 1 if name in _READS_DATA else 0


def tracked_paths(rows: Iterable[AnyRow]) -> list[str]:
    """The sorted paths of the data that DVC tracks or a command makes, which git may ignore."""
    paths = {row.path for row in rows if isinstance(row, Sighting) and row.storage in ("dvc", "import", "none")}
    return sorted(paths)


def _guarded(name: str, crawler: Crawler, project: Project, settings: Settings) -> Iterator[AnyRow]:
    try:
        yield from crawler(project, settings)
    except BaseException as error:  # one broken crawler must not cost the scan; it becomes a finding
        if not is_failure(error):
            raise
        message = error.message if isinstance(error, DebtError) else f"{type(error).__name__}: {error}"
        yield Source(path=name, crawler=name, kind="crawler", status="error", error=f"the crawler failed: {message}")
