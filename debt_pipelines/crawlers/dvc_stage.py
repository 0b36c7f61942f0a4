"""Turns one resolved DVC stage and its lock entry into rows: a job, its edges, parameters and outputs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from debt_pipelines.crawlers.dvc_commands import scripts_of
from debt_pipelines.crawlers.dvc_edges import (
    Role,
    StageSite,
    WrittenPath,
    dep_rows,
    out_rows,
    text_of,
    working_folder,
    written_paths,
)
from debt_pipelines.crawlers.dvc_lock import command_text
from debt_pipelines.crawlers.dvc_places import Place, locked_places
from debt_pipelines.crawlers.param_declarations import declared_params
from debt_pipelines.model.pipeline_rows import Job, Param
from debt_pipelines.model.schema import Row
from debt_pipelines.project.dotted import as_json
from debt_pipelines.project.locations import Location, folder_of, locate
from debt_pipelines.project.project import Project

_OUT_SECTIONS: tuple[tuple[str, Role], ...] = (("outs", "data"), ("metrics", "metric"), ("plots", "plot"))


def stage_rows(project: Project, site: StageSite, definition: dict[str, Any]) -> Iterator[Row]:
    """All rows of one stage."""
    working = working_folder(folder_of(site.path), definition)
    deps: dict[Location, WrittenPath] = {}
    for dep in written_paths(definition.get("deps"), "deps"):
        deps.setdefault(locate(working, dep.written), dep)
    outs = [
        (locate(working, out.written), out, role)
        for section, role in _OUT_SECTIONS
        for out in written_paths(definition.get(section), section)
    ]
    declared: set[Place] = {("dep", location.path) for location in deps}
    declared |= {("out", location.path) for location, *_ in outs}
    locked = locked_places(site, declared, working)
    yield _job(project, site, definition, working, lock_only=sorted(locked.keys() - declared))
    for location, dep in deps.items():
        yield from dep_rows(project, site, dep, location, locked.get(("dep", location.path)))
    for location, out, role in outs:
        yield from out_rows(project, site, out, location, locked.get(("out", location.path)), role=role)
    yield from _params(site, definition.get("params"), working)


def _job(project: Project, site: StageSite, definition: dict[str, Any], working: str, *, lock_only: list[Place]) -> Job:
    locked = site.locked
    scripts, is_clear = scripts_of(project, definition.get("cmd"), working)
    return Job(
        job=site.job,
        kind="dvc_stage",
        name=site.name,
        template=site.entry,
        path=site.path,
        line=site.line(),
        command=command_text(definition.get("cmd")),
        working_directory=working,
        is_frozen=definition.get("frozen") is True,
        is_always_changed=definition.get("always_changed") is True,
        description=text_of(definition.get("desc")),
        lock_path=site.lock_path,
        lock_line=locked.line if locked else None,
        lock_command=locked.command if locked else None,
        is_locked=locked is not None if site.is_lock_readable else None,
        lock_only_paths="\n".join(" ".join(place) for place in lock_only) or None,
        scripts="\n".join(scripts) or None,
        is_command_clear=is_clear,
    )


def _params(site: StageSite, section: object, working: str) -> Iterator[Param]:
    for file, keys in declared_params(section).items():
        for key, index in keys.items():
            yield Param(
                job=site.job,
                file=locate(working, file).path,
                key=key,
                path=site.path,
                line=site.line("params", index),
                locked_value=_locked_value(site, file, key),
            )


def _locked_value(site: StageSite, file: str, key: str | None) -> str | None:
    """The locked value of a key; for a whole file the locked values of its keys together."""
    locked = site.locked.params if site.locked else {}
    if key is not None:
        return locked.get((file, key))
    values = {name: json.loads(value) for (of_file, name), value in locked.items() if of_file == file}
    return as_json(values) if values else None
