"""Data files that can be read: columns, types, null counts and what is wrong with each file.

Every data file gives one source row, whether it was read, left out or broken. JSON files that hold no table
are no data files and are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from debt_pipelines.catalog.tabular.files import find_table_paths, read_in_batches, read_limited
from debt_pipelines.catalog.tabular.pointers import blob_id
from debt_pipelines.catalog.tabular.read import format_of
from debt_pipelines.catalog.tabular.table import NotTabularError, SkippedError, Table
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import ColumnSeen, Profile, Sighting, Source, SourceStatus
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project

_CRAWLER = "tables"
_N_THREADS = 2


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """A source row for every data file; for each table a sighting, its columns and their profiles."""
    paths = find_table_paths(project, settings)
    for path in paths.left_out:
        yield _source(path, status="skipped", error="left out by the settings")
    max_bytes = settings.max_file_mib * 2**20

    def read(item: tuple[str, bytes | UnreadableError]) -> list[Row]:
        return _rows_of_file(project, item[0], content=item[1], max_bytes=max_bytes)

    with ThreadPoolExecutor(_N_THREADS) as pool:
        for batch in read_in_batches(project, paths.wanted, max_bytes=max_bytes):
            for rows in pool.map(read, batch):
                yield from rows


def _rows_of_file(
    project: Project,
    path: str,
    *,
    content: bytes | UnreadableError,
    max_bytes: int,
) -> list[Row]:
    if isinstance(content, UnreadableError):
        return [_source(path, status="error", error=content.message, line=content.line)]
    size = project.files[path].size
    if not content and format_of(path) != "json":
        return [_source(path, status="skipped", error="an empty file"), _empty_sighting(project, path)]
    try:
        table = read_limited(path, content, size=size, max_bytes=max_bytes)
    except NotTabularError as error:
        return [] if format_of(path) == "json" else [_source(path, status="skipped", error=error.message)]
    except SkippedError as error:
        return [_source(path, status="skipped", error=error.message)]
    except UnreadableError as error:
        return [_source(path, status="error", error=error.message, line=error.line)]
    return [_source(path), _sighting(project, path, content, table), *_columns(path, table)]


def _source(
    path: str,
    *,
    status: SourceStatus = "read",
    error: str | None = None,
    line: int | None = None,
) -> Source:
    return Source(path=path, crawler=_CRAWLER, kind="data", status=status, error=error, line=line)


def _sighting(project: Project, path: str, content: bytes, table: Table) -> Sighting:
    entry = project.files[path]
    blob = _current_blob(project, path, content)
    return Sighting(
        path=path,
        crawler=_CRAWLER,
        kind="table",
        storage="git" if entry.is_tracked else "none",
        format=table.format,
        hash=blob,
        hash_name="git" if blob else None,
        size_bytes=entry.size,
        n_rows=table.n_rows,
        is_present=True,
        is_schema_read=True,
        malformation=table.malformation,
        malformation_line=table.malformation_line,
        source_path=path,
        line=1,
    )


def _empty_sighting(project: Project, path: str) -> Sighting:
    """A file without a byte: it may be a stand-in, so it says nothing of its columns."""
    return Sighting(
        path=path,
        crawler=_CRAWLER,
        kind="table",
        storage="git" if project.files[path].is_tracked else "none",
        format=format_of(path),
        size_bytes=0,
        is_present=True,
        source_path=path,
        line=1,
    )


def _current_blob(project: Project, path: str, content: bytes) -> str | None:
    """The blob id of the file as it is: the staged one is out of date when the work tree was edited."""
    entry = project.files[path]
    if project.revision is not None or entry.blob is None:
        return entry.blob
    return blob_id(content, like=entry.blob) if len(content) == entry.size else None


def _columns(path: str, table: Table) -> Iterator[Row]:
    line = None if table.format == "parquet" else table.header_line
    for position, column in enumerate(table.columns):
        yield ColumnSeen(
            path=path,
            column=column.name,
            position=position,
            physical_type=column.physical_type,
            logical_type=column.logical_type,
            line=line,
        )
        if column.n_nulls is not None:
            yield Profile(
                path=path,
                column=column.name,
                n_rows=table.n_rows,
                n_nulls=column.n_nulls,
                null_fraction=column.n_nulls / table.n_rows if table.n_rows else 0.0,
                is_sampled=table.is_sampled,
            )
