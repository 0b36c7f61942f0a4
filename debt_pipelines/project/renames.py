"""Subjects of findings under the names that their files have now, where git saw the files renamed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from debt_pipelines.project import git
from debt_pipelines.project.project import Project

_BEFORE, _AFTER = r"(?:(?<=[:#])|(?<=<-)|(?<=->)|^)", r"(?=$|[:#@]|<-|->)"
Follow = Callable[[str], str]
"""From what a subject was called to what it is called now."""


def renamed_since(project: Project, revision: str | None, until: str | None = None) -> Mapping[str, str]:
    """The new path of each file that git sees renamed since a revision; none where a revision is not there.

    Until another revision, else until the state that the project is at. Git is asked once for each state.
    """
    return project.once(f"renamed since {revision} until {until}", lambda: _renamed(project, revision, until))


def _renamed(project: Project, revision: str | None, until: str | None) -> Mapping[str, str]:
    commit = git.resolve_commit(project.root, revision) if revision and project.is_git else None
    end = git.resolve_commit(project.root, until) if until else project.revision
    if commit is None or (until and end is None):
        return {}
    return {old: new for new, old in git.renames(project.root, commit, end, project.prefix).items()}


def follower(renamed: Mapping[str, str]) -> Callable[[str], str]:
    """What a subject is called after some renames: whole paths in it change, data goes with its `.dvc` file."""
    paths = dict(renamed)
    for old, new in renamed.items():
        if old.endswith(".dvc") and new.endswith(".dvc"):
            paths.setdefault(old.removesuffix(".dvc"), new.removesuffix(".dvc"))
    if not paths:
        return lambda subject: subject
    any_path = "|".join(re.escape(path) for path in sorted(paths, key=len, reverse=True))
    pattern = re.compile(f"{_BEFORE}(?:{any_path}){_AFTER}")
    return lambda subject: pattern.sub(lambda found: paths[found[0]], subject)
