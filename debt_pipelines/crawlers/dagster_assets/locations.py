"""Which code location a file belongs to: the nearest folder above it that is a project of its own."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.documents import load_document
from debt_pipelines.project.locations import ancestors, folder_of
from debt_pipelines.project.project import Project

_MANIFESTS = ("dg.toml", "pyproject.toml", "setup.py", "setup.cfg")
_UNFIT = re.compile(r"[^\w.-]+")
_UNNAMED = "main"
_PLUS_FILES = ("dagster_cloud.yaml", "dagster_cloud.yml")


class Locations:
    """The code locations of a project by folder."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._names: dict[str, str] = {}

    def of(self, path: str) -> str:
        """The name of the location of a file: as Dagster is told it, or else that of its package or folder."""
        folders = [*ancestors(path), ""]
        home = next((folder for folder in folders if folder in self._folders), "")
        if home not in self._names:
            self._names[home] = self._name(home)
        return self._names[home]

    @cached_property
    def _folders(self) -> set[str]:
        return {folder_of(path) for path in self._project.paths(names=_MANIFESTS)}

    @cached_property
    def files_of_plus(self) -> list[str]:
        """The files that deploy it to Dagster+, where alerts are kept outside of the code."""
        return self._project.paths(names=_PLUS_FILES)

    def _name(self, folder: str) -> str:
        said = self._said(folder, "dg.toml") or self._said(folder, "pyproject.toml")
        return _UNFIT.sub("-", said or folder.rpartition("/")[2]).strip("-") or _UNNAMED

    def _said(self, folder: str, name: str) -> str | None:
        path = f"{folder}/{name}".lstrip("/")
        if path not in self._project.files:
            return None
        try:
            whole = load_document(path, self._project.text(path)).data
        except UnreadableError:
            return None
        dg = whole if name == "dg.toml" else _at(whole, "tool", "dg")
        project = _at(dg, "project")
        said = (project.get("code_location_name"), project.get("root_module"), _at(whole, "project").get("name"))
        named = (*said, _at(whole, "tool", "poetry").get("name"))
        return next((text for text in named if isinstance(text, str) and text), None)


def _at(table: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else {}
