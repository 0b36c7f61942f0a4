"""Tables in files far away, read because a source of the settings names them, and compared with the last scan.

At a git revision nothing is asked: a store has no past. What a store says of a file (its tag, date and size) tells
whether it is still the one that an earlier scan has read; if so, none of its bytes is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from debt_pipelines.catalog.lake.table import LakeFolder, is_within, lake_folders, log_names
from debt_pipelines.catalog.profile.rows import Earlier, without_measures
from debt_pipelines.catalog.remote.store import Store, StoredFile, open_store
from debt_pipelines.catalog.tabular.read import format_of
from debt_pipelines.catalog.tabular.reading import Known, Reading, limits_of, read_known
from debt_pipelines.catalog.tabular.table import Table, UnreachableError
from debt_pipelines.config.load import SETTINGS_FILES
from debt_pipelines.config.settings import Settings, SourceSettings
from debt_pipelines.config.sources import full_url, holds_files, is_wanted, without_secrets
from debt_pipelines.crawlers.kept_tables import listing_of, note_listing, note_table
from debt_pipelines.crawlers.lake_tables import lake_rows, opened, present_table
from debt_pipelines.crawlers.table_history import version_rows
from debt_pipelines.crawlers.tables import rows_of_file
from debt_pipelines.model.data_rows import Sighting, Source, SourceStatus
from debt_pipelines.model.errors import DebtError
from debt_pipelines.model.schema import AnyRow
from debt_pipelines.project.content import Content
from debt_pipelines.project.locations import clean_url
from debt_pipelines.project.project import Project

CRAWLER = "remote_files"
_SAMPLE_MIB, _COLUMNS_MIB = 64, 1
"""How much of each file is read where a sample, or only columns and types, are wanted."""


def crawl(project: Project, settings: Settings) -> Iterator[AnyRow]:
    """The rows of every source that is a store of files; one that cannot be reached gives one source row."""
    for name, source in settings.sources.items():
        if not holds_files(source):
            continue
        if project.revision is not None:
            yield _source(name, source, "skipped", "not read at a revision: it has no past")
            continue
        try:
            place = _place(project, name, source, settings)
        except DebtError as error:
            hint = f" ({error.hint})" if error.hint else ""
            yield _source(name, source, "error", without_secrets(f"{error.message}{hint}", source))
            continue
        yield from _rows(project, place)


@dataclass(frozen=True, slots=True)
class _Place:
    """One source that was listed."""

    name: str
    source: SourceSettings
    settings: Settings
    store: Store
    files: list[StoredFile]
    source_path: str


def _place(project: Project, name: str, source: SourceSettings, settings: Settings) -> _Place:
    store = open_store(full_url(source), source.timeout_seconds)
    wanted = [file for file in store.files() if is_wanted(source, file.name, file.name.rpartition("/")[2])]
    return _Place(name, source, _limited(settings, source), store, wanted, settings_file(project))


def _limited(settings: Settings, source: SourceSettings) -> Settings:
    """The settings with the limit of bytes that the source wants read of a file."""
    mib = {"exact": settings.max_file_mib, "sample": _SAMPLE_MIB, "none": _COLUMNS_MIB}[source.statistics]
    return settings.model_copy(update={"max_file_mib": min(mib, settings.max_file_mib)})


def kept_files(
    project: Project, source: SourceSettings, contents: Mapping[str, str], settings: Settings
) -> Iterator[Reading]:
    """Files in a state that some scan has seen, URL -> content; unreadable where the memory does not keep it."""
    known = (Known(url, content, _gone) for url, content in contents.items())
    yield from read_known(project, known, _limited(settings, source))


def settings_file(project: Project) -> str:
    """The file whose settings name the sources."""
    return next((path for path in SETTINGS_FILES if path in project.files), SETTINGS_FILES[0])


def _rows(project: Project, place: _Place) -> Iterator[AnyRow]:
    by_path = {file.path: file for file in place.files}
    lakes = lake_folders(by_path)
    tables = [file for path, file in by_path.items() if format_of(file.url) and not is_within(path, lakes)]
    places = sorted([*lakes, *(file.path for file in tables)])
    wanted = set(places[: place.source.max_tables])
    if len(places) > len(wanted):
        message = f"{len(places) - len(wanted)} more than `max_tables`, left unread"
        yield _source(place.name, place.source, "skipped", message)
    if not places:
        yield _source(place.name, place.source, "skipped", "no table is there")
    names = log_names(by_path, lakes)
    for path, format in sorted(lakes.items()):
        if path in wanted:
            read = partial(_read_below, place.store, path, place.settings.limits.metadata_bytes)
            folder = LakeFolder(format, names[path], read)
            yield from _lake_rows(project, place, folder, place.store.url_of(path))
    yield from _file_rows(project, place, {file.url: file for file in tables if file.path in wanted})
    if places:
        urls = [*map(place.store.url_of, lakes), *(file.url for file in tables)]
        with project.memory.writing():
            note_listing(project.memory, listing_of(place.name, place.source), urls)


def _lake_rows(project: Project, place: _Place, folder: LakeFolder, url: str) -> Iterator[AnyRow]:
    lake, limits = opened(folder), limits_of(place.settings)
    yield from lake_rows(lake, _seen(place, url, folder.format), limits)
    table = present_table(lake, limits)
    if isinstance(table, Table):
        note_table(project.memory, url, table)


def _file_rows(project: Project, place: _Place, files: Mapping[str, StoredFile]) -> Iterator[AnyRow]:
    known = (Known(url, _content_id(file), partial(_content, place, file)) for url, file in files.items())
    for reading in read_known(project, known, place.settings):
        file = files[reading.path]
        seen = _seen(place, file.url, format_of(file.url), 1 if file.size is None else file.size)
        yield from _as_wanted(place, rows_of_file(reading, seen))
        if reading.content is not None:
            project.memory.see(reading.path, reading.content)
            yield from _as_wanted(place, _earlier(project, place, reading.path, reading.content))


def _earlier(project: Project, place: _Place, url: str, content: str) -> Iterator[AnyRow]:
    before = project.memory.before(url, content)
    if before is not None:
        past = Known(url, before.content, _gone)
        for reading in read_known(project, [past], place.settings):
            yield from version_rows(reading, Earlier("scan", before.seen_at, before.seen_at))


def _gone() -> Content:
    raise UnreachableError("an earlier version is not there any more")


def _as_wanted(place: _Place, rows: Iterator[AnyRow]) -> Iterator[AnyRow]:
    """The rows, without measures where the settings want none."""
    return without_measures(rows) if place.source.statistics == "none" else rows


def _content_id(file: StoredFile) -> str | None:
    return None if file.fingerprint is None else f"{file.url} {file.fingerprint}"


def _content(place: _Place, file: StoredFile) -> Content:
    return place.store.content(file)


def _read_below(store: Store, folder: str, max_bytes: int, name: str) -> bytes:
    return store.read(f"{folder}/{name}", max_bytes)


def _seen(place: _Place, url: str, format: str | None, size: int | None = None) -> Sighting:
    return Sighting(
        path=url,
        crawler=CRAWLER,
        kind="table",
        storage="external",
        format=format,
        size_bytes=size,
        is_present=True,
        source_path=place.source_path,
    )


def _source(name: str, source: SourceSettings, status: SourceStatus, message: str) -> Source:
    path = clean_url(source.url)
    return Source(path=path, crawler=CRAWLER, kind="data", part=name, status=status, error=message)
