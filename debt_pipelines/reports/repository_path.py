"""Where a finding is in the repository, for what counts paths from its root: code scanning and annotations."""

from __future__ import annotations

import posixpath

from debt_pipelines.model.scorecard import Project, Scorecard

_MAIN_FILES = ("dvc.yaml", "dbt_project.yml", "debt.toml", "pyproject.toml", "README.md")


def file_in_repository(project: Project, path: str) -> str:
    """A path of the project, seen from the root of the repository; empty for the root itself."""
    whole = posixpath.normpath(posixpath.join(project.folder, path))
    return "" if whole == "." else whole


def main_file(scorecard: Scorecard) -> str:
    """The file that stands for the project where a finding names none; empty where nothing was read."""
    read = {source.path for source in scorecard.sources if source.status == "read" and source.path}
    named = [name for name in _MAIN_FILES if name in read]
    return min(named or read, key=lambda path: (path.count("/"), path), default="")
