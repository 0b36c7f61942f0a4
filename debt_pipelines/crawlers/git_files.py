"""Data that git itself keeps, in a project that has DVC for it: large data files, and what DVC tracks as well."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.catalog.kinds import is_data_path, kind_of
from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import Sighting
from debt_pipelines.model.schema import Row
from debt_pipelines.project import git
from debt_pipelines.project.project import Project

CRAWLER = "git_files"
_MIN_BYTES = 1_000_000
_DATA_KINDS = ("table", "model", "other")
_DVC_NAMES = ("dvc.yaml", "dvc.lock")
_LOCK_FILES = frozenset({"package-lock.json", "npm-shrinkwrap.json", "packages.lock.json"})


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """A sighting of each large data file in git, and of each path that both git and a `.dvc` file track."""
    dvc_files = [path for path in project.paths(suffixes=(".dvc",)) if not f"/{path}".endswith("/.dvc")]
    if not project.is_git or not (dvc_files or project.paths(names=_DVC_NAMES)):
        return
    large = [path for path in project.paths() if _is_large_data(project, path)]
    for path in _kept_whole(project, large):
        yield _sighting(project, path)
    for path in (file.removesuffix(".dvc") for file in dvc_files):
        if project.is_tracked(path) and path not in large:
            yield _sighting(project, path)


def _is_large_data(project: Project, path: str) -> bool:
    entry = project.files[path]
    if not entry.is_tracked or entry.size < _MIN_BYTES:
        return False
    return is_data_path(path) and kind_of(path) in _DATA_KINDS and path.rpartition("/")[2] not in _LOCK_FILES


def _kept_whole(project: Project, paths: list[str]) -> list[str]:
    """Those whose bytes are in git: of a file in Git LFS or git-annex, git keeps a pointer of a few bytes."""
    blobs = {path: blob for path in paths if (blob := project.files[path].blob)}
    sizes = git.blob_sizes(project.root, sorted(set(blobs.values()))) if blobs else {}
    return [path for path in paths if sizes.get(blobs.get(path, ""), _MIN_BYTES) >= _MIN_BYTES]


def _sighting(project: Project, path: str) -> Sighting:
    entry = project.files.get(path)
    kind = kind_of(path)
    return Sighting(
        path=path,
        crawler=CRAWLER,
        kind=kind,
        storage="git",
        size_bytes=entry.size if entry else None,
        is_present=entry is not None,
        is_in_git=True,
        source_path=path,
        line=1 if kind == "table" else None,
    )
