"""Crawls `.dvc` files: data added to DVC or imported, with hash, size, origin, description and owner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from debt_pipelines.catalog.kinds import kind_of
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dvc_edges import annotation_rows, text_of, working_folder
from debt_pipelines.crawlers.dvc_imports import Origin, origin_of
from debt_pipelines.crawlers.dvc_legacy import is_stage_file, outdated
from debt_pipelines.crawlers.dvc_lock import hash_of, size_of
from debt_pipelines.crawlers.dvc_metadata import (
    SUFFIX,
    Metadata,
    load_all_metadata,
    metadata_source,
    refuse_duplicates,
    unread_source,
    with_ignored,
)
from debt_pipelines.model.data_rows import Sighting
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.pipeline_rows import Remote
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import folder_of, locate
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import YamlDocument

CRAWLER = "dvc_files"


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all `.dvc` files but stage files, which are told of with the pipelines."""
    yield from with_ignored(project, _rows(project))


def _rows(project: Project) -> Iterator[Row]:
    found = Metadata(project, suffixes=(SUFFIX,))
    yield from found.sources(CRAWLER)
    for path, document in load_all_metadata(project, found.paths):
        try:
            yield from _tracked(path, document)
        except UnreadableError as error:
            yield unread_source(path, CRAWLER, error)


def _tracked(path: str, document: YamlDocument | UnreadableError) -> Iterator[Row]:
    if isinstance(document, UnreadableError):
        raise document
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("outs") or [], list):
        raise UnreadableError("not a .dvc file: a mapping with `outs` is expected", line=1)
    refuse_duplicates(document)
    if is_stage_file(path, data):
        return
    yield metadata_source(path, CRAWLER, outdated=outdated(path, document))
    origin = origin_of(data.get("deps"))
    working = working_folder(folder_of(path), data)
    for index, out in enumerate(data.get("outs") or []):
        if isinstance(out, dict) and isinstance(out.get("path"), str):
            yield from _output(path, data, working, out, origin, line=document.line("outs", index))


def _output(
    path: str, data: dict[str, Any], working: str, out: dict[str, Any], origin: Origin | None, *, line: int | None
) -> Iterator[Row]:
    location = locate(working, out["path"])
    value, hash_name = hash_of(out)
    files = out.get("files")
    is_folder = bool(value and value.endswith(".dir")) or isinstance(files, list)
    kind = kind_of(location.path)
    yield Sighting(
        path=location.path,
        crawler=CRAWLER,
        kind="directory" if is_folder and kind in ("other", "document") else kind,
        storage="import" if origin else "dvc",
        hash=value,
        hash_name=hash_name,
        size_bytes=_total(files) if isinstance(files, list) else size_of(out),
        import_url=origin.url if origin else None,
        import_kind=origin.kind if origin else None,
        import_rev=origin.rev if origin else None,
        import_revision=origin.revision if origin else None,
        is_frozen=data.get("frozen") is True or data.get("locked") is True,
        source_path=path,
        line=line,
    )
    annotations = {"desc": data.get("desc"), "meta": data.get("meta")} | out
    yield from annotation_rows(location.path, annotations, path, line)
    remote = text_of(out.get("remote"))
    if remote:
        yield Remote(remote=remote, scheme=None, url=None, is_default=False, is_defined=False, path=path, line=line)


def _total(files: list[Any]) -> int | None:
    """The size of a folder in bytes, where the file lists what is in it."""
    sizes = [size_of(file) if isinstance(file, dict) else None for file in files]
    return sum(size for size in sizes if size is not None) if None not in sizes else None
