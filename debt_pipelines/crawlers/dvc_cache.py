"""What DVC records of data, and where its cache would hold the bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers import dvc_config, dvc_files, dvc_pipeline
from debt_pipelines.model.data_rows import DVC_STORAGES, Sighting
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.pipeline_rows import Edge
from debt_pipelines.project.hashing import FOLDER_SUFFIX, SCHEMES, hash_of_bytes, is_md5, read_folder_object
from debt_pipelines.project.locations import ancestors, folder_of, locate
from debt_pipelines.project.project import Project


@dataclass(frozen=True, slots=True)
class Recorded:
    """The recorded hash of one path; `cache` is the folder in the project that would hold its bytes, if any."""

    path: str
    hash: str
    scheme: str
    n_files: int | None
    cache: str | None

    @property
    def is_folder(self) -> bool:
        """Whether the hash is that of a folder."""
        return self.hash.endswith(FOLDER_SUFFIX)

    @property
    def object_path(self) -> str | None:
        """Where the cache keeps it."""
        return self.object_of(self.hash)

    def object_of(self, value: str) -> str | None:
        """Where the cache keeps bytes of that hash: DVC 2 had another place than DVC 3."""
        if self.cache is None:
            return None
        place = "/files/md5" if self.scheme == "md5" else ""
        return f"{self.cache}{place}/{value[:2]}/{value[2:]}"


def recorded_data(project: Project, settings: Settings) -> list[Recorded]:
    """All md5 hashes that `.dvc` files and lock files record of data which DVC keeps in its cache."""
    return project.once("recorded data", lambda: _recorded(project, settings))


def folder_files(project: Project, recorded: Recorded) -> dict[str, str] | None:
    """The hash of each file of a recorded folder by its path in it; None unless the cache holds the whole list."""
    path = recorded.object_path
    if path is None or path not in project.files:
        return None
    try:
        content = project.read(path, max_bytes=project.limits.metadata_bytes)
    except UnreadableError:
        return None
    is_whole = hash_of_bytes(content, "md5") + FOLDER_SUFFIX == recorded.hash
    return read_folder_object(content) if is_whole else None


def _recorded(project: Project, settings: Settings) -> list[Recorded]:
    caches = _cache_folders(project)
    found: dict[tuple[str, str], Recorded] = {}
    for path, value, scheme, n_files, source in _hashes(project, settings):
        if value is not None and is_md5(value) and scheme in SCHEMES:
            home = next((folder for folder in [*ancestors(source), ""] if folder in caches), None)
            cache = None if home is None else caches[home]
            found.setdefault((path, value), Recorded(path, value, scheme, n_files, cache))
    return list(found.values())


def _hashes(project: Project, settings: Settings) -> Iterator[tuple[str, str | None, str | None, int | None, str]]:
    for row in dvc_files.crawl(project, settings):
        if isinstance(row, Sighting) and row.storage in DVC_STORAGES:
            yield row.path, row.hash, row.hash_name, None, row.source_path
    for row in dvc_pipeline.declared_rows(project):
        if isinstance(row, Edge) and row.direction == "out" and row.is_cached and not row.is_external:
            yield row.target, row.locked_hash, row.locked_hash_name, row.locked_n_files, row.path


def _cache_folders(project: Project) -> dict[str, str | None]:
    """The cache of each DVC project, by the folder it stands in; None for one outside of what is scanned."""
    homes = {folder_of(folder) for path in project.files for folder in ancestors(path) if _is_dvc_folder(folder)}
    return {home: _cache_folder(project, f"{home}/.dvc" if home else ".dvc") for home in homes}


def _is_dvc_folder(folder: str) -> bool:
    return folder.rpartition("/")[2] == ".dvc"


def _cache_folder(project: Project, folder: str) -> str | None:
    config = f"{folder}/config"
    try:
        written = dvc_config.cache_folder(project.text(config)) if config in project.files else None
    except UnreadableError:
        return None
    location = locate(folder, written or "cache")
    return None if location.is_external else location.path
