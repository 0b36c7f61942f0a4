"""Crawls `dvc.yaml` and `dvc.lock`: stages after templating, what they read and write, and what last ran.

DVC rejects a whole file for one bad line; here one bad stage costs one stage, and every problem keeps its line.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dvc_lock import LockedStage, command_text, read_lock
from debt_pipelines.crawlers.dvc_stage import CRAWLER, StageSite, stage_rows
from debt_pipelines.crawlers.dvc_templates import ResolvedStage, is_templated, resolve_stages
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.pipeline_rows import Artifact, Edge, Job
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import folder_of, locate
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import YamlDocument, load_yaml

_STAGE_KEYS = frozenset(
    "cmd wdir deps outs params metrics plots frozen always_changed desc meta vars foreach do matrix".split()
)


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all `dvc.yaml` and `dvc.lock` files."""
    folders = {folder_of(path) for path in project.paths(names=("dvc.yaml", "dvc.lock"))}
    rows = [row for folder in sorted(folders) for row in _pipeline(project, f"{folder}/" if folder else "")]
    unread = {row.path for row in rows if isinstance(row, Source) and row.status == "error"}
    texts = [content for _, content in project.read_many(sorted(unread)) if isinstance(content, bytes)]
    yield from (_doubted(row, texts) for row in rows)


def _doubted(row: Row, texts: list[bytes]) -> Row:
    """A missing path that an unreadable file names may be made there: whether it is there cannot be told."""
    if not isinstance(row, Edge) or row.is_present is not False:
        return row
    name = row.target.rpartition("/")[2].encode()
    return replace(row, is_present=None) if any(name in text for text in texts) else row


@dataclass(slots=True)
class _Lock:
    path: str
    stages: dict[str, LockedStage] = field(default_factory=dict)
    is_readable: bool = True


def _pipeline(project: Project, prefix: str) -> Iterator[Row]:
    path, lock = f"{prefix}dvc.yaml", _Lock(f"{prefix}dvc.lock")
    if lock.path in project.files:
        try:
            lock.stages = read_lock(project.text(lock.path))
            yield _source(lock.path)
        except UnreadableError as error:
            lock.is_readable = False
            yield _source(lock.path, error.message, line=error.line)
    known: set[str] | None = set()
    if path in project.files:
        try:
            known = yield from _stages(project, path, load_yaml(project.text(path)), lock)
        except UnreadableError as error:
            known = None
            yield _source(path, error.message, line=error.line)
    yield from _lock_entries(path, lock, known)


def _stages(project: Project, path: str, document: YamlDocument, lock: _Lock) -> Generator[Row, None, set[str]]:
    """Rows of one dvc.yaml; returns the names of its stages, unresolved templates as `name@*`."""
    data = document.data if document.data is not None else {}
    if not isinstance(data, dict):
        raise UnreadableError("a mapping is expected at the top", line=1)
    stages = data.get("stages")
    if stages is not None and not isinstance(stages, dict):
        raise UnreadableError("`stages` is not a mapping", line=document.line("stages"))
    problems: list[tuple[str, int | None, str | None]] = [
        (f"the key `{key}` stands twice, so DVC refuses the file", line, None) for key, line in document.duplicates
    ]
    known: set[str] = set()
    for name, resolved in _resolved(project, path, data, stages or {}):
        problem = resolved.error or _misfit(resolved.definition)
        known.add(f"{name}@*" if problem else resolved.name)
        known |= {name} if problem else set()
        if problem or resolved.definition is None:
            problems.append((f"stage `{resolved.name}`: {problem}", document.line("stages", name), resolved.name))
            continue
        site = StageSite(
            path=path,
            template=name,
            name=resolved.name,
            line=_liner(document, name),
            lock_path=lock.path,
            locked=lock.stages.get(resolved.name),
            is_lock_readable=lock.is_readable,
        )
        yield from stage_rows(project, site, resolved.definition)
    yield from _artifacts(path, document, data.get("artifacts"))
    yield from [_source(path, message, line=line, part=part) for message, line, part in problems] or [_source(path)]
    return known


def _resolved(
    project: Project, path: str, data: dict[str, Any], stages: dict[str, Any]
) -> Iterator[tuple[str, ResolvedStage]]:
    templated = {str(name): body for name, body in stages.items() if is_templated(body)}
    for name, body in stages.items():
        if str(name) not in templated:
            yield str(name), ResolvedStage(str(name), body if isinstance(body, dict) else None)
    if templated:
        yield from resolve_stages(project, path, data, templated)


def _misfit(definition: dict[str, Any] | None) -> str | None:
    """What is wrong with a stage once it is resolved, in one sentence."""
    if definition is None:
        return "a mapping is expected"
    unknown = [str(key) for key in definition if key not in _STAGE_KEYS]
    if unknown:
        return f"unknown key `{unknown[0]}`, so DVC refuses the file"
    if command_text(definition.get("cmd")) is None:
        return "has no `cmd`"
    return None


def _liner(document: YamlDocument, name: str) -> Any:
    """A function that gives the line of an entry of a stage, whether or not it stands under `do:`."""

    def line(*at: str | int) -> int | None:
        for path in (("stages", name, *at), ("stages", name, "do", *at)):
            if path in document.lines:
                return document.lines[path]
        return document.line("stages", name, *at)

    return line


def _lock_entries(path: str, lock: _Lock, known: set[str] | None) -> Iterator[Job]:
    """Lock entries without a stage; not told apart where the stages could not be read."""
    for name, locked in lock.stages.items():
        group = name.rpartition("@")[0]
        if known is not None and (name in known or f"{group}@*" in known):
            continue
        yield Job(
            job=f"{path}:{name}",
            kind="dvc_lock_entry",
            name=name,
            template=f"{path}:{group or name}",
            path=lock.path,
            line=locked.line,
            lock_path=lock.path,
            lock_line=locked.line,
            lock_command=locked.command,
            is_locked=True if known is not None else None,
        )


def _artifacts(path: str, document: YamlDocument, entries: object) -> Iterator[Artifact]:
    for name, entry in entries.items() if isinstance(entries, dict) else ():
        body = entry if isinstance(entry, dict) else {}
        target = body.get("path")
        yield Artifact(
            artifact=str(name),
            target=locate(folder_of(path), target).path if isinstance(target, str) else None,
            type=str(body["type"]) if body.get("type") else None,
            description=str(body["desc"]) if body.get("desc") else None,
            path=path,
            line=document.line("artifacts", name),
        )


def _source(path: str, error: str | None = None, *, line: int | None = None, part: str | None = None) -> Source:
    return Source(
        path=path,
        crawler=CRAWLER,
        kind="dvc",
        part=part,
        status="error" if error else "read",
        error=error,
        line=line,
    )
