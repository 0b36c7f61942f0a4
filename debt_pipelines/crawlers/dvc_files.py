"""Crawls `.dvc` files: data added to DVC or imported, with hash, size, origin, description and owner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from debt_pipelines.catalog.kinds import kind_of
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dvc_lock import hash_of, size_of
from debt_pipelines.crawlers.dvc_stage import annotation_rows, working_folder
from debt_pipelines.model.data_rows import Sighting, Source
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import clean_url, folder_of, locate
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import YamlDocument, load_yaml

CRAWLER = "dvc_files"
_LEGACY_STAGE = "a stage file of DVC 0.x, which DVC 3 does not read"


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all `.dvc` files."""
    for path in project.paths(suffixes=(".dvc",)):
        if path.rpartition("/")[2] == ".dvc":
            continue
        try:
            yield from _tracked(path, load_yaml(project.text(path)))
        except UnreadableError as error:
            yield _source(path, "error", error.message, line=error.line)


def _tracked(path: str, document: YamlDocument) -> Iterator[Row]:
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("outs", []), list):
        raise UnreadableError("not a .dvc file: a mapping with `outs` is expected", line=1)
    if document.duplicates:
        key, line = document.duplicates[0]
        raise UnreadableError(f"the key `{key}` stands twice, so DVC refuses the file", line=line)
    if "cmd" in data:
        yield _source(path, "skipped", _LEGACY_STAGE, line=document.line("cmd"))
        return
    yield _source(path, "read")
    origin = _origin(data.get("deps"))
    working = working_folder(folder_of(path), data)
    for index, out in enumerate(data.get("outs") or []):
        if isinstance(out, dict) and isinstance(out.get("path"), str):
            yield from _output(path, data, working, out, origin, line=document.line("outs", index))


def _output(
    path: str, data: dict[str, Any], working: str, out: dict[str, Any], origin: tuple[str | None, str | None],
    *, line: int | None,
) -> Iterator[Row]:  # fmt: skip
    location = locate(working, out["path"])
    value, hash_name = hash_of(out)
    is_folder = bool(value and value.endswith(".dir"))
    kind = kind_of(location.path)
    yield Sighting(
        path=location.path,
        crawler=CRAWLER,
        kind="directory" if is_folder and kind in ("other", "document") else kind,
        storage="import" if origin[0] else "dvc",
        hash=value,
        hash_name=hash_name,
        size_bytes=size_of(out),
        import_url=origin[0],
        import_revision=origin[1],
        is_frozen=data.get("frozen") is True,
        source_path=path,
        line=line,
    )
    annotations = {"desc": data.get("desc"), "meta": data.get("meta")} | out
    yield from annotation_rows(location.path, annotations, path, line)


def _origin(deps: object) -> tuple[str | None, str | None]:
    """Where an import comes from, and the revision it is locked to."""
    for dep in deps if isinstance(deps, list) else []:
        if not isinstance(dep, dict):
            continue
        repository = dep.get("repo")
        if isinstance(repository, dict):
            revision = repository.get("rev_lock") or repository.get("rev")
            return clean_url(str(repository.get("url") or "unknown")), str(revision) if revision else None
        if isinstance(dep.get("path"), str):
            return clean_url(dep["path"]), None
        if isinstance(dep.get("db"), dict):
            return "database", None
    return None, None


def _source(path: str, status: Any, error: str | None = None, *, line: int | None = None) -> Source:
    return Source(path=path, crawler=CRAWLER, kind="dvc", status=status, error=error, line=line)
