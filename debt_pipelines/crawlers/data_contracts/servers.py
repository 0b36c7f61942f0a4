"""Which files of the project a server of a data contract means."""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Iterator

from debt_pipelines.crawlers.declared_table import DeclaredTable
from debt_pipelines.project.document_node import Node
from debt_pipelines.project.locations import ancestors, locate, scheme_of
from debt_pipelines.project.project import Project

_PLACEHOLDERS = ("{model}", "{table}", "{object}")


def bind_to_files(project: Project, top: Node, table: DeclaredTable) -> None:
    """Bind a table to the files that a server of its contract names, if they are there."""
    names = [*table.references, table.suite.rpartition("/")[2]]
    for written in _written_paths(top):
        is_for_all = not any(placeholder in written for placeholder in _PLACEHOLDERS)
        if is_for_all and not _is_only_table(top) and not _names_table(written, names):
            continue
        for name in names:
            found = _found(project, top.path, _filled(written, name))
            if found:
                table.references, table.is_bound = [found], True
                return


def _written_paths(top: Node) -> Iterator[str]:
    """The paths on the own machine, of all servers."""
    for server in [*top.items("servers"), *top.entries("servers").values()]:
        for key in ("path", "location"):
            written = server.text(key)
            if written and scheme_of(written) is None:
                yield written


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
