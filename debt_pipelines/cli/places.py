"""Folders and files that a command is given: there, and what they are meant to be."""

from __future__ import annotations

from pathlib import Path

from debt_pipelines.model.errors import SettingsError

_HINT = "give the folder of a repository"


def checked_folder(path: Path) -> Path:
    """The path when it is a folder; raises SettingsError for a file and for nothing."""
    try:
        path.resolve()
    except OSError as error:
        raise SettingsError("the working folder is gone", hint="change into a folder that is there") from error
    if path.is_dir():
        return path
    raise SettingsError(f"`{path}` is a file" if path.exists() else f"there is no folder `{path}`", hint=_HINT)
