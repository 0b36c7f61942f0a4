"""The tables of a project that a page of text may mean, and the column names at the top of each."""

from __future__ import annotations

import csv
import posixpath
import re
from collections import defaultdict

from debt_pipelines.catalog.kinds import kind_of
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.locations import folder_of, locate
from debt_pipelines.project.project import Project

_HEADER_BYTES = 64 * 1024


class DataFiles:
    """The tables of a project by folder and name, and the column names at the top of each."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.headers: dict[str, set[str] | None] = {}
        self.by_folder: dict[str, list[str]] = defaultdict(list)
        self.by_name: dict[str, list[str]] = defaultdict(list)
        for path in sorted({path.removesuffix(".dvc") for path in project.paths()}):
            self.by_name[path.rpartition("/")[2]].append(path)
            if kind_of(path) == "table":
                self.by_folder[folder_of(path)].append(path)

    def resolve(self, written: str, folder: str) -> str:
        """The path that a name written in a page means; the name itself when no file or several fit it."""
        same_name = self.by_name[written.rpartition("/")[2]]
        ending = posixpath.normpath(written).lstrip("./")
        exact = [path for base in (folder, "") if (path := locate(base, written).path) in same_name]
        fitting = exact[:1] or [path for path in same_name if path.endswith(f"/{ending}")]
        return fitting[0] if len(fitting) == 1 else ending

    def header(self, path: str) -> set[str] | None:
        """The column names of a text table, folded; None when they cannot be read."""
        if path not in self.headers:
            self.headers[path] = self._read_header(path)
        return self.headers[path]

    def _read_header(self, path: str) -> set[str] | None:
        if path not in self.project.files or not path.endswith((".csv", ".tsv", ".tab")):
            return None
        try:
            head = self.project.read(path, max_bytes=_HEADER_BYTES)
            first = head.decode("utf-8-sig", "replace").splitlines()[0]
            separator = max("\t,;|", key=first.count)
            return {folded(name) for name in next(csv.reader([first], delimiter=separator))}
        except (UnreadableError, IndexError, csv.Error):
            return None


def folded(name: str) -> str:
    """A name without what people write differently: case, blanks and punctuation."""
    return re.sub(r"[\W_]+", "", name.casefold())
