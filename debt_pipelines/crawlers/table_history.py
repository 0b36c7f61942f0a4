"""The earlier version of every table that can be read: what schema drift is measured against.

The baseline of a file in git is the newest committed version whose content is not the present one, on the line of
first parents: an edited work tree is compared with its last commit, an unchanged one with the version before. A file
that neither git nor DVC keeps is compared with the newest other content that a scan saw at its path.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from debt_pipelines.catalog.profile.rows import Earlier, earlier_rows
from debt_pipelines.catalog.tabular.files import find_table_paths
from debt_pipelines.catalog.tabular.pointers import blob_id
from debt_pipelines.catalog.tabular.read import format_of
from debt_pipelines.catalog.tabular.reading import Reading, content_ids, read_blobs, read_file, read_files
from debt_pipelines.catalog.tabular.table import NotTabularError
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dvc_tables import read_cached, tracked_tables, unlisted_folders
from debt_pipelines.crawlers.lake_tables import lakes_at
from debt_pipelines.crawlers.tables import part_path
from debt_pipelines.model.data_rows import Sighting
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import AnyRow
from debt_pipelines.project import git
from debt_pipelines.project.git import BlobVersion
from debt_pipelines.project.locations import ancestors
from debt_pipelines.project.project import Project

_CRAWLER = "table_history"
_SHORT_COMMIT = 7
_MAX_TEXT_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Baseline:
    """The earlier version of one file: the id of its content, and where it comes from."""

    content: str
    earlier: Earlier


def crawl(project: Project, settings: Settings) -> Iterator[AnyRow]:
    """Columns and measures of each table at its baseline; a sighting for a table that had rows and has none now."""
    yield from history_rows(project, settings, find_table_paths(project, settings).wanted)


def history_rows(project: Project, settings: Settings, wanted: Iterable[str]) -> Iterator[AnyRow]:
    """The rows of `crawl` for some files."""
    contents = content_ids(project, wanted, settings)
    baselines = dict(_baselines(project, contents, settings))
    blobs = [(path, baseline.content) for path, baseline in baselines.items()]
    for reading in read_blobs(project, blobs, settings):
        baseline = baselines[reading.path]
        yield from version_rows(reading, baseline.earlier)
        yield from emptied(read_file(project, reading.path, settings), reading, baseline.earlier)


def versions_at(project: Project, paths: Iterable[str], settings: Settings) -> Iterator[AnyRow]:
    """The tables at these paths in a project at one revision: a baseline for another state."""
    if project.revision is None or project.git_root is None:
        return
    date = git.commit_date(project.git_root, project.revision)
    wanted = {path if path in project.files or "#" not in path else path.rpartition("#")[0] for path in paths}
    there = sorted(path for path in wanted if path in project.files and format_of(path))
    earlier = Earlier("revision", project.revision, date)
    for reading in read_files(project, there, settings):
        yield from version_rows(reading, earlier)
    yield from _recorded_at(project, sorted(wanted - project.files.keys()), earlier, settings)
    yield from lakes_at(project, wanted, earlier, settings)


def version_rows(reading: Reading, earlier: Earlier) -> Iterator[AnyRow]:
    """The tables of a file as an earlier version of them; one row that says so where they could not be read."""
    if isinstance(reading.result, NotTabularError):
        return
    if isinstance(reading.result, UnreadableError):
        yield from earlier_rows(reading.path, None, earlier)
        return
    for table in reading.result:
        yield from earlier_rows(part_path(reading.path, table), table, earlier)


def emptied(present: Reading, past: Reading, earlier: Earlier) -> Iterator[Sighting]:
    """A sighting for each table that has no rows now, and had some."""
    if isinstance(present.result, UnreadableError) or isinstance(past.result, UnreadableError):
        return
    had = {table.part: table.n_rows for table in past.result if table.is_counted}
    origins = {"revision": f"commit {earlier.revision[:_SHORT_COMMIT]}", "version": "the version that DVC recorded"}
    origin = origins.get(earlier.baseline, "the scan before")
    for table in present.result:
        if table.is_counted and not table.n_rows and had.get(table.part):
            yield Sighting(
                path=part_path(present.path, table),
                crawler=_CRAWLER,
                kind="table",
                storage="git" if earlier.baseline == "revision" else "none",
                is_present=True,
                malformation=f"empty, but had {had[table.part]} rows before ({origin})",
                malformation_line=1,
                source_path=present.path,
                line=1,
            )


def _recorded_at(project: Project, paths: list[str], earlier: Earlier, settings: Settings) -> Iterator[AnyRow]:
    """The tables among the paths that DVC tracked then; what its cache does not hold is said to be unread."""
    tracked = tracked_tables(project, settings) if paths else {}
    wanted = [tracked[path].recorded for path in paths if path in tracked]
    for reading in read_cached(project, wanted, settings):
        yield from version_rows(reading, earlier)
    unknown = unlisted_folders(project, settings) if len(wanted) < len(paths) else set()
    for path in paths:
        if path not in tracked and not unknown.isdisjoint(ancestors(path)):
            yield from earlier_rows(path, None, earlier)


def _baselines(project: Project, contents: dict[str, str], settings: Settings) -> Iterator[tuple[str, _Baseline]]:
    tracked = {path for path in contents if project.files[path].is_tracked}
    history = _history(project, tracked, settings.history_commits)
    kept_by_dvc = tracked_tables(project, settings).keys() if project.is_git else set()
    for path, content in contents.items():
        if path in history:
            version = _committed(project, path, content, history[path])
            if version is not None:
                yield path, _Baseline(version.blob, Earlier("revision", version.commit, version.committed_at))
        elif path not in tracked and path not in kept_by_dvc and project.revision is None:
            seen = project.memory.before(path, content)
            if seen is not None:
                yield path, _Baseline(seen.content, Earlier("scan", seen.content, seen.seen_at))


def _history(project: Project, paths: set[str], max_commits: int) -> dict[str, list[BlobVersion]]:
    start = project.revision or project.head
    if project.git_root is None or start is None or not paths or not max_commits:
        return {}
    versions: dict[str, list[BlobVersion]] = defaultdict(list)
    for path, version in git.history(project.git_root, start, project.prefix, max_commits=max_commits):
        if path in paths:
            versions[path].append(version)
    return dict(versions)


def _committed(project: Project, path: str, content: str, versions: list[BlobVersion]) -> BlobVersion | None:
    newest = versions[0]
    if content != newest.blob and _with_plain_ends(project, path, content) != newest.blob:
        return newest
    return next((version for version in versions if version.blob != newest.blob), None)


def _with_plain_ends(project: Project, path: str, content: str) -> str | None:
    """The id of a file of the work tree with the line ends git keeps: a checkout may have written them as CRLF."""
    if project.revision is not None or project.files[path].size > _MAX_TEXT_BYTES:
        return None
    kept = project.memory.reading(content, "plain ends")
    if kept is None:
        try:
            data = project.read(path)
        except UnreadableError:
            return None
        kept = blob_id(data.replace(b"\r\n", b"\n"), like=content).encode()
        project.memory.keep(content, "plain ends", kept)
    return kept.decode()
