"""Turns the dependencies and outputs of one resolved DVC stage into rows: edges, sightings and annotations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from debt_pipelines.catalog.kinds import is_data_path, kind_of
from debt_pipelines.crawlers.dbt.owners import named_owner
from debt_pipelines.crawlers.dvc_lock import LockedPath, LockedStage
from debt_pipelines.model.data_rows import DatasetKind, Description, Owner, Sighting, Storage
from debt_pipelines.model.pipeline_rows import Edge
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import Location, locate
from debt_pipelines.project.project import Project

CRAWLER = "dvc_pipeline"
Direction = Literal["dep", "out"]
Role = Literal["data", "metric", "plot"]
_ANNOTATIONS = ("desc", "type", "labels", "meta")
_TEXTS = ("description", "desc", "summary")
_OWNERS = ("owner", "owners", "maintainer", "maintainers", "team")
_OWNER_LABEL = re.compile(r"(?:owner|maintainer|team)\s*[:=]\s*(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StageSite:
    """Where a stage stands: its file, its name as written and after templating, and the lines of its entries."""

    path: str
    template: str
    name: str
    line: Callable[..., int | None]
    lock_path: str
    locked: LockedStage | None
    is_lock_readable: bool
    is_file: bool = False

    @property
    def job(self) -> str:
        """The identifier of the job; the path alone where the file is one stage."""
        return self.path if self.is_file else f"{self.path}:{self.name}"

    @property
    def entry(self) -> str:
        """The identifier of the entry as written."""
        return self.path if self.is_file else f"{self.path}:{self.template}"


@dataclass(frozen=True, slots=True)
class WrittenPath:
    """One dependency or output as written: its path, its options, and where it stands."""

    written: str
    options: dict[str, Any]
    section: str
    index: int | str


def written_paths(entries: object, section: str) -> Iterator[WrittenPath]:
    """The entries of a `deps`, `outs`, `metrics` or `plots` section, in any of the forms DVC accepts."""
    if isinstance(entries, dict):
        entries = [{path: options} for path, options in entries.items()]
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, str) and entry:
            yield WrittenPath(entry, {}, section, index)
        elif isinstance(entry, dict):
            for path, options in entry.items():
                yield WrittenPath(str(path), options if isinstance(options, dict) else {}, section, index)


def working_folder(folder: str, definition: dict[str, Any]) -> str:
    """The folder that the paths of a stage, or of a `.dvc` file, start from."""
    written = definition.get("wdir")
    return locate(folder, written if isinstance(written, str) else ".").path


def dep_rows(
    project: Project, site: StageSite, dep: WrittenPath, location: Location, locked: LockedPath | None
) -> Iterator[Row]:
    """The edge of one dependency, and a sighting where it is data."""
    line = site.line(dep.section, dep.index)
    yield _edge(project, site, location, "dep", line, locked)
    if location.is_external or _looks_like_data(project, location.path):
        yield Sighting(
            path=location.path,
            crawler=CRAWLER,
            kind=_dep_kind(project, location),
            storage="external" if location.is_external else "none",
            is_present=project.exists(location.path) and not location.is_external,
            source_path=site.path,
            line=line,
        )


def out_rows(
    project: Project, site: StageSite, out: WrittenPath, location: Location, locked: LockedPath | None, *, role: Role
) -> Iterator[Row]:
    """The edge, the sighting and the annotations of one output."""
    line = site.line(out.section, out.index)
    is_cached = out.options.get("cache") is not False
    yield replace(
        _edge(project, site, location, "out", line, locked),
        is_cached=is_cached,
        is_persisted=out.options.get("persist") is True,
        is_annotated=any(out.options.get(option) for option in _ANNOTATIONS),
        remote=text_of(out.options.get("remote")),
        role=role,
    )
    yield Sighting(
        path=location.path,
        crawler=CRAWLER,
        kind=kind_of(location.path) if role == "data" else role,
        storage=_storage(project, location, is_cached=is_cached),
        hash=locked.hash if locked else None,
        hash_name=locked.hash_name if locked else None,
        size_bytes=locked.size_bytes if locked else None,
        source_path=site.path,
        line=line,
    )
    yield from annotation_rows(location.path, out.options, site.path, line)


def annotation_rows(path: str, options: dict[str, Any], source: str, line: int | None) -> Iterator[Row]:
    """Description and owner that a DVC output states of itself: `desc`, and what `meta` and `labels` say of these."""
    meta = options.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    text = next((text for said in (options.get("desc"), *map(meta.get, _TEXTS)) if (text := text_of(said))), None)
    if text:
        yield Description(
            subject_kind="dataset", reference=path, column=None, text=text, tool="dvc", path=source, line=line
        )
    owner = _owner(meta, options.get("labels"))
    if owner:
        yield Owner(pattern=f"/{path}", owner=owner, tool="dvc", path=source, line=line)


def _owner(meta: dict[str, Any], labels: object) -> str | None:
    """Who is named as the owner in `meta`, or by a label such as `owner:ada`."""
    stated = next((owner for key in _OWNERS if (owner := named_owner(meta.get(key)))), None)
    listed = [label for label in labels if isinstance(label, str)] if isinstance(labels, list) else []
    named = (found[1].strip() for label in listed if (found := _OWNER_LABEL.match(label)))
    return stated or next((name for name in named if name), None)


def _edge(
    project: Project,
    site: StageSite,
    location: Location,
    direction: Direction,
    line: int | None,
    locked: LockedPath | None,
) -> Edge:
    return Edge(
        job=site.job,
        direction=direction,
        target=location.path,
        path=site.path,
        line=line,
        is_external=location.is_external,
        is_present=_is_present(project, location),
        is_in_git=False if location.is_external else project.is_tracked(location.path),
        locked_hash=locked.hash if locked else None,
        locked_hash_name=locked.hash_name if locked else None,
        locked_size_bytes=locked.size_bytes if locked else None,
        locked_n_files=locked.n_files if locked else None,
        lock_line=locked.line if locked else None,
    )


def _is_present(project: Project, location: Location) -> bool | None:
    if location.is_external:
        return None
    return project.exists(location.path) or (None if project.is_opaque(location.path) else False)


def _storage(project: Project, location: Location, *, is_cached: bool) -> Storage:
    if location.is_external:
        return "external"
    if is_cached:
        return "dvc"
    entry = project.files.get(location.path)
    return "git" if project.is_folder(location.path) or (entry and entry.is_tracked) else "none"


def _looks_like_data(project: Project, path: str) -> bool:
    if project.is_folder(path):
        files = project.files_below(path)
        has_code = any(file.lower().endswith((".py", ".r")) for file in files)
        return not has_code and any(is_data_path(file) for file in files)
    return is_data_path(path)


def _dep_kind(project: Project, location: Location) -> DatasetKind:
    kind = kind_of(location.path)
    return "directory" if project.is_folder(location.path) and kind in ("other", "document") else kind


def text_of(value: object) -> str | None:
    """A text without the blanks around it; None for a blank one, and for what is no text."""
    return value.strip() or None if isinstance(value, str) else None
