"""Every version of the files that DVC writes, oldest first, as the line of first parents knows them.

Versions that came with a merge are credited to who made them on the branch, not to who merged it. History may be cut
off: by a shallow clone, by the settings, or because there is too much of it. What stood there before is then given too,
so that the first known change can be told from a beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.contributors import Person, commits_of, people_of, person_of
from debt_pipelines.project import git
from debt_pipelines.project.git import Change, Commit
from debt_pipelines.project.project import Project

_MAX_BYTES = 512 * 1024 * 1024
_BATCH_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one file; no text where it was taken away, or cannot be read as text."""

    path: str
    text: str | None
    is_gone: bool
    is_start: bool
    commit: Commit
    author: Person


@dataclass(frozen=True, slots=True)
class History:
    """Changes, oldest first, and whether they reach back to the beginning."""

    root: Path
    changes: tuple[Change, ...]
    starts: tuple[Change, ...]
    sizes: dict[str, int]
    authors: dict[str, Person]
    is_complete: bool
    max_bytes: int

    def versions(self) -> Iterator[Version]:
        """All versions, read as they are asked for; those that stood there before the history that is known first."""
        for changes, is_start in ((self.starts, True), (self.changes, False)):
            for batch in self._batches(changes):
                wanted = sorted({change.after for change in batch if change.after and self._is_small(change.after)})
                contents = git.read_blobs(self.root, wanted) if wanted else {}
                for change in batch:
                    text = _text(contents.get(change.after or ""))
                    author = self.authors[_key(change)]
                    yield Version(change.path, text, change.after is None, is_start, change.commit, author)

    def _is_small(self, blob: str) -> bool:
        return self.sizes.get(blob, 0) <= self.max_bytes

    def _batches(self, changes: Iterable[Change]) -> Iterator[list[Change]]:
        batch: list[Change] = []
        n_bytes = 0
        for change in changes:
            batch.append(change)
            n_bytes += self.sizes.get(change.after or "", 0)
            if n_bytes > _BATCH_BYTES:
                yield batch
                batch, n_bytes = [], 0
        yield batch


def read_history(project: Project, settings: Settings) -> History | None:
    """The history of the DVC files of a project up to the scanned state; None where git knows nothing."""
    root, start = project.git_root, project.revision or project.head
    max_commits = settings.history_commits
    if root is None or start is None or not max_commits:
        return None
    found = list(git.changes(root, start, project.prefix, max_commits=max_commits))
    n_commits = len({change.commit.id for change in found})
    is_shallow = git.is_shallow(root)
    is_complete = not is_shallow and (n_commits < max_commits or found[-1].commit.n_parents == 0)
    wanted = _wanted(project, found)
    sizes = dict(git.blob_sizes(root, sorted(_blobs(wanted)))) if wanted else {}
    kept = _affordable(wanted, sizes)
    oldest = {change.path: change for change in kept}
    is_edge = {change for change in oldest.values() if is_shallow and change.commit.n_parents == 0}
    starts = [replace(change, after=change.before) for change in oldest.values() if change.before is not None]
    return History(
        root=root,
        changes=tuple(change for change in reversed(kept) if change not in is_edge),
        starts=(*starts, *is_edge),
        sizes=sizes,
        authors=_authors(project, settings, kept),
        is_complete=is_complete and len(kept) == len(wanted),
        max_bytes=project.limits.metadata_bytes,
    )


def is_dvc_file(path: str) -> bool:
    """Whether a path is a `.dvc` file, or a stage file that DVC 0.x named `Dvcfile`."""
    name = path.rpartition("/")[2]
    return name == "Dvcfile" or (name.endswith(".dvc") and name != ".dvc")


def is_config(path: str) -> bool:
    """Whether a path is a DVC configuration that is meant for everybody."""
    return f"/{path}".endswith("/.dvc/config")


def _wanted(project: Project, changes: list[Change]) -> list[Change]:
    paths = {change.path for change in changes}
    named = {path for path in paths if path.rpartition("/")[2] in ("dvc.lock", "dvc.yaml")}
    named |= {path for path in paths if is_dvc_file(path) or is_config(path)}
    ours = {path for path in named if not project.excluded.match_file(path)}
    return [change for change in changes if change.path in ours]


def _blobs(changes: Iterable[Change]) -> set[str]:
    return {blob for change in changes for blob in (change.before, change.after) if blob is not None}


def _affordable(changes: list[Change], sizes: dict[str, int]) -> list[Change]:
    """The latest changes whose versions together are not too large to read."""
    n_bytes = 0
    for number, change in enumerate(changes):
        n_bytes += sizes.get(change.after or "", 0)
        if n_bytes > _MAX_BYTES:
            return changes[:number]
    return changes


def _authors(project: Project, settings: Settings, changes: list[Change]) -> dict[str, Person]:
    """Who made each version; the oldest commit of a branch that has it tells for a merge."""
    made: dict[str, Commit] = {}
    root, start = project.git_root, project.revision or project.head
    if root is not None and start is not None and any(change.commit.n_parents > 1 for change in changes):
        limit = settings.history_commits
        for change in git.changes(root, start, project.prefix, max_commits=limit, is_main_line=False):
            made[f"{change.path} {change.after}"] = change.commit
    people = people_of(commits_of(project, settings))
    authors: dict[str, Person] = {}
    for change in changes:
        commit = change.commit
        if commit.n_parents > 1:
            commit = made.get(f"{change.path} {change.after}", commit)
        alias = (commit.name, commit.email)
        authors[_key(change)] = people.get(alias) or person_of([alias])
    return authors


def _key(change: Change) -> str:
    return f"{change.commit.id} {change.path}"


def _text(content: bytes | None) -> str | None:
    try:
        return None if content is None else content.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
