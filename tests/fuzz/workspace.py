"""The project of seeds on disk, one file of it replaced at a time, and the crawlers that read that file."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from debt_pipelines.catalog.frames import arrow_table
from debt_pipelines.config.settings import Settings, SourceSettings
from debt_pipelines.crawlers.registry import Crawler, crawlers
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.errors import SettingsError
from debt_pipelines.model.schema import AnyRow
from debt_pipelines.project.listing import FileEntry
from debt_pipelines.project.project import Project
from tests.fuzz.seeds import DATABASE, FAR, ORDERS, seed_files, seed_projects

_REFUSES = {"ledger": SettingsError}
"""What a crawler may raise by its own word; every other refusal is a row."""
_READ_OTHERWISE = {"databases": DATABASE, "remote_files": FAR}
"""Crawlers that are told of a file by the settings and read it past the project."""
_CAUGHT = ("the reader failed", "the crawler failed")


all_crawlers = cache(crawlers)


class Told(NamedTuple):
    """What a parser made of one input."""

    n_rows: int = 0
    n_refusals: int = 0


class CaughtError(Exception):
    """An exception that a last resort of the product has turned into a row."""


class Workspace:
    """The seeds in a folder, which is in no repository; what else a target writes goes beside it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        self.seeds = seed_files()
        for path, data in self.seeds.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        shared = {ORDERS: FileEntry(len(self.seeds[ORDERS]))}
        self._listed = {
            path: shared | {other: FileEntry(len(data)) for other, data in files.items()}
            for files in seed_projects()
            for path in files
        }
        self._readers: dict[str, list[str]] = {}

    @cached_property
    def settings(self) -> Settings:
        """Settings that name what is read only if it is named."""
        sources = {
            "shop": SourceSettings(url=f"sqlite:///{DATABASE}", timeout_seconds=3),
            "far": SourceSettings(url=f"file://{self.root}/{FAR.partition('/')[0]}", timeout_seconds=3),
        }
        return Settings(incidents="incidents", sources=sources)

    def project(self, path: str, **changed: FileEntry) -> Project:
        """The project that a file belongs to, as no scan has seen it yet."""
        return Project(self.root, "seeds", None, "", None, None, self._listed[path] | changed)

    @contextmanager
    def changed(self, path: str, data: bytes) -> Iterator[Project]:
        """The project with other bytes in one of its files."""
        file = self.root / path
        file.write_bytes(data)
        try:
            yield self.project(path, **{path: FileEntry(len(data))})
        finally:
            file.write_bytes(self.seeds[path])

    def readers(self, path: str) -> list[str]:
        """The names of the crawlers that open a file."""
        if path not in self._readers:
            files = seed_projects()[[path in project for project in seed_projects()].index(True)]
            found: dict[str, set[str]] = {other: set() for other in files}
            with patch.object(Project, "_opened", autospec=True, side_effect=Project._opened) as opened:
                for name, crawler in all_crawlers().items():
                    opened.reset_mock()
                    list(crawler(self.project(path), self.settings))
                    for other in found.keys() & {call.args[1] for call in opened.call_args_list}:
                        found[other].add(name)
            for name, other in _READ_OTHERWISE.items():
                if other in found:
                    found[other].add(name)
            self._readers |= {other: sorted(names) for other, names in found.items()}
        return self._readers[path]

    def crawl(self, path: str, data: bytes) -> Told:
        """What the crawlers that read a file make of other bytes in it."""
        names = self.readers(path)
        with self.changed(path, data) as project:
            return crawled(project, self.settings, names)


def crawled(project: Project, settings: Settings, names: Collection[str]) -> Told:
    """What crawlers make of a project, all of it put into tables; raises whatever one of them raises."""
    rows: list[AnyRow] = []
    n_refusals = 0
    known = all_crawlers()
    for name in names:
        try:
            rows += _rows(name, known[name], project, settings)
        except _REFUSES.get(name, ()):
            n_refusals += 1
    for table, of_table in _by_table(rows).items():
        arrow_table(table, of_table)
    return Told(len(rows), n_refusals + sum(map(is_refusal, rows)))


def _by_table(rows: list[AnyRow]) -> dict[str, list[AnyRow]]:
    found: dict[str, list[AnyRow]] = {}
    for row in rows:
        found.setdefault(row.table, []).append(row)
    return found


def _rows(name: str, crawler: Crawler, project: Project, settings: Settings) -> list[AnyRow]:
    try:
        rows = list(crawler(project, settings))
    except BaseException as error:
        error.add_note(f"in the crawler {name}")
        raise
    for row in rows:
        if isinstance(row, Source) and (row.error or "").startswith(_CAUGHT):
            raise CaughtError(f"{name}: {row.path}: {row.error}")
    return rows


def is_refusal(row: Any) -> bool:
    """Whether a row tells of something that could not be read."""
    return isinstance(row, Source) and row.status in ("error", "skipped")


@contextmanager
def workspace() -> Iterator[Workspace]:
    """A workspace in memory where there is such a place, gone afterwards."""
    memory = Path("/dev/shm")  # noqa: S108 - a hundred times faster than a disk, and named by the standard
    folder = Path(tempfile.mkdtemp(prefix="debt-fuzz-", dir=memory if memory.is_dir() else None))
    try:
        (folder / "project").mkdir()
        yield Workspace(folder / "project")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
