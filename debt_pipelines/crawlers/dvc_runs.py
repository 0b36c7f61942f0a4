"""Runs and versions of outputs, as the versions of lock files and `.dvc` files come by, oldest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from debt_pipelines.crawlers.dvc_edges import working_folder
from debt_pipelines.crawlers.dvc_legacy import is_stage_file, recorded_run
from debt_pipelines.crawlers.dvc_lock import KnownStages, LockedPath, LockedStage, read_lock
from debt_pipelines.crawlers.dvc_templates import is_templated, resolve_stages
from debt_pipelines.crawlers.dvc_versions import Version
from debt_pipelines.crawlers.lock_lines import scan_dvc_file
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.history_rows import OutputVersion, RecordedRun
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import folder_of, locate
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import load_yaml

FolderOf = Callable[[str], str | None]
"""From the name of a stage to its working directory, if that can be told."""


@dataclass(frozen=True, slots=True)
class _Change:
    """What one run changed, and whether that explains its outputs."""

    is_command_changed: bool
    is_input_changed: bool
    is_output_changed: bool
    is_explained: bool | None


class Runs:
    """The last state seen of each lock entry and `.dvc` file; one that was taken away is remembered."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.known: KnownStages = project.parsed.setdefault("lock entries", {})
        self.last: dict[tuple[str, str], LockedStage] = {}
        self.outs: dict[tuple[str | None, str], LockedPath] = {}
        self.folders: dict[str, FolderOf] = {}

    def of_lock(self, version: Version) -> Iterator[Row]:
        """The runs, and new versions of outputs, that one version of a lock file records."""
        try:
            stages = read_lock(version.text or "", self.known)
        except UnreadableError:
            return
        path = f"{version.path.removesuffix('lock')}yaml"
        for name, stage in stages.items():
            if self.last.get((version.path, name)) is not stage:
                yield from self._rows(version, stage, job=f"{path}:{name}")

    def of_dvc_file(self, version: Version) -> Iterator[Row]:
        """The new versions of what a `.dvc` file tracks; a stage file of DVC 0.x is a stage."""
        data = read_dvc_file(version.text)
        stage = recorded_run(lambda *_at: None, version.path, data)
        yield from self._rows(
            version, stage, job=version.path if is_stage_file(version.path, data) else None, data=data
        )

    def _rows(
        self, version: Version, stage: LockedStage, *, job: str | None, data: dict[str, Any] | None = None
    ) -> Iterator[Row]:
        before = self.last.get((version.path, stage.name))
        self.last[version.path, stage.name] = stage
        change = _compare(before, stage)
        if job is not None and change is not None and not version.is_start:
            yield RecordedRun(
                job=job,
                commit=version.commit.id,
                committed_at=version.commit.committed_at,
                author=version.author.name,
                is_bot=version.author.is_bot,
                is_command_changed=change.is_command_changed,
                is_input_changed=change.is_input_changed,
                is_output_changed=change.is_output_changed,
            )
        folder = self._folder_of(version.path)(stage.name) if data is None else _own_folder(version.path, data)
        for written, out in stage.outs.items() if folder is not None else ():
            path = locate(folder or "", written).path
            known = self.outs.get((job, path))
            if out.hash is not None:
                self.outs[job, path] = out
            if _is_new(known, out) and not version.is_start:
                is_same_place = before is not None and written in before.outs and known is not None
                is_explained = change.is_explained if change and job is not None and is_same_place else None
                yield _output(version, path, out, job=job, is_explained=is_explained)

    def _folder_of(self, lock_path: str) -> FolderOf:
        if lock_path not in self.folders:
            self.folders[lock_path] = _working_folders(self.project, f"{lock_path.removesuffix('lock')}yaml")
        return self.folders[lock_path]


def read_dvc_file(text: str | None) -> dict[str, Any]:
    """The value of one version of a `.dvc` file; empty when it cannot be read."""
    if text is None:
        return {}
    entry = scan_dvc_file(text)
    try:
        data = entry.data if entry is not None else load_yaml(text).data
    except UnreadableError:
        return {}
    return data if isinstance(data, dict) else {}


def _output(
    version: Version, path: str, out: LockedPath, *, job: str | None, is_explained: bool | None
) -> OutputVersion:
    return OutputVersion(
        path=path,
        hash=out.hash or "",
        hash_name=out.hash_name or "",
        job=job,
        source_path=version.path,
        commit=version.commit.id,
        committed_at=version.commit.committed_at,
        author=version.author.name,
        is_bot=version.author.is_bot,
        is_explained=is_explained,
    )


def _compare(before: LockedStage | None, after: LockedStage) -> _Change | None:
    """What a run changed; None when it is no run, but the same entry written anew."""
    if before is None:
        return _Change(is_command_changed=True, is_input_changed=True, is_output_changed=True, is_explained=None)
    is_command_changed = before.command != after.command
    is_input_changed = before.params != after.params or _differ(before.deps, after.deps)
    is_output_changed = _differ(before.outs, after.outs)
    if not (is_command_changed or is_input_changed or is_output_changed):
        return None
    is_caused = is_command_changed or is_input_changed
    return _Change(
        is_command_changed=is_command_changed,
        is_input_changed=is_input_changed,
        is_output_changed=is_output_changed,
        is_explained=None if _is_migrated(before, after) and not is_caused else is_caused,
    )


def _differ(before: Mapping[str, LockedPath], after: Mapping[str, LockedPath]) -> bool:
    return before.keys() != after.keys() or any(_is_new(before[path], after[path]) for path in after)


def _is_new(before: LockedPath | None, after: LockedPath) -> bool:
    """Whether a hash is another one; the same size in another scheme is taken for the same content, migrated."""
    if after.hash is None:
        return False
    if before is None or before.hash is None or before.hash_name == after.hash_name:
        return before is None or before.hash != after.hash
    return before.hash != after.hash and (before.size_bytes is None or before.size_bytes != after.size_bytes)


def _is_migrated(before: LockedStage, after: LockedStage) -> bool:
    """Whether dependencies came to be hashed by another scheme, so that it cannot be told if they changed."""
    pairs = [(before.deps[path], dep) for path, dep in after.deps.items() if path in before.deps]
    return any(old.hash_name != new.hash_name and old.hash != new.hash for old, new in pairs)


def _own_folder(path: str, data: dict[str, Any]) -> str:
    return working_folder(folder_of(path), data)


def _working_folders(project: Project, path: str) -> FolderOf:
    """A function that gives the working directory of each stage of a `dvc.yaml` as it is now."""
    folder = folder_of(path)
    try:
        data = load_yaml(project.text(path)).data if path in project.files else None
    except UnreadableError:
        data = None
    stages = data.get("stages") if isinstance(data, dict) else None
    bodies = {str(name): _body(definition) for name, definition in stages.items()} if isinstance(stages, dict) else {}
    open_ones = {name for name, body in bodies.items() if is_templated(body.get("wdir"))}
    resolved: dict[str, dict[str, Any]] = {}
    if open_ones and isinstance(data, dict) and isinstance(stages, dict):
        wanted = {name: stages[name] for name in open_ones if name in stages}
        for _name, stage in resolve_stages(project, path, data, wanted):
            if stage.definition is not None:
                resolved[stage.name] = stage.definition

    def folder_of_stage(name: str) -> str | None:
        group = name if name in bodies else name.rpartition("@")[0]
        definition = resolved.get(name) if group in open_ones else bodies.get(group, {})
        return None if definition is None else working_folder(folder, definition)

    return folder_of_stage


def _body(definition: object) -> dict[str, Any]:
    body = definition.get("do", definition) if isinstance(definition, dict) else {}
    return body if isinstance(body, dict) else {}
