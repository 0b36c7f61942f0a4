"""Tables that DVC tracks: those absent from the work tree, read from its cache, and the version before of each.

The version before is the newest committed one with another hash. An edited file of the work tree is so compared with
what is recorded of it. Where the cache no longer holds that version, one row says that it could not be read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from debt_pipelines.catalog.profile.rows import Earlier
from debt_pipelines.catalog.tabular.read import format_of
from debt_pipelines.catalog.tabular.reading import Reading, read_file
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dvc_cache import Recorded, folder_files
from debt_pipelines.crawlers.dvc_history import output_versions
from debt_pipelines.crawlers.dvc_tables import TrackedTable, on_disk, read_cached, tracked_tables
from debt_pipelines.crawlers.table_history import emptied, version_rows
from debt_pipelines.crawlers.tables import rows_of_file
from debt_pipelines.model.data_rows import Sighting
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.history_rows import OutputVersion
from debt_pipelines.model.schema import AnyRow
from debt_pipelines.project.hashing import SCHEMES
from debt_pipelines.project.known_hashes import hash_of_file
from debt_pipelines.project.locations import ancestors
from debt_pipelines.project.project import Project

CRAWLER = "dvc_cached_tables"


def crawl(project: Project, settings: Settings) -> Iterator[AnyRow]:
    """The tables that only the cache holds, as they are recorded, and the earlier version of all that DVC tracks."""
    yield from cached_rows(project, settings, tracked_tables(project, settings))


def cached_rows(project: Project, settings: Settings, tracked: Mapping[str, TrackedTable]) -> Iterator[AnyRow]:
    """The rows of `crawl` for some of the tables that DVC tracks, by path."""
    absent = [table for path, table in tracked.items() if path not in project.files]
    disk = on_disk(project, (table.recorded for table in absent))
    cached = {table.path: table.recorded for table in absent if table.recorded.object_path in disk.files}
    for reading in read_cached(project, cached.values(), settings):
        yield from rows_of_file(reading, _seen(disk, cached[reading.path]))
    present = [table for path, table in tracked.items() if path in cached or _is_here(project, path)]
    yield from _earlier(project, present, settings)


def _is_here(project: Project, path: str) -> bool:
    """Whether the work tree has the table, and git does not keep it."""
    return path in project.files and not project.files[path].is_tracked


def _seen(disk: Project, recorded: Recorded) -> Sighting:
    return Sighting(
        path=recorded.path,
        crawler=CRAWLER,
        kind="table",
        format=format_of(recorded.path),
        size_bytes=disk.files[recorded.object_path or ""].size,
        source_path=recorded.path,
        line=1,
    )


class _Before(NamedTuple):
    """The version before of one table; what was recorded is None where that is not known either."""

    recorded: Recorded | None
    version: OutputVersion


def _earlier(project: Project, present: list[TrackedTable], settings: Settings) -> Iterator[AnyRow]:
    past = _Past(project, settings, present)
    before = {table.path: found for table in present if (found := past.before(table))}
    wanted = [found.recorded for found in before.values() if found.recorded]
    for reading in read_cached(project, wanted, settings):
        yield from _compared(project, reading, before[reading.path].version, settings)
    for path, (recorded, version) in before.items():
        if recorded is None:
            unread = Reading(path, None, UnreadableError("what was in the folder is not known"))
            yield from version_rows(unread, Earlier("version", version.hash, version.committed_at))


def _compared(project: Project, past: Reading, version: OutputVersion, settings: Settings) -> Iterator[AnyRow]:
    earlier = Earlier("version", past.content or version.hash, version.committed_at)
    yield from version_rows(past, earlier)
    if past.path in project.files:
        yield from emptied(read_file(project, past.path, settings), past, earlier)
        return
    recorded = tracked_tables(project, settings)[past.path].recorded
    for present in read_cached(project, [recorded], settings):
        yield from (replace(row, is_present=False) for row in emptied(present, past, earlier))


class _Past:
    """The committed versions of what DVC tracks, and what the cache still knows of the folders among them."""

    def __init__(self, project: Project, settings: Settings, present: list[TrackedTable]) -> None:
        self.project = project
        self.max_bytes = settings.hash_budget_mib * 2**20
        self.versions: defaultdict[str, list[tuple[int, OutputVersion]]] = defaultdict(list)
        for number, version in enumerate(output_versions(project, settings) if present else ()):
            if version.hash_name in SCHEMES:
                self.versions[version.path].append((number, version))
        self.lists: dict[Recorded, dict[str, str] | None] = {}

    def before(self, table: TrackedTable) -> _Before | None:
        """The newest version with another hash than the present bytes have; None where there is none to be told."""
        for version in self._versions_of(table.path):
            hashes = self._hashes_then(table.recorded, version)
            if hashes is None:
                return _Before(None, version)
            then = hashes.get(table.path)
            if then is None:
                continue
            now = self._present_hash(table.recorded, version.hash_name)
            if now is None:
                return None
            if then != now:
                return _Before(replace(table.recorded, hash=then, scheme=version.hash_name), version)
        return None

    def _versions_of(self, path: str) -> list[OutputVersion]:
        """The versions of a table and of the folders above it, newest first."""
        found = [entry for place in (path, *ancestors(path)) for entry in self.versions.get(place, ())]
        return [version for _number, version in sorted(found, key=lambda entry: entry[0], reverse=True)]

    def _hashes_then(self, recorded: Recorded, version: OutputVersion) -> dict[str, str] | None:
        """The hashes of the files that a version records, by path; None for a folder whose list is gone."""
        then = replace(recorded, path=version.path, hash=version.hash, scheme=version.hash_name)
        if not then.is_folder:
            return {version.path: version.hash}
        if then not in self.lists:
            files = folder_files(on_disk(self.project, [then]), then)
            self.lists[then] = files and {f"{version.path}/{name}": value for name, value in files.items()}
        return self.lists[then]

    def _present_hash(self, recorded: Recorded, scheme: str) -> str | None:
        is_here = recorded.path in self.project.files
        if recorded.scheme == scheme and (not is_here or self.project.files[recorded.path].size > self.max_bytes):
            return recorded.hash  # it is what is read, or too large to be looked at
        place = recorded.path if is_here else recorded.object_path
        project = self.project if is_here else on_disk(self.project, [recorded])
        if place not in project.files or place is None or project.files[place].size > self.max_bytes:
            return None
        try:
            return hash_of_file(project, place, scheme)
        except UnreadableError:
            return None
