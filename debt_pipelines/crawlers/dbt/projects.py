"""Finds the dbt projects of a repository: their names, their folders, and which files play which part in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.document_node import Node, open_document
from debt_pipelines.project.locations import ancestors, folder_of, locate
from debt_pipelines.project.project import Project

PROJECT_NAMES = ("dbt_project.yml", "dbt_project.yaml")
_PACKAGE_KEYS = ("packages-install-path", "modules-path")
_PACKAGE_FOLDERS = ("dbt_packages", "dbt_modules")
_PATHS = {
    "models": (("model-paths", "source-paths"), ("models",)),
    "seeds": (("seed-paths", "data-paths"), ("seeds", "data")),
    "snapshots": (("snapshot-paths",), ("snapshots",)),
    "tests": (("test-paths",), ("tests", "test")),
    "analyses": (("analysis-paths",), ("analyses", "analysis")),
    "macros": (("macro-paths",), ("macros",)),
    "docs": (("docs-paths",), ()),
}
"""By part: the keys that name its folders, newest first, and the folders where no key does, over all versions."""


@dataclass(frozen=True)
class DbtProject:
    """One dbt project: what its `dbt_project.yml` says, and the files below it that are its own."""

    name: str
    config: Node
    files: tuple[str, ...]
    left_out: frozenset[str]
    """Those that patterns leave out; folders such as `tests/` hold made-up data elsewhere, in dbt they hold checks."""

    @property
    def folder(self) -> str:
        """The folder of the project, empty for the repository's top."""
        return folder_of(self.config.path)

    @cached_property
    def _folders(self) -> dict[str, list[str]]:
        return {part: self._folders_of(part) for part in _PATHS}

    def _folders_of(self, part: str) -> list[str]:
        keys, usual = _PATHS[part]
        named = next((words for key in keys if (words := self.config.words(key))), list(usual))
        located = [locate(self.folder, written) for written in named]
        return [location.path for location in located if not location.is_external]

    def of(self, part: str, *suffixes: str) -> Iterator[str]:
        """The files of one part with one of these endings."""
        folders = self._folders[part]
        for path in self.files:
            is_wanted = path.lower().endswith(suffixes) and (part == "tests" or path not in self.left_out)
            if is_wanted and any(_is_in(path, folder) for folder in folders):
                yield path

    def of_any(self, *suffixes: str) -> list[str]:
        """The files of all parts with one of these endings, each once."""
        return sorted({path for part in _PATHS for path in self.of(part, *suffixes)})

    def setting(self, sections: tuple[str, ...], path: str | None, key: str) -> Any:
        """What the configuration by folder says of a file, the nearest folder first; None when it says nothing."""
        inner = () if path is None else self._inner_folders(path)
        found = None
        for section in sections:
            node = self.config.at(section)
            for place in ("", self.name, *inner):
                node = node.at(place) if place else node
                found = next((value for name in (f"+{key}", key) if _is_plain(value := node.at(name).value)), found)
        return found

    def _inner_folders(self, path: str) -> tuple[str, ...]:
        """The folders between that of the part and the file, and the name of the file."""
        around: list[str] = [folder for folders in self._folders.values() for folder in folders if _is_in(path, folder)]
        nearest = max(around, key=len, default="")
        inner = path.removeprefix(f"{nearest}/") if nearest else path
        *folders, name = inner.split("/")
        return (*folders, name.rpartition(".")[0])


def find_projects(project: Project) -> tuple[list[DbtProject], dict[str, UnreadableError]]:
    """All dbt projects but installed packages, and the `dbt_project.yml` files that cannot be read."""
    found: list[tuple[str, Node]] = []
    broken: dict[str, UnreadableError] = {}
    for path in project.paths(names=PROJECT_NAMES):
        try:
            config = open_document(project, path)
            if not isinstance(config.value, dict):
                raise UnreadableError("a mapping is expected at the top", line=1)
            found.append((path, config))
        except UnreadableError as error:
            broken[path] = error
    packages = {_within(folder_of(path), name) for path, config in found for name in _package_folders(config)}
    own = [(path, config) for path, config in found if packages.isdisjoint(ancestors(path))]
    homes = {folder_of(path) for path, _config in own} | packages
    files = _files_by_home(project, homes)
    return [_opened(project, config, files.get(folder_of(path), [])) for path, config in own], broken


def _opened(project: Project, config: Node, files: list[str]) -> DbtProject:
    name = config.text("name") or folder_of(config.path).rpartition("/")[2] or project.name
    left_out = frozenset(path for path in files if project.excluded.match_file(path))
    return DbtProject(name, config, tuple(files), left_out)


def _files_by_home(project: Project, homes: set[str]) -> dict[str, list[str]]:
    """The files by the nearest project or packages folder that they lie in."""
    if not homes:
        return {}
    files: dict[str, list[str]] = {}
    for path in sorted(project.files):
        home = next((folder for folder in (*ancestors(path), "") if folder in homes), None)
        if home is not None:
            files.setdefault(home, []).append(path)
    return files


def _package_folders(config: Node) -> list[str]:
    named = [word for key in _PACKAGE_KEYS for word in config.words(key) if not word.startswith("{")]
    return [*named, *_PACKAGE_FOLDERS]


def _within(folder: str, name: str) -> str:
    return locate(folder, name).path


def _is_in(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | bool | int)
