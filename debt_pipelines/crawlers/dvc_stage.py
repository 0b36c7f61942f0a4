"""Turns one resolved DVC stage and its lock entry into rows: a job, its edges, parameters and outputs."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from debt_pipelines.catalog.kinds import is_data_path, kind_of
from debt_pipelines.crawlers.dvc_lock import LockedPath, LockedStage, command_text
from debt_pipelines.model.data_rows import DatasetKind, Description, Owner, Sighting, Storage
from debt_pipelines.model.pipeline_rows import Edge, Job, Param
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import Location, folder_of, locate
from debt_pipelines.project.project import Project

CRAWLER = "dvc_pipeline"
Role = Literal["data", "metric", "plot"]
_OUT_SECTIONS: tuple[tuple[str, Role], ...] = (("outs", "data"), ("metrics", "metric"), ("plots", "plot"))


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

    @property
    def job(self) -> str:
        """The identifier of the job."""
        return f"{self.path}:{self.name}"


@dataclass(frozen=True, slots=True)
class WrittenPath:
    """One dependency or output as written: its path, its options, and where it stands."""

    written: str
    options: dict[str, Any]
    section: str
    index: int | str


def stage_rows(project: Project, site: StageSite, definition: dict[str, Any]) -> Iterator[Row]:
    """All rows of one stage."""
    working = working_folder(folder_of(site.path), definition)
    yield _job(site, definition, working)
    for dep in written_paths(definition.get("deps"), "deps"):
        yield from _dep_rows(project, site, dep, working)
    for section, role in _OUT_SECTIONS:
        for out in written_paths(definition.get(section), section):
            yield from _out_rows(project, site, out, role, working=working)
    yield from _params(site, definition.get("params"), working)


def working_folder(folder: str, definition: dict[str, Any]) -> str:
    """The folder that the paths of a stage, or of a `.dvc` file, start from."""
    written = definition.get("wdir")
    return locate(folder, written if isinstance(written, str) else ".").path


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


def _job(site: StageSite, definition: dict[str, Any], working: str) -> Job:
    locked = site.locked
    return Job(
        job=site.job,
        kind="dvc_stage",
        name=site.name,
        template=f"{site.path}:{site.template}",
        path=site.path,
        line=site.line(),
        command=command_text(definition.get("cmd")),
        working_directory=working,
        is_frozen=definition.get("frozen") is True,
        is_always_changed=definition.get("always_changed") is True,
        description=_text(definition.get("desc")),
        lock_path=site.lock_path,
        lock_line=locked.line if locked else None,
        lock_command=locked.command if locked else None,
        is_locked=locked is not None if site.is_lock_readable else None,
    )


def _dep_rows(project: Project, site: StageSite, dep: WrittenPath, working: str) -> Iterator[Row]:
    location = locate(working, dep.written)
    line = site.line(dep.section, dep.index)
    locked = _locked(site.locked.deps if site.locked else {}, dep.written)
    yield _edge(site, location, "dep", line, locked, is_present=_is_present(project, location))
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


def _out_rows(project: Project, site: StageSite, out: WrittenPath, role: Role, *, working: str) -> Iterator[Row]:
    location = locate(working, out.written)
    line = site.line(out.section, out.index)
    locked = _locked(site.locked.outs if site.locked else {}, out.written)
    is_cached = out.options.get("cache") is not False
    yield _edge(
        site,
        location,
        "out",
        line,
        locked,
        is_present=_is_present(project, location),
        is_cached=is_cached,
        is_persisted=out.options.get("persist") is True,
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
    """Description and owner that a DVC output states of itself (`desc`, `meta.owner`)."""
    text = _text(options.get("desc"))
    if text:
        yield Description(
            subject_kind="dataset", reference=path, column=None, text=text, tool="dvc", path=source, line=line
        )
    meta = options.get("meta")
    owner = _text(meta.get("owner")) if isinstance(meta, dict) else None
    if owner:
        yield Owner(pattern=f"/{path}", owner=owner, tool="dvc", path=source, line=line)


def _edge(
    site: StageSite,
    location: Location,
    direction: Literal["dep", "out"],
    line: int | None,
    locked: LockedPath | None,
    *,
    is_present: bool | None,
    is_cached: bool = True,
    is_persisted: bool = False,
    role: Role = "data",
) -> Edge:
    return Edge(
        job=site.job,
        direction=direction,
        target=location.path,
        path=site.path,
        line=line,
        is_external=location.is_external,
        is_present=is_present,
        is_cached=is_cached,
        is_persisted=is_persisted,
        role=role,
        locked_hash=locked.hash if locked else None,
        locked_hash_name=locked.hash_name if locked else None,
        locked_size_bytes=locked.size_bytes if locked else None,
        lock_line=locked.line if locked else None,
    )


def _params(site: StageSite, entries: object, working: str) -> Iterator[Param]:
    locked = site.locked.params if site.locked else {}
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        files = entry if isinstance(entry, dict) else {"params.yaml": [entry]}
        for file, keys in files.items():
            for key in keys if isinstance(keys, list) and keys else [None]:
                yield Param(
                    job=site.job,
                    file=locate(working, str(file)).path,
                    key=None if key is None else str(key),
                    path=site.path,
                    line=site.line("params", index),
                    locked_value=locked.get((str(file), str(key))),
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


def _locked(paths: dict[str, LockedPath], written: str) -> LockedPath | None:
    return paths.get(written if "://" in written else posixpath.normpath(written))


def _looks_like_data(project: Project, path: str) -> bool:
    if project.is_folder(path):
        files = project.files_below(path)
        has_code = any(file.lower().endswith((".py", ".r")) for file in files)
        return not has_code and any(is_data_path(file) for file in files)
    return is_data_path(path)


def _dep_kind(project: Project, location: Location) -> DatasetKind:
    kind = kind_of(location.path)
    return "directory" if project.is_folder(location.path) and kind in ("other", "document") else kind


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
