"""Which files of the project a server of a data contract means."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterator
from functools import cached_property

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.declared_table import DeclaredTable
from debt_pipelines.project.document_node import Node
from debt_pipelines.project.locations import ancestors, clean_url, locate, scheme_of
from debt_pipelines.project.project import Project

_FILE_SCHEME = re.compile(r"^file:(//)?(?=[^/])")
"""Before a path from here: one with a third slash is that of another machine."""
_PLACEHOLDERS = ("{model}", "{table}", "{object}")


class Places:
    """The files of a project, and the addresses outside that its DVC files and its settings name."""

    def __init__(self, project: Project, settings: Settings) -> None:
        self.project = project
        self._sources = [source.url.partition("*")[0] for source in settings.sources.values()]

    @cached_property
    def _metadata(self) -> str:
        paths = [*self.project.paths(suffixes=(".dvc",)), *self.project.paths(names=("dvc.yaml",))]
        return "\n".join(text for _path, text in self.project.texts(paths) if isinstance(text, str))

    def address(self, written: str) -> str | None:
        """An address that the project reads too, without the pattern at its end; None for one it has nothing of."""
        address = clean_url(written.partition("*")[0]).rstrip("/")
        is_named = address in self._metadata or any(address.startswith(source) for source in self._sources)
        return address if is_named else None


def bind_by_servers(places: Places, top: Node, table: DeclaredTable) -> None:
    """Bind a table to the files that a server of its contract names, or to what comes from the address it names."""
    names = [*table.references, table.suite.rpartition("/")[2]]
    for written in _written_paths(top):
        is_for_all = not any(placeholder in written for placeholder in _PLACEHOLDERS)
        if is_for_all and not _is_only_table(top) and not _names_table(written, names):
            continue
        for name in names:
            filled = _filled(written, name)
            if scheme_of(filled):
                address = places.address(filled)
                if address:
                    table.references = [address]
                    return
                continue
            found = _found(places.project, top.path, filled)
            if found:
                table.references, table.is_bound = [found], True
                return


def _written_paths(top: Node) -> Iterator[str]:
    """The paths on the own machine and the addresses of stores, of all servers."""
    for server in [*top.items("servers"), *top.entries("servers").values()]:
        for key in ("path", "location"):
            written = server.text(key)
            if written:
                yield _FILE_SCHEME.sub("", written)


def _is_only_table(top: Node) -> bool:
    return len(top.entries("models")) + len(top.items("schema")) + len(top.items("dataset")) == 1


def _names_table(written: str, names: list[str]) -> bool:
    stem = posixpath.basename(written.rstrip("/")).partition(".")[0]
    return stem.casefold() in {name.casefold() for name in names}


def _filled(written: str, name: str) -> str:
    for placeholder in _PLACEHOLDERS:
        written = written.replace(placeholder, name)
    return written


def _found(project: Project, contract: str, written: str) -> str | None:
    """The one file, folder or pattern of files meant; paths are told from the contract or from any folder above it."""
    for folder in [*ancestors(contract), ""]:
        location = locate(folder, written)
        if location.is_external or not location.path:
            continue
        path = location.path
        if path in project.files or f"{path}.dvc" in project.files or project.is_folder(path):
            return path
        if "*" in path:
            matched = fnmatch.filter(project.paths(), path)
            if matched:
                return matched[0] if len(matched) == 1 else path
    return None
