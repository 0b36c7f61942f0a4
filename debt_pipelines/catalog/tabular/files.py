"""Which files of a project may be tables, and how to read many of them within bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import pathspec

from debt_pipelines.catalog.tabular.read import format_of, may_be_table, read_table
from debt_pipelines.catalog.tabular.table import SkippedError, Table
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.project import Project

_HEAD_BYTES = 4096
_BATCH_BYTES = 64 * 1024 * 1024
_BATCH_FILES = 200
_MAX_PARQUET_BYTES = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class TablePaths:
    """The paths that may be tables, and those that would be, had the settings not left them out."""

    wanted: tuple[str, ...]
    left_out: tuple[str, ...]


def find_table_paths(project: Project, settings: Settings) -> TablePaths:
    """All paths of tabular formats, sorted; JSON only where its first bytes are those of a table."""
    excluded = pathspec.GitIgnoreSpec.from_lines(settings.exclude_patterns)
    wanted: list[str] = []
    doubtful: list[str] = []
    left_out: list[str] = []
    for path in sorted(project.files):
        format = format_of(path)
        if format is None:
            continue
        if excluded.match_file(path) or project.excluded.match_file(path):
            left_out += [path] if format != "json" else []
        else:
            (doubtful if format == "json" else wanted).append(path)
    for path, head in project.read_many(doubtful, max_bytes=_HEAD_BYTES):
        if not isinstance(head, UnreadableError) and may_be_table("json", head):
            wanted.append(path)
    return TablePaths(tuple(sorted(wanted)), tuple(left_out))


def read_in_batches(
    project: Project, paths: Iterable[str], *, max_bytes: int
) -> Iterator[list[tuple[str, bytes | UnreadableError]]]:
    """The contents of many files, a bounded number of bytes at a time, in the order given.

    Text is cut at `max_bytes`. Parquet needs its end, so it is read whole, unless it is very large.
    """
    for is_parquet, group in groupby(paths, key=lambda path: format_of(path) == "parquet"):
        limit = _MAX_PARQUET_BYTES if is_parquet else max_bytes
        for batch in _batches(project, group, limit):
            yield list(project.read_many(batch, max_bytes=limit))


def read_limited(path: str, content: bytes, *, size: int, max_bytes: int) -> Table:
    """The table in content that was cut at `max_bytes`, of a file of that size; raises UnreadableError."""
    if format_of(path) != "parquet":
        return read_table(path, content[:max_bytes], is_truncated=size > max_bytes)
    if size > _MAX_PARQUET_BYTES:
        raise SkippedError(f"Parquet larger than {_MAX_PARQUET_BYTES // 2**20} MiB")
    return read_table(path, content)


def _batches(project: Project, paths: Iterable[str], limit: int) -> Iterator[list[str]]:
    batch: list[str] = []
    n_bytes = 0
    for path in paths:
        entry = project.files.get(path)
        size = min(entry.size if entry else 0, limit)
        if batch and (n_bytes + size > _BATCH_BYTES or len(batch) == _BATCH_FILES):
            yield batch
            batch, n_bytes = [], 0
        batch.append(path)
        n_bytes += size
    if batch:
        yield batch
