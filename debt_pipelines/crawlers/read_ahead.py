"""Reads data before it is crawled, so that the memory knows it: what a crawl spends its time on, shared out by path.

It makes no rows. What it leaves out, or reads in vain, the crawl reads itself; so nothing of a scan depends on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from debt_pipelines.catalog.tabular.files import find_table_paths
from debt_pipelines.catalog.tabular.reading import is_known, read_files
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dvc_cache import recorded_data
from debt_pipelines.crawlers.dvc_cached_tables import cached_rows
from debt_pipelines.crawlers.dvc_tables import on_disk, tracked_tables
from debt_pipelines.crawlers.label_conflicts import label_rows
from debt_pipelines.crawlers.table_history import history_rows
from debt_pipelines.project.project import Project


def unread_tables(project: Project, settings: Settings) -> dict[str, int]:
    """The paths of tables, of the work tree or of DVC's cache, that no earlier scan has read; with their bytes."""
    visible = _with_data(project, settings)
    paths = find_table_paths(visible, settings).wanted
    here = {path: visible.files[path].size for path in paths if not is_known(visible, path, settings)}
    absent = [table.recorded for path, table in tracked_tables(project, settings).items() if path not in visible.files]
    disk = on_disk(project, absent)
    objects = {entry.path: disk.files.get(entry.object_path or "") for entry in absent}
    unread = [entry for entry in absent if not is_known(project, entry.path, settings, content=entry.hash)]
    return here | {entry.path: found.size for entry in unread if (found := objects[entry.path])}


def read_ahead(project: Project, settings: Settings, paths: Collection[str]) -> None:
    """Read some tables, and the version before of each, into the memory of the project."""
    visible = _with_data(project, settings)
    wanted = set(paths)
    here = sorted(wanted & visible.files.keys())
    tracked = {path: table for path, table in tracked_tables(project, settings).items() if path in wanted}
    _exhaust(read_files(visible, here, settings))
    _exhaust(cached_rows(visible, settings, tracked))
    _exhaust(history_rows(visible, settings, here))
    _exhaust(label_rows(visible, settings, here))


def _with_data(project: Project, settings: Settings) -> Project:
    """The project with the data that git ignores and DVC keeps, as the crawlers of data see it."""
    return project.including(sorted({entry.path for entry in recorded_data(project, settings)}))


def _exhaust(made: Iterable[object]) -> None:
    for _ in made:
        pass
