"""Tables of databases, read because a source of the settings names them, and compared with the last scan.

At a git revision nothing is asked: a database has no past but what earlier scans have seen of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace

from debt_pipelines.catalog.database.described import Database, DeclaredTable
from debt_pipelines.catalog.database.door import open_database
from debt_pipelines.catalog.profile.rows import Earlier, present_rows
from debt_pipelines.catalog.tabular.reading import Reading, limits_of
from debt_pipelines.catalog.tabular.table import Table
from debt_pipelines.config.settings import Settings, SourceSettings
from debt_pipelines.config.sources import holds_files, is_wanted, without_secrets
from debt_pipelines.crawlers.kept_tables import kept_table, listing_of, note_listing, note_table
from debt_pipelines.crawlers.remote_files import settings_file
from debt_pipelines.crawlers.table_history import emptied, version_rows
from debt_pipelines.model.data_rows import Assertion, Description, Sighting, Source, SourceStatus
from debt_pipelines.model.errors import DebtError, UnreadableError
from debt_pipelines.model.schema import AnyRow
from debt_pipelines.project.locations import clean_url
from debt_pipelines.project.project import Project

_CRAWLER = "databases"
_TOOL = "sql"
_AT_ONCE = 200


def crawl(project: Project, settings: Settings) -> Iterator[AnyRow]:
    """The rows of every source that is a database; one that cannot be reached gives one source row."""
    for name, source in settings.sources.items():
        if holds_files(source):
            continue
        place = clean_url(source.url)
        if project.revision is not None:
            yield _source(name, place, "skipped", "not read at a revision: it has no past")
            continue
        try:
            opened = open_database(source, project.root)
        except DebtError as error:
            hint = f" ({error.hint})" if error.hint else ""
            yield _source(name, place, "error", without_secrets(f"{error.message}{hint}", source))
            continue
        with closing(opened) as database, project.memory.writing():
            yield from _rows(_Scan(project, settings, name, source, database, settings_file(project)))


@dataclass(frozen=True, slots=True)
class _Scan:
    """One source that is open."""

    project: Project
    settings: Settings
    name: str
    source: SourceSettings
    database: Database
    settings_file: str


def _rows(scan: _Scan) -> Iterator[AnyRow]:
    """A source row for the database, and the rows of its tables; a table that fails costs itself."""
    database, source = scan.database, scan.source
    titles = [title for title in database.titles() if is_wanted(source, title, title.rpartition(".")[2])]
    wanted = titles[: source.max_tables]
    yield _source(scan.name, database.place, "read" if titles else "skipped", None if titles else "no table is there")
    if len(titles) > len(wanted):
        message = f"{len(titles) - len(wanted)} more than `max_tables`, left unread"
        yield _source(scan.name, database.place, "skipped", message)
    for start in range(0, len(wanted), _AT_ONCE):
        try:
            tables = database.describe(wanted[start : start + _AT_ONCE])
        except UnreadableError as error:
            yield _source(scan.name, database.place, "error", without_secrets(error.message, source))
            continue
        for table in tables:
            yield from _table_rows(scan, table)
            if database.is_lost:
                return
    if titles:
        note_listing(scan.project.memory, listing_of(scan.name, source), map(database.path_of, titles))


def _table_rows(scan: _Scan, declared: DeclaredTable) -> Iterator[AnyRow]:
    path = scan.database.path_of(declared.title)
    yield from _declared_rows(scan, path, declared)
    try:
        measured = scan.database.measure(declared, scan.source.statistics, limits_of(scan.settings))
    except UnreadableError as error:
        message = without_secrets(f"`{declared.title}`: {error.message}", scan.source)
        yield _source(scan.name, path, "error", message)
        yield _sighting(scan, path, declared, None)
        return
    table = replace(measured, part=None)  # the path names it already
    yield _sighting(scan, path, declared, table)
    yield from present_rows(path, table)
    yield from _earlier(scan, path, table)


def _earlier(scan: _Scan, path: str, table: Table) -> Iterator[AnyRow]:
    """The table as the newest scan before saw it, where that was another state."""
    memory = scan.project.memory
    content = note_table(memory, path, table)
    before = memory.before(path, content)
    past = kept_table(memory, before.content) if before else None
    if before is None or past is None:
        return
    reading, earlier = Reading(path, before.content, (past,)), Earlier("scan", before.content, before.seen_at)
    yield from version_rows(reading, earlier)
    yield from emptied(Reading(path, content, (table,)), reading, earlier)


def _declared_rows(scan: _Scan, path: str, declared: DeclaredTable) -> Iterator[AnyRow]:
    """What the database itself says and enforces."""
    texts = [(None, declared.comment), *((column.name, column.comment) for column in declared.columns)]
    for column, text in texts:
        if text:
            yield Description(
                subject_kind="column" if column is not None else "dataset",
                reference=path,
                column=column,
                text=text,
                tool=_TOOL,
                path=scan.settings_file,
            )
    for position, constraint in enumerate(declared.constraints):
        yield Assertion(
            reference=path,
            reference_source="declared",
            suite=path,
            position=position,
            tool=_TOOL,
            type=constraint.type,
            column=constraint.column,
            kind=constraint.kind,
            strength=1.0,
            path=scan.settings_file,
        )


def _sighting(scan: _Scan, path: str, declared: DeclaredTable, table: Table | None) -> Sighting:
    """The table; without statistics its number of rows is what the database believes."""
    return Sighting(
        path=path,
        crawler=_CRAWLER,
        kind="table",
        storage="external",
        format=scan.database.format,
        n_rows=table.n_rows if table is not None and table.is_counted else declared.n_rows,
        is_present=table is not None,
        is_schema_read=table is not None,
        is_schema_declared=True,
        primary_key=",".join(declared.primary_key) or None,
        is_sampled=table is not None and table.is_sampled,
        n_duplicate_rows=table.n_duplicate_rows if table is not None else None,
        source_path=scan.settings_file,
    )


def _source(name: str, path: str, status: SourceStatus, error: str | None) -> Source:
    return Source(path=path, crawler=_CRAWLER, kind="database", part=name, status=status, error=error)
