"""Data that is there, compared with what DVC recorded of it: in the cache, and in the work tree.

DVC itself trusts a read-only cache file without looking. What is absent gives no row, because a fresh clone holds no
data, and neither does what is beyond the budget of a scan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dvc_cache import Recorded, folder_files, recorded_data
from debt_pipelines.crawlers.dvc_present import hidden_from_dvc
from debt_pipelines.model.data_rows import ContentCheck
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.hashing import FOLDER_SUFFIX, hash_of_folder
from debt_pipelines.project.known_hashes import hash_of_file
from debt_pipelines.project.listing import PRUNED_FOLDERS
from debt_pipelines.project.project import Project

Files = dict[str, str]
"""The hash of each file of a folder, by its path in the folder."""


@dataclass(frozen=True, slots=True)
class _Check:
    """One comparison that can be made, what it costs, and how it is made."""

    recorded: Recorded
    place: Literal["cache", "workspace"]
    n_bytes: int
    problem: Callable[[Recorded], str | None]


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """A row for each recorded hash whose bytes are there, at the work tree only."""
    if project.revision is not None:
        return
    recorded = recorded_data(project, settings)
    present = _Present(project, recorded)
    checks = [check for entry in recorded for check in (present.in_cache(entry), present.in_workspace(entry)) if check]
    left = settings.hash_budget_mib * 2**20
    with project.memory.writing():
        for check in sorted(checks, key=lambda check: (check.n_bytes, check.recorded.path, check.place)):
            left -= check.n_bytes
            if left < 0:
                return
            try:
                problem = check.problem(check.recorded)
            except UnreadableError:
                continue
            yield ContentCheck(
                path=check.recorded.path, place=check.place, recorded_hash=check.recorded.hash, problem=problem
            )


class _Present:
    """The bytes that are there for what is recorded, and the lists of folders that the cache holds whole."""

    def __init__(self, project: Project, recorded: list[Recorded]) -> None:
        objects = [entry.object_path for entry in recorded if entry.object_path]
        self.is_hidden = hidden_from_dvc(project)
        self.project = project.including([*(entry.path for entry in recorded), *objects])
        lists = ((entry, folder_files(self.project, entry)) for entry in recorded if entry.is_folder)
        self.lists = {entry: files for entry, files in lists if files}
        parts = {entry.object_of(value) for entry, files in self.lists.items() for value in files.values()}
        self.project = self.project.including(sorted(part for part in parts if part))
        self.hashes: dict[tuple[str, str], str] = {}

    def in_cache(self, entry: Recorded) -> _Check | None:
        """The comparison with the cache, if it holds the bytes, or the list of a folder."""
        path = entry.object_path
        if path is None or path not in self.project.files:
            return None
        n_bytes = self._size([path, *self._parts(entry)])
        return _Check(entry, "cache", n_bytes, self._cache_problem)

    def in_workspace(self, entry: Recorded) -> _Check | None:
        """The comparison with the work tree, if there is a file, or a folder of files only."""
        if entry.is_folder != self.project.is_folder(entry.path):
            return None
        if not entry.is_folder:
            is_there = entry.path in self.project.files
            return _Check(entry, "workspace", self._size([entry.path]), self._file_problem) if is_there else None
        if any(link.startswith(f"{entry.path}/") for link in self.project.opaque):
            return None
        return _Check(entry, "workspace", self._size(self.project.files_below(entry.path)), self._folder_problem)

    def _cache_problem(self, entry: Recorded) -> str | None:
        path = entry.object_path or ""
        wanted = {path: entry.hash.removesuffix(FOLDER_SUFFIX), **self._parts(entry)}
        bad = sorted(path for path, value in wanted.items() if self._hash(path, entry.scheme) != value)
        if not bad:
            return None
        others = f" and {len(bad) - 1} more of its files there" if len(bad) > 1 else ""
        return f"the cache file `{bad[0]}`{others} {'hold' if others else 'holds'} other bytes"

    def _file_problem(self, entry: Recorded) -> str | None:
        is_same = self._hash(entry.path, entry.scheme) == entry.hash
        return None if is_same else "the file in the workspace has other bytes"

    def _folder_problem(self, entry: Recorded) -> str | None:
        start = len(entry.path) + 1
        files = [path for path in self.project.files_below(entry.path) if not self.is_hidden(path)]
        there = {path[start:]: self._hash(path, entry.scheme) for path in files}
        if hash_of_folder(there) == entry.hash:
            return None
        if entry in self.lists:
            seen = {path: value for path, value in self.lists[entry].items() if not self._is_passed_over(entry, path)}
            return _differences(seen, there)
        if entry.n_files is not None and entry.n_files != len(there):
            return f"{entry.n_files} files were recorded, and the workspace has {len(there)}"
        return "the files of the folder in the workspace are not those recorded"

    def _is_passed_over(self, entry: Recorded, path: str) -> bool:
        return self.is_hidden(f"{entry.path}/{path}") or not PRUNED_FOLDERS.isdisjoint(path.split("/"))

    def _parts(self, entry: Recorded) -> Files:
        """The cache files of a folder that are there, with the hash each should have."""
        values = self.lists.get(entry, {}).values()
        return {path: value for value in values if (path := entry.object_of(value)) in self.project.files and path}

    def _hash(self, path: str, scheme: str) -> str:
        if (path, scheme) not in self.hashes:
            self.hashes[path, scheme] = hash_of_file(self.project, path, scheme)
        return self.hashes[path, scheme]

    def _size(self, paths: Iterable[str]) -> int:
        return sum(self.project.files[path].size for path in paths)


def _differences(recorded: Files, there: Files) -> str | None:
    counts = {
        "missing": len(recorded.keys() - there.keys()),
        "changed": sum(there[path] != value for path, value in recorded.items() if path in there),
        "new": len(there.keys() - recorded.keys()),
    }
    told = [f"{count} {'is' if count == 1 else 'are'} {what}" for what, count in counts.items() if count]
    return f"in the workspace, of {len(recorded)} files {', '.join(told)}" if told else None
