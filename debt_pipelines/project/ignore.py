"""What `.gitignore` and `.dvcignore` files leave out, worked out from their texts.

Git can tell this for a work tree only (`git check-ignore`); here it is told for a revision alike. As in git, a pattern
is in force from the folder of its file down, the last one that matches wins, the nearest file speaks first, and what
stands in an ignored folder cannot be brought back.
"""

from __future__ import annotations

from collections.abc import Mapping

from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project import git
from debt_pipelines.project.ignore_pattern import IgnorePattern, ignore_pattern
from debt_pipelines.project.project import Project


class IgnoreRules:
    """The patterns of all ignore files of one name."""

    def __init__(self, texts: Mapping[str, str], *, prefix: str = "") -> None:
        """Take the text of each ignore file by its folder (empty for the top).

        `prefix` is what stands before the paths that are asked for, where the top lies above the project.
        """
        self._patterns = {folder: found for folder, text in texts.items() if (found := _patterns(text))}
        self._prefix = prefix
        self._folders: dict[str, bool] = {"": False}

    def is_ignored(self, path: str) -> bool:
        """Whether a file is ignored, by itself or with a folder above it."""
        if not self._patterns:
            return False
        full = self._prefix + path
        return self._is_folder_ignored(full.rpartition("/")[0]) or self._is_named(full, is_folder=False)

    def _is_folder_ignored(self, folder: str) -> bool:
        if folder not in self._folders:
            above = self._is_folder_ignored(folder.rpartition("/")[0])
            self._folders[folder] = above or self._is_named(folder, is_folder=True)
        return self._folders[folder]

    def _is_named(self, path: str, *, is_folder: bool) -> bool:
        folder = path
        while folder:
            folder = folder.rpartition("/")[0]
            below = path[len(folder) + 1 :] if folder else path
            for pattern in reversed(self._patterns.get(folder, ())):
                if pattern.matches(below, is_folder=is_folder):
                    return pattern.ignores
        return False


def git_rules(project: Project) -> IgnoreRules:
    """What git ignores in a project; above its root, the rules that git has stored are in force too."""
    texts = {f"{project.prefix}{folder}".rstrip("/"): text for folder, text in _texts(project, ".gitignore").items()}
    return IgnoreRules(_texts_above(project) | texts, prefix=project.prefix)


def dvc_rules(project: Project, root: str) -> IgnoreRules:
    """What DVC passes over in the DVC project in a folder (empty for the top)."""
    texts = _texts(project, ".dvcignore")
    return IgnoreRules(
        {folder: text for folder, text in texts.items() if not root or f"{folder}/".startswith(f"{root}/")}
    )


def _texts(project: Project, name: str) -> dict[str, str]:
    paths = [path for path in project.files if path.rpartition("/")[2] == name]
    contents = project.read_many(paths)
    return {
        path.rpartition("/")[0]: _text(content)
        for path, content in contents
        if not isinstance(content, UnreadableError)
    }


def _texts_above(project: Project) -> dict[str, str]:
    commit = project.revision or project.head
    if not project.prefix or commit is None:
        return {}
    parts = project.prefix.rstrip("/").split("/")
    folders = ["/".join(parts[:n]) for n in range(len(parts))]
    names = {folder: f"{commit}:{folder}/.gitignore".replace(":/", ":") for folder in folders}
    contents = git.read_blobs(project.root, list(names.values()))
    return {folder: _text(contents[name]) for folder, name in names.items() if name in contents}


def _text(content: bytes) -> str:
    return content.decode(errors="surrogateescape").removeprefix("\ufeff")


def _patterns(text: str) -> list[IgnorePattern]:
    return [pattern for line in text.split("\n") if (pattern := ignore_pattern(line)) is not None]
