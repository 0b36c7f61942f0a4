"""Data files that can be read: columns, types, measures and what is wrong with each file.

Every data file gives one source row, whether it was read, left out or broken. JSON files, archives and databases
that hold no table are no data files and are passed over. A file with several tables (a workbook, a database) gives a
sighting for each, whose path is the file's with the name of the table behind a `#`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from debt_pipelines.catalog.profile.rows import present_rows
from debt_pipelines.catalog.tabular.files import find_table_paths
from debt_pipelines.catalog.tabular.read import format_of
from debt_pipelines.catalog.tabular.reading import Reading, read_files
from debt_pipelines.catalog.tabular.table import NotTabularError, SkippedError, Table
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.file_rows import description_row
from debt_pipelines.model.data_rows import Description, Sighting, Source, SourceStatus
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import AnyRow
from debt_pipelines.project.progress import Step, tell
from debt_pipelines.project.project import Project

_CRAWLER = "tables"


def crawl(project: Project, settings: Settings) -> Iterator[AnyRow]:
    """A source row for every data file; for each table a sighting, its columns and their profiles."""
    paths = find_table_paths(project, settings)
    for path in paths.left_out:
        yield _source(path, _CRAWLER, status="skipped", error="left out by the settings")
    for n, reading in enumerate(read_files(project, paths.wanted, settings), start=1):
        tell(Step("read", n, len(paths.wanted)))
        yield from rows_of_file(reading, _seen(project, reading))


def part_path(path: str, table: Table) -> str:
    """The path of a table: that of its file, and its name where the file holds several."""
    return path if table.part is None else f"{path}#{table.part}"


def rows_of_file(reading: Reading, seen: Sighting) -> Iterator[AnyRow]:
    """A source row for a file that was read, and the rows of its tables; `seen` is what is known without its bytes."""
    path, result = reading.path, reading.result
    if isinstance(result, UnreadableError):
        if isinstance(result, NotTabularError) and format_of(path) in ("json", "zip", "sqlite"):
            return
        is_skipped = isinstance(result, (NotTabularError, SkippedError))
        status: SourceStatus = "skipped" if is_skipped else "error"
        yield _source(path, seen.crawler, status=status, error=result.message, line=result.line)
        return
    if not seen.size_bytes:  # it may be a stand-in, so it says nothing of its columns
        yield _source(path, seen.crawler, status="skipped", error="an empty file")
        yield seen
        return
    yield _source(path, seen.crawler)
    for table in result:
        yield _sighting(path, seen, table)
        yield from present_rows(part_path(path, table), table)
        yield from _descriptions(part_path(path, table), table)


def _descriptions(path: str, table: Table) -> Iterator[Description]:
    """What the file itself says of the table and its columns."""
    for column, text in table.texts:
        tool = "arrow" if table.format == "feather" else table.format
        yield description_row(tool, path, path, column, text)


def _source(
    path: str,
    crawler: str,
    *,
    status: SourceStatus = "read",
    error: str | None = None,
    line: int | None = None,
) -> Source:
    return Source(path=path, crawler=crawler, kind="data", status=status, error=error, line=line)


def _seen(project: Project, reading: Reading) -> Sighting:
    entry = project.files[reading.path]
    is_known = entry.is_tracked and entry.size > 0 and reading.content is not None
    return Sighting(
        path=reading.path,
        crawler=_CRAWLER,
        kind="table",
        storage="git" if entry.is_tracked else "none",
        format=format_of(reading.path),
        hash=reading.content if is_known else None,
        hash_name="git" if is_known else None,
        size_bytes=entry.size,
        is_present=True,
        source_path=reading.path,
        line=1,
    )


def _sighting(path: str, seen: Sighting, table: Table) -> Sighting:
    return replace(
        seen,
        path=part_path(path, table),
        format=table.format,
        n_rows=table.n_rows,
        is_schema_read=True,
        is_sampled=table.is_sampled,
        malformation=table.malformation,
        malformation_line=table.malformation_line,
        n_duplicate_rows=table.n_duplicate_rows,
    )
