"""Delta and Iceberg tables that lie in the project: what their logs say, without a look at their data files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial

from debt_pipelines.catalog.lake.table import LakeFolder, LakeTable, lake_folders, log_names, read_lake
from debt_pipelines.catalog.profile.rows import Earlier, earlier_rows, present_rows
from debt_pipelines.catalog.tabular.files import left_out_by
from debt_pipelines.catalog.tabular.reading import limits_of
from debt_pipelines.catalog.tabular.table import Limits, SkippedError, Table
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.file_rows import description_row
from debt_pipelines.model.data_rows import Assertion, Description, Sighting, Source, SourceStatus
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import AnyRow
from debt_pipelines.project.project import Project

CRAWLER = "lake_tables"


def crawl(project: Project, settings: Settings) -> Iterator[AnyRow]:
    """The rows of each table; one that the settings leave out, or whose log is damaged, gives a source row only."""
    is_excluded = left_out_by(project, settings)
    for path, folder in folders_in(project).items():
        if is_excluded(f"{path}/"):
            yield lake_source(path, CRAWLER, SkippedError("left out by the settings"))
            continue
        seen = Sighting(
            path=path,
            crawler=CRAWLER,
            kind="table",
            storage="git" if project.is_tracked(path) else "none",
            format=folder.format,
            is_present=True,
            source_path=path,
        )
        yield from lake_rows(opened(folder), seen, limits_of(settings))


def lakes_at(project: Project, paths: Collection[str], earlier: Earlier, settings: Settings) -> Iterator[AnyRow]:
    """The tables at these paths as they are in a project at one revision: a baseline for another state."""
    for path, folder in folders_in(project).items():
        if path in paths:
            table = present_table(opened(folder), limits_of(settings))
            yield from earlier_rows(path, None if isinstance(table, UnreadableError) else table, earlier)


def folders_in(project: Project) -> dict[str, LakeFolder]:
    """The tables of a lake that lie in a project, by path."""
    formats = lake_folders(project.files)
    names = log_names(project.files, formats)
    return {
        path: LakeFolder(format, names[path], partial(_read, project, path)) for path, format in sorted(formats.items())
    }


def opened(folder: LakeFolder) -> LakeTable | UnreadableError:
    """The table that the log in a folder describes, or why it does not."""
    try:
        return read_lake(folder)
    except UnreadableError as error:
        return error


def present_table(lake: LakeTable | UnreadableError, limits: Limits) -> Table | UnreadableError:
    """A table as it is now, or why that cannot be said."""
    if isinstance(lake, UnreadableError):
        return lake
    try:
        return lake.table(lake.present, limits)
    except UnreadableError as error:
        return error


def lake_rows(lake: LakeTable | UnreadableError, seen: Sighting, limits: Limits) -> Iterator[AnyRow]:
    """All that the log of a table says, or why it says nothing; `seen` is what is known without it."""
    if isinstance(lake, UnreadableError):
        yield lake_source(seen.path, seen.crawler, lake)
        return
    try:
        rows = [*_present(lake, seen, limits), *_earlier(lake, seen.path, limits)]
    except UnreadableError as error:
        yield lake_source(seen.path, seen.crawler, error)
        return
    yield Source(path=seen.path, crawler=seen.crawler, kind="data", status="read")
    yield from rows
    yield from _descriptions(lake, seen)
    yield from _assertions(lake, seen)


def lake_source(path: str, crawler: str, error: UnreadableError) -> Source:
    """The row of a table that was left out, or whose log cannot be read."""
    status: SourceStatus = "skipped" if isinstance(error, SkippedError) else "error"
    return Source(path=path, crawler=crawler, kind="data", status=status, error=error.message, line=error.line)


def _read(project: Project, folder: str, name: str) -> bytes:
    max_bytes = project.limits.metadata_bytes
    content = project.read(f"{folder}/{name}", max_bytes=max_bytes + 1)
    if len(content) > max_bytes:
        raise SkippedError(f"`{name}` is larger than {max_bytes // 2**20} MiB")
    return content


def _present(lake: LakeTable, seen: Sighting, limits: Limits) -> Iterator[AnyRow]:
    yield replace(
        seen,
        size_bytes=lake.present.n_bytes,
        n_rows=lake.present.n_rows,
        is_schema_read=True,
        is_schema_declared=True,
        primary_key=",".join(lake.primary_key) or None,
    )
    yield from present_rows(seen.path, lake.table(lake.present, limits))


def _earlier(lake: LakeTable, path: str, limits: Limits) -> Iterator[AnyRow]:
    if lake.earlier is not None:
        kind = "version" if lake.format == "delta" else "snapshot"
        earlier = Earlier("version", f"{kind} {lake.earlier.id}", lake.earlier.date)
        yield from earlier_rows(path, lake.table(lake.earlier, limits), earlier)


def _descriptions(lake: LakeTable, seen: Sighting) -> Iterator[Description]:
    for column, text in ((None, lake.comment), *((field.name, field.comment) for field in lake.present.fields)):
        if text:
            yield description_row(lake.format, seen.path, seen.path, column, text)


def _assertions(lake: LakeTable, seen: Sighting) -> Iterator[Assertion]:
    """What writers of the table enforce: columns without nulls, and conditions that the table names."""
    required = [("not null", field.name) for field in lake.present.fields if field.is_required]
    checks = [(check, None) for check in lake.checks]
    for position, (type, column) in enumerate((*required, *checks)):
        yield Assertion(
            reference=seen.path,
            reference_source="declared",
            suite=seen.path,
            position=position,
            tool=lake.format,
            type=type,
            column=column,
            kind="nullness" if column else "custom",
            strength=1.0,
            path=seen.path,
        )
