"""Crawls `dvc.yaml` and `dvc.lock`: stages after templating, what they read and write, and what last ran.

DVC rejects a whole file for one bad line; here one bad stage costs one stage, and every problem keeps its line.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers.dvc_edges import CRAWLER, StageSite
from debt_pipelines.crawlers.dvc_legacy import legacy_stages, outdated_lock
from debt_pipelines.crawlers.dvc_lock import LockedStage, command_text, read_lock
from debt_pipelines.crawlers.dvc_metadata import (
    LOCK_FILE,
    PIPELINE_FILE,
    Metadata,
    load_metadata,
    metadata_source,
    unread_source,
    with_ignored,
)
from debt_pipelines.crawlers.dvc_present import with_present_hashes
from debt_pipelines.crawlers.dvc_sections import Mark, marked_paths, section_problems, section_rows, with_roles
from debt_pipelines.crawlers.dvc_stage import stage_rows
from debt_pipelines.crawlers.dvc_templates import ResolvedStage, is_templated, resolve_stages
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.pipeline_rows import Edge, Job
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import folder_of
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import YamlDocument

_STAGE_KEYS = frozenset(
    "cmd wdir deps outs params metrics plots frozen always_changed desc meta vars foreach do matrix".split()
)


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all `dvc.yaml` and `dvc.lock` files, and of the stage files of DVC 0.x."""
    rows = with_present_hashes(project, settings, declared_rows(project))
    unread = sorted({row.path for row in rows if isinstance(row, Source) and row.status != "read"})
    max_bytes = project.limits.dvc_file_mib * 2**20
    texts = [content for _, content in project.read_many(unread, max_bytes=max_bytes + 1)]
    readable = [text for text in texts if isinstance(text, bytes) and len(text) <= max_bytes]
    is_blind = len(readable) < len(texts)
    yield from with_ignored(project, (_doubted(row, readable, is_blind=is_blind) for row in rows))


def declared_rows(project: Project) -> list[Row]:
    """The rows as the files give them, before anything is compared with what is there."""
    return project.once("dvc pipelines", lambda: _declared_rows(project))


def _declared_rows(project: Project) -> list[Row]:
    found = Metadata(project, names=(PIPELINE_FILE, LOCK_FILE))
    marked: dict[str, Mark] = {}
    rows: list[Row] = [*found.sources(CRAWLER)]
    for folder in sorted({folder_of(path) for path in found.paths}):
        rows += _pipeline(project, found, f"{folder}/" if folder else "", marked)
    rows += legacy_stages(project)
    return list(with_roles(rows, marked))


def _doubted(row: Row, texts: list[bytes], *, is_blind: bool) -> Row:
    """A missing path that an unreadable file names may be made there: whether it is there cannot be told."""
    if not isinstance(row, Edge) or row.is_present is not False:
        return row
    name = row.target.rpartition("/")[2].encode()
    return replace(row, is_present=None) if is_blind or any(name in text for text in texts) else row


@dataclass(slots=True)
class _Lock:
    path: str
    text: str = ""
    stages: dict[str, LockedStage] = field(default_factory=dict)
    unread: Source | None = None
    is_readable: bool = True


def _pipeline(project: Project, found: Metadata, prefix: str, marked: dict[str, Mark]) -> Iterator[Row]:
    path, lock = f"{prefix}{PIPELINE_FILE}", _Lock(f"{prefix}{LOCK_FILE}")
    lock.is_readable = not project.is_opaque(lock.path)
    if lock.path in found.paths:
        try:
            lock.text = project.text(lock.path)
            lock.stages = read_lock(lock.text)
        except UnreadableError as error:
            lock.unread, lock.is_readable = unread_source(lock.path, CRAWLER, error), False
    known: set[str] | None = None if path in found.left_out else set()
    if path in found.paths:
        try:
            document = _document(project, path)
            marked |= marked_paths(path, document)
            known = yield from _stages(project, path, document, lock)
        except UnreadableError as error:
            known = None
            yield unread_source(path, CRAWLER, error)
    if lock.path in found.paths:
        live = [name for name in lock.stages if known and _is_known(name, known)]
        outdated = outdated_lock(lock.text, lock.stages, live)
        yield lock.unread or metadata_source(lock.path, CRAWLER, outdated=outdated)
    yield from _lock_entries(path, lock, known)


def _document(project: Project, path: str) -> YamlDocument:
    document = load_metadata(project, path)
    document.data = {} if document.data is None else document.data
    if not isinstance(document.data, dict):
        raise UnreadableError("a mapping is expected at the top", line=1)
    if not isinstance(document.data.get("stages") or {}, dict):
        raise UnreadableError("`stages` is not a mapping", line=document.line("stages"))
    return document


def _stages(project: Project, path: str, document: YamlDocument, lock: _Lock) -> Generator[Row, None, set[str]]:
    """Rows of one dvc.yaml; returns the names of its stages, unresolved templates as `name@*`."""
    problems: list[tuple[str, int | None, str | None]] = [
        (f"the key `{key}` stands twice, so DVC refuses the file", line, None) for key, line in document.duplicates
    ]
    problems += [(message, line, None) for message, line in section_problems(document)]
    known: set[str] = set()
    for name, resolved in _resolved(project, path, document.data, document.data.get("stages") or {}):
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
    yield from section_rows(path, document, lock.text)
    for message, line, part in problems:
        yield metadata_source(path, CRAWLER, "error", message, line=line, part=part)
    if not problems:
        yield metadata_source(path, CRAWLER)
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


def _is_known(name: str, known: set[str]) -> bool:
    return name in known or f"{name.rpartition('@')[0]}@*" in known


def _lock_entries(path: str, lock: _Lock, known: set[str] | None) -> Iterator[Job]:
    """Lock entries without a stage; not told apart where the stages could not be read."""
    for name, locked in lock.stages.items():
        if known is not None and _is_known(name, known):
            continue
        yield Job(
            job=f"{path}:{name}",
            kind="dvc_lock_entry",
            name=name,
            template=f"{path}:{name.rpartition('@')[0] or name}",
            path=lock.path,
            line=locked.line,
            lock_path=lock.path,
            lock_line=locked.line,
            lock_command=locked.command,
            is_locked=True if known is not None else None,
        )
