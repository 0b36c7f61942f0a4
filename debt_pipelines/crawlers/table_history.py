"""The earlier version of every table that git keeps: what schema drift is measured against.

The baseline of a file is the newest committed version whose content is not the present one, on the line of
first parents: an edited work tree is compared with its last commit, an unchanged one with the version before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from debt_pipelines.catalog.tabular.files import find_table_paths, read_in_batches, read_limited
from debt_pipelines.catalog.tabular.pointers import blob_id
from debt_pipelines.catalog.tabular.read import format_of, read_table
from debt_pipelines.catalog.tabular.table import NotTabularError, Table
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import SchemaVersion, Sighting
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project import git
from debt_pipelines.project.git import BlobVersion
from debt_pipelines.project.listing import FileEntry
from debt_pipelines.project.project import Project

_CRAWLER = "table_history"
_BATCH_FILES = 50
_MAX_EMPTY_BYTES = 64 * 1024
_SHORT_COMMIT = 7


def crawl(project: Project, settings: Settings) -> Iterator[SchemaVersion | Sighting]:
    """The columns of each table at its baseline; a sighting for a table that had rows and has none now."""
    start = project.revision or project.head
    if project.git_root is None or start is None:
        return
    wanted = find_table_paths(project, settings).wanted
    tracked = [path for path in wanted if project.files[path].is_tracked]
    history = _history(project, start, paths=set(tracked), max_commits=settings.history_commits)
    changed = [path for path in tracked if path in history]
    emptied: dict[str, bytes] = {}
    baselines: dict[str, BlobVersion] = {}
    for path, content in _present(project, changed):
        baseline = _baseline(project.files[path], history[path], content=content)
        if baseline is not None:
            baselines[path] = baseline
            if content is not None and _may_have_no_rows(path, content):
                emptied[path] = content
    for path, version, content in _contents(project, baselines):
        table = _read(path, content, settings)
        yield from _versions(path, table, revision=version.commit, committed_at=version.committed_at)
        if path in emptied and isinstance(table, Table):
            yield from _emptied(path, emptied[path], table, version)


def versions_at(project: Project, paths: Iterable[str], settings: Settings) -> Iterator[SchemaVersion]:
    """The columns of the tables at these paths in a project at one revision: a baseline for another state."""
    if project.revision is None or project.git_root is None:
        return
    arguments = ("show", "-s", "--no-show-signature", "--format=%cI", project.revision)
    committed_at = git.run_git(project.git_root, *arguments).decode().strip()
    there = sorted(path for path in set(paths) if path in project.files and format_of(path))
    for batch in read_in_batches(project, there, max_bytes=settings.max_file_mib * 2**20 + 1):
        for path, content in batch:
            table = content if isinstance(content, UnreadableError) else _read(path, content, settings)
            yield from _versions(path, table, revision=project.revision, committed_at=committed_at)


def _history(
    project: Project,
    start: str,
    *,
    paths: set[str],
    max_commits: int,
) -> dict[str, list[BlobVersion]]:
    if project.git_root is None or not paths or not max_commits:
        return {}
    versions: dict[str, list[BlobVersion]] = defaultdict(list)
    for path, version in git.history(project.git_root, start, project.prefix, max_commits=max_commits):
        if path in paths:
            versions[path].append(version)
    return dict(versions)


def _present(project: Project, paths: list[str]) -> Iterator[tuple[str, bytes | None]]:
    """The present content of each path; at a revision the blob id says enough unless the file is small."""
    small = [path for path in paths if project.files[path].size <= _MAX_EMPTY_BYTES]
    if project.revision is not None:
        yield from ((path, None) for path in sorted(set(paths) - set(small)))
        paths = small
    for path, content in project.read_many(paths):
        if not isinstance(content, UnreadableError):
            yield path, content


def _baseline(
    entry: FileEntry,
    versions: list[BlobVersion],
    *,
    content: bytes | None,
) -> BlobVersion | None:
    newest = versions[0]
    if not _is_blob(newest.blob, entry, content=content):
        return newest
    return next((version for version in versions if version.blob != newest.blob), None)


def _is_blob(blob: str, entry: FileEntry, *, content: bytes | None) -> bool:
    """Whether a file is that blob, also when the checkout wrote its line endings as CRLF."""
    if content is None:
        return entry.blob == blob
    if blob_id(content, like=blob) == blob:
        return True
    return b"\r\n" in content and blob_id(content.replace(b"\r\n", b"\n"), like=blob) == blob


def _may_have_no_rows(path: str, content: bytes) -> bool:
    if format_of(path) == "parquet":
        return len(content) <= _MAX_EMPTY_BYTES
    text = content[:_MAX_EMPTY_BYTES].strip()
    return len(content) <= _MAX_EMPTY_BYTES and not (b"\n" in text or b"\r" in text)


def _contents(
    project: Project,
    baselines: dict[str, BlobVersion],
) -> Iterator[tuple[str, BlobVersion, bytes | None]]:
    paths = sorted(baselines)
    if project.git_root is None:
        return
    for start in range(0, len(paths), _BATCH_FILES):
        batch = paths[start : start + _BATCH_FILES]
        blobs = git.read_blobs(project.git_root, sorted({baselines[path].blob for path in batch}))
        for path in batch:
            yield path, baselines[path], blobs.get(baselines[path].blob)


def _read(path: str, content: bytes | None, settings: Settings) -> Table | UnreadableError:
    if content is None:
        return UnreadableError("not stored in git")
    max_bytes = settings.max_file_mib * 2**20
    try:
        return read_limited(path, content, size=len(content), max_bytes=max_bytes)
    except UnreadableError as error:
        return error


def _versions(
    path: str,
    table: Table | UnreadableError,
    *,
    revision: str,
    committed_at: str,
) -> Iterator[SchemaVersion]:
    if isinstance(table, NotTabularError):
        return
    columns = table.columns if isinstance(table, Table) else ()
    for position, column in enumerate(columns):
        yield SchemaVersion(
            path=path,
            column=column.name,
            position=position,
            logical_type=column.logical_type,
            revision=revision,
            committed_at=committed_at,
            is_read=True,
        )
    if not columns:
        yield SchemaVersion(
            path=path,
            column=None,
            position=None,
            logical_type=None,
            revision=revision,
            committed_at=committed_at,
            is_read=isinstance(table, Table),
        )


def _emptied(path: str, content: bytes, earlier: Table, version: BlobVersion) -> Iterator[Sighting]:
    if not earlier.n_rows:
        return
    try:
        present = read_table(path, content)
    except UnreadableError:
        return
    if not present.n_rows:
        commit = version.commit[:_SHORT_COMMIT]
        yield Sighting(
            path=path,
            crawler=_CRAWLER,
            kind="table",
            storage="git",
            is_present=True,
            malformation=f"empty, but had {earlier.n_rows} rows before (commit {commit})",
            malformation_line=1,
            source_path=path,
            line=1,
        )
