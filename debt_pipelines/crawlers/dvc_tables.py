"""Tables that DVC tracks, alone or in a folder, and their bytes in its cache.

The cache lies in the work tree whatever state of the project is looked at, so that a revision's tables can be read
from it too. What an object holds is checked against its name before it is believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from debt_pipelines.catalog.lake.table import is_within, lake_folders
from debt_pipelines.catalog.tabular.files import may_hold_table
from debt_pipelines.catalog.tabular.reading import Known, Reading, read_known
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dvc_cache import Recorded, folder_files, recorded_data
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import Content
from debt_pipelines.project.known_hashes import hash_of_file
from debt_pipelines.project.locations import locate
from debt_pipelines.project.project import Project


@dataclass(frozen=True, slots=True)
class TrackedTable:
    """One table as DVC records it; `folder` is what it lies in, where that is what DVC tracks."""

    recorded: Recorded
    folder: Recorded | None = None

    @property
    def path(self) -> str:
        """The path of the table in the project."""
        return self.recorded.path


def tracked_tables(project: Project, settings: Settings) -> dict[str, TrackedTable]:
    """The tables that DVC tracks at this state, by path; one that is recorded twice, in two versions, is left out."""
    return project.once("dvc tables", lambda: _tracked_tables(project, settings))


def unlisted_folders(project: Project, settings: Settings) -> set[str]:
    """The folders that DVC tracks at this state, and of which the cache does not say what is in them."""
    folders = [entry for entry in recorded_data(project, settings) if entry.is_folder]
    disk = on_disk(project, folders)
    return {entry.path for entry in folders if folder_files(disk, entry) is None}


def _tracked_tables(project: Project, settings: Settings) -> dict[str, TrackedTable]:
    recorded = recorded_data(project, settings)
    is_wanted = may_hold_table(project, settings)
    disk = on_disk(project, (entry for entry in recorded if entry.is_folder))
    files = [table for entry in recorded for table in _files_of(disk, entry)]
    lakes = lake_folders(table.path for table in files)
    found: dict[str, TrackedTable | None] = {}
    for table in files:
        if is_wanted(table.path) and not is_within(table.path, lakes):
            known = found.setdefault(table.path, table)
            found[table.path] = known if known and known.recorded.hash == table.recorded.hash else None
    return {path: table for path, table in found.items() if table is not None}


def on_disk(project: Project, recorded: Iterable[Recorded]) -> Project:
    """The work tree of a project with nothing but these objects of the cache, as far as they are there."""
    objects = sorted({entry.object_path for entry in recorded if entry.object_path})
    return replace(project, revision=None, files={}, opaque=frozenset()).including(objects)


def read_cached(project: Project, wanted: Iterable[Recorded], settings: Settings) -> Iterator[Reading]:
    """What the recorded bytes hold as tables, in the order given, from the cache or from a file that still has them."""
    entries = list(wanted)
    disk = on_disk(project, entries).including(sorted({entry.path for entry in entries}))
    known = (Known(entry.path, entry.hash, partial(_source, disk, entry)) for entry in entries)
    yield from read_known(project, known, settings)


def _files_of(disk: Project, entry: Recorded) -> Iterator[TrackedTable]:
    if not entry.is_folder:
        yield TrackedTable(entry)
        return
    for name, value in (folder_files(disk, entry) or {}).items():
        location = locate(entry.path, name)
        if not location.is_external and location.path.startswith(f"{entry.path}/"):
            yield TrackedTable(replace(entry, path=location.path, hash=value, n_files=None), entry)


def _source(disk: Project, entry: Recorded) -> Content:
    for path in (entry.object_path, entry.path):
        if path in disk.files and path is not None and hash_of_file(disk, path, entry.scheme) == entry.hash:
            return replace(disk.content(path), path=entry.path)
    if entry.object_path in disk.files:
        raise UnreadableError("the cache of DVC holds other bytes than its name says")
    raise UnreadableError("not in the cache of DVC")
