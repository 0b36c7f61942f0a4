"""Crawls SQL files for the tables that they make: columns, types, constraints and comments.

The files of a folder are applied in the order of their names, as tools for migrations do it. A table is bound by its
name, and none becomes a dataset by being declared; one that several folders or files make is bound to nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.declared_table import rows_of, sources_of
from debt_pipelines.crawlers.sql_files.schema import Schema
from debt_pipelines.crawlers.sql_files.statements import definitions
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.digits import whole_number
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import folder_of
from debt_pipelines.project.project import Project

CRAWLER = "sql_files"
_MAX_BYTES = 8 * 1024 * 1024
_MAKES_TABLE = re.compile(rb"\bcreate\s+(?:or\s+replace\s+)?(?:external\s+)?table\b", re.IGNORECASE)
_MAY_MATTER = re.compile(rb"\b(?:table|comment\s+on|unique\s+index)\b", re.IGNORECASE)
_BACKWARD = re.compile(r"(?:[._-]down|(?:^|/)down|(?:^|/)U[\d._]+__[^/]*)\.(?:sql|ddl)$")
_ONE_PER_FOLDER = ("migration.sql", "up.sql")
_NUMBER = re.compile(r"(\d+)")


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all tables that SQL files declare, and a source row per file that declares one."""
    contents: dict[str, str] = {}
    wanted = [path for path in project.paths(suffixes=(".sql", ".ddl")) if not _BACKWARD.search(path)]
    for path, content in project.read_many(wanted, max_bytes=_MAX_BYTES + 1):
        if isinstance(content, UnreadableError) or not _MAY_MATTER.search(content):
            continue
        if len(content) > _MAX_BYTES:
            yield from _too_large(path, content)
        else:
            contents[path] = content.decode(errors="replace")
    groups: dict[str, list[str]] = defaultdict(list)
    for path in contents:
        groups[_group(path)].append(path)
    schemas: list[Schema] = []
    for _folder, paths in sorted(groups.items()):
        schema = Schema()
        for path in sorted(paths, key=_in_order):
            yield from _applied(schema, path, contents[path])
        schemas.append(schema)
    yield from _rows(schemas)


def _too_large(path: str, content: bytes) -> Iterator[Source]:
    if _MAKES_TABLE.search(content):
        reason = f"larger than {_MAX_BYTES // 2**20} MiB"
        yield Source(path=path, crawler=CRAWLER, kind="description", status="skipped", error=reason)


def _group(path: str) -> str:
    """The folder whose files belong together; of migrations in folders of their own, that of the folders."""
    folder = folder_of(path)
    return folder_of(folder) if path.rpartition("/")[2].lower() in _ONE_PER_FOLDER else folder


def _in_order(path: str) -> list[tuple[int, str]]:
    """A key that puts `V2` before `V10`."""
    numbered = [(whole_number(part), part) for part in _NUMBER.split(path)]
    return [(-1, part) if number is None else (number, "") for number, part in numbered]


def _applied(schema: Schema, path: str, text: str) -> Iterator[Row]:
    is_used = False
    for statement, line in definitions(text):
        schema.apply(statement, path, line)
        is_used = True
    if is_used:
        yield from sources_of(path, CRAWLER, None)


def _rows(schemas: list[Schema]) -> Iterator[Row]:
    counts = Counter(name for schema in schemas for name in schema.tables)
    for schema in schemas:
        for name, table in sorted(schema.tables.items()):
            if counts[name] > 1 or not schema.is_certain(name):
                table.references = []
            yield from rows_of(table)
