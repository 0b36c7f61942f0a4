"""The tables of a project at one state, and which of two states differ: told without reading what is the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from debt_pipelines.catalog.lake.table import LakeFolder
from debt_pipelines.catalog.patterns import last_match
from debt_pipelines.catalog.tabular.files import find_table_paths, left_out_by
from debt_pipelines.catalog.tabular.pointers import blob_id
from debt_pipelines.catalog.tabular.reading import Reading, limits_of, read_files
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dvc_cache import Recorded, recorded_data
from debt_pipelines.crawlers.dvc_tables import on_disk, read_cached, tracked_tables, unlisted_folders
from debt_pipelines.crawlers.lake_tables import folders_in, opened, present_table
from debt_pipelines.crawlers.registry import crawl_project
from debt_pipelines.model.data_rows import DVC_STORAGES, Sighting
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.pipeline_rows import Edge
from debt_pipelines.model.schema import AnyRow
from debt_pipelines.project import git
from debt_pipelines.project.known_hashes import hash_of_file
from debt_pipelines.project.locations import ancestors
from debt_pipelines.project.project import Project

_PIPELINES = ("dvc_files", "dvc_pipeline")
_HASHED_BYTES = 256 * 1024 * 1024
"""A larger file of the work tree is not hashed only to see whether it is the same: it is read, once."""
_SHA1_LIKE = "0" * 40


@dataclass(frozen=True)
class State:
    """A project at one state, and its tables by path with what DVC records of each; no data is read.

    `lakes` are those tables that are folders with a log, `given` those of sources beside the project.

    Two folders share one memory on disk, so what is noted of one is kept before anything is noted of the other.
    """

    project: Project
    settings: Settings
    tables: Mapping[str, Recorded | None]
    lakes: Mapping[str, LakeFolder] = field(default_factory=dict)
    given: Mapping[str, Reading] = field(default_factory=dict)

    @cached_property
    def pipelines(self) -> list[AnyRow]:
        """What the pipelines declare."""
        return _pipelines(self.project, self.settings)

    @cached_property
    def unknown(self) -> frozenset[str]:
        """The paths that DVC keeps, and of which it cannot be told what they hold, if anything."""
        declared = {row.path for row in self.pipelines if isinstance(row, Sighting) and row.storage in DVC_STORAGES}
        declared |= {row.target for row in self.pipelines if isinstance(row, Edge) and row.direction == "out"}
        if not declared:
            return frozenset()
        recorded = {entry.path for entry in recorded_data(self.project, self.settings)}
        untold = (declared - recorded) | unlisted_folders(self.project, self.settings)
        return frozenset(path for path in untold if not self.project.exists(path))

    def may_hold(self, path: str) -> bool:
        """Whether a path that is not among the tables may be there all the same, because DVC keeps it."""
        return not self.unknown.isdisjoint((path, *ancestors(path)))

    def read(self, paths: Iterable[str]) -> dict[str, Reading]:
        """What these files hold, from the project or from the cache of DVC."""
        known = {path: self._without_file(path) for path in set(paths) & (self.lakes.keys() | self.given.keys())}
        wanted = sorted(set(paths) - known.keys())
        here = [path for path in wanted if path in self.project.files]
        cached = [entry for path in wanted if path not in self.project.files and (entry := self.tables[path])]
        found = [*read_files(self.project, here, self.settings), *read_cached(self.project, cached, self.settings)]
        return known | {reading.path: reading for reading in found}

    def _without_file(self, path: str) -> Reading:
        """What a table is that is no file: one of a lake, or of a source."""
        if path in self.given:
            return self.given[path]
        table = present_table(opened(self.lakes[path]), limits_of(self.settings))
        return Reading(path, None, table if isinstance(table, UnreadableError) else (table,))

    def _log(self, path: str) -> list[str]:
        """The files that tell what a table of a lake is."""
        return [f"{path}/{name}" for name in self.lakes[path].names]

    def size(self, path: str) -> int:
        """The size of a file in bytes, the number of rows in a table of a source; 0 where it is not known."""
        if path in self.given:
            result = self.given[path].result
            return 0 if isinstance(result, UnreadableError) else sum(table.n_rows for table in result)
        if path in self.lakes:
            return sum(self.project.files[name].size for name in self._log(path))
        entry = self.project.files.get(path)
        recorded = None if entry else self.tables[path]
        if recorded is not None:
            entry = on_disk(self.project, [recorded]).files.get(recorded.object_path or "")
        return entry.size if entry else 0

    def hash_as(self, path: str, scheme: str) -> str | None:
        """The hash of a table as DVC would record it; None where it cannot be told, or would cost too much."""
        recorded = self.tables[path]
        is_here = path in self.project.files and self.project.revision is None
        if is_here and self.size(path) <= self.settings.hash_budget_mib * 2**20:
            with suppress(UnreadableError), self.project.memory.writing():
                return hash_of_file(self.project, path, scheme)
        return recorded.hash if recorded and recorded.scheme == scheme else None

    def blob(self, path: str, *, like: str) -> str | None:
        """The id that git gives the content of a file, in the scheme of another id; other tables have their own."""
        project = self.project
        if path in self.given:
            return self.given[path].content
        if path in self.lakes:
            blobs = [blob for name in self._log(path) if (blob := self.blob(name, like=like))]
            is_known = len(blobs) == len(self.lakes[path].names)
            return blob_id(" ".join([*self.lakes[path].names, *blobs]).encode(), like=blobs[0]) if is_known else None
        if path not in project.files:
            return None
        if project.revision is not None:
            return project.files[path].blob
        stamp = project.stamp(path)
        known = project.memory.content_at(path, stamp) if stamp else None
        if known is None and self.size(path) <= _HASHED_BYTES:
            with suppress(UnreadableError), project.memory.writing():
                known = blob_id(project.read(path), like=like)
                if stamp:
                    project.memory.stamp(path, stamp, known)
        return known


@dataclass(frozen=True, slots=True)
class Pairs:
    """The tables of two states, put side by side: path after -> path before where both states have them."""

    same: Mapping[str, str]
    changed: Mapping[str, str]
    gone: Collection[str]
    new: Collection[str]

    @property
    def moved(self) -> dict[str, str]:
        """The tables that bear another path now."""
        return {after: before for after, before in {**self.same, **self.changed}.items() if after != before}

    def with_moves(self, moves: Mapping[str, str]) -> Pairs:
        """The same with new tables that turned out to be tables that are gone: path after -> path before."""
        return Pairs(
            same=self.same,
            changed={**self.changed, **moves},
            gone=[path for path in self.gone if path not in moves.values()],
            new=[path for path in self.new if path not in moves],
        )

    def without_moves(self, paths: Iterable[str]) -> Pairs:
        """The same with tables that were not moved after all, so that one is gone and another new."""
        moved = {path: self.moved[path] for path in paths}
        return Pairs(
            same={path: old for path, old in self.same.items() if path not in moved},
            changed={path: old for path, old in self.changed.items() if path not in moved},
            gone=sorted({*self.gone, *moved.values()}),
            new=sorted({*self.new, *moved}),
        )


def state_of(project: Project, settings: Settings, given: Mapping[str, Reading]) -> State:
    """The state of a project with the tables of sources; of its work tree with the data that DVC keeps out of git."""
    tracked = tracked_tables(project, settings)
    if project.revision is None:
        seen = {row.path for row in _pipelines(project, settings) if isinstance(row, Sighting)}
        project = project.including(sorted({*seen, *tracked}))
    tables: dict[str, Recorded | None] = dict.fromkeys(find_table_paths(project, settings).wanted)
    tables |= {path: table.recorded for path, table in tracked.items()}
    is_left_out = left_out_by(project, settings)
    lakes = {path: folder for path, folder in folders_in(project).items() if not is_left_out(f"{path}/")}
    tables |= dict.fromkeys([*lakes, *given])
    said = last_match(settings.datasets.items())
    is_dataset = {path: wish is None or wish.is_dataset for path in tables for wish in [said(path)]}
    tables = {path: recorded for path, recorded in tables.items() if is_dataset[path]}
    return State(project, settings, tables, lakes, given)


def _pipelines(project: Project, settings: Settings) -> list[AnyRow]:
    return project.once("rows of pipelines", lambda: crawl_project(project, settings, only=_PIPELINES))


def pair_up(before: State, after: State, is_wanted: Callable[[str], bool]) -> Pairs:
    """Which tables are the same, changed, gone and new; a file that was moved is one table.

    What is not wanted is not looked at, and counts as the same.
    """
    both = before.tables.keys() & after.tables.keys()
    gone, new = before.tables.keys() - both, after.tables.keys() - both
    moved = dict(_moves(before, after, gone, new))
    pairs = {path: path for path in both} | moved
    wanted = {path: old for path, old in sorted(pairs.items()) if is_wanted(path)}
    changed = {path: old for path, old in wanted.items() if not _is_same(before, after, old, path)}
    return Pairs(
        same={path: old for path, old in sorted(pairs.items()) if path not in changed},
        changed=changed,
        gone=[path for path in sorted(gone - set(moved.values())) if is_wanted(path)],
        new=[path for path in sorted(new - moved.keys()) if is_wanted(path)],
    )


def _is_same(before: State, after: State, old: str, new: str) -> bool:
    recorded = before.tables[old] or after.tables[new]
    if recorded is not None:
        value = before.hash_as(old, recorded.scheme)
        return value is not None and value == after.hash_as(new, recorded.scheme)
    sizes = before.size(old), after.size(new)
    if all(sizes) and sizes[0] != sizes[1]:
        return False
    blob = before.blob(old, like=_SHA1_LIKE)
    return blob is not None and blob == after.blob(new, like=blob)


def _moves(before: State, after: State, gone: Collection[str], new: Collection[str]) -> Iterator[tuple[str, str]]:
    """Path after -> path before of the files that were moved: as git tells, else where the content is the same."""
    if not gone or not new:
        return
    told = _git_moves(before.project, after.project)
    known = {path: old for path, old in told.items() if path in new and old in gone}
    yield from known.items()
    left = _by_content(before, set(gone) - set(known.values()))
    for content, paths in _by_content(after, set(new) - known.keys()).items():
        if len(paths) == 1 and len(left.get(content, ())) == 1:
            yield paths[0], left[content][0]


def _by_content(state: State, paths: Collection[str]) -> dict[str, list[str]]:
    """The paths by what tells their content; without those whose content is nothing, or cannot be told."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(paths):
        recorded = state.tables[path]
        content = recorded.hash if recorded else state.blob(path, like=_SHA1_LIKE)
        if content and (recorded or state.size(path)):
            found[content].append(path)
    return found


def _git_moves(before: Project, after: Project) -> dict[str, str]:
    """What git calls a rename; against a work tree, what is staged of it, because git would run filters to read it."""
    if before.revision is None or before.git_root is None or before.git_root != after.git_root:
        return {}
    return git.renames(before.git_root, before.revision, after.revision, after.prefix)
