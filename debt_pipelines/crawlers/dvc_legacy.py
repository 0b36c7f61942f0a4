"""Stage files of DVC 0.x, each of them one stage with its recorded run beside it, and what else is out of date.

DVC 3 refuses these files; here they become jobs like any other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from debt_pipelines.crawlers.dvc_edges import CRAWLER, StageSite, text_of
from debt_pipelines.crawlers.dvc_lock import LineOf, LockedStage, hash_of, stage_of
from debt_pipelines.crawlers.dvc_metadata import (
    OLD_PIPELINE_FILE,
    SUFFIX,
    Metadata,
    Outdated,
    load_all_metadata,
    metadata_source,
    refuse_duplicates,
    unread_source,
)
from debt_pipelines.crawlers.dvc_stage import stage_rows
from debt_pipelines.model import legacy_formats
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import locate, scheme_of
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import YamlDocument

_OLD_HASH_NAME = "md5-dos2unix"
_OLD_KEYS = ("metric", "plot")
_SCHEMA = re.compile(r"^({\s*)?[\"']?schema\b", re.MULTILINE)
_MAY_BE_STAGE = re.compile(rb"^[\"']?(cmd|deps)\b", re.MULTILINE)


def legacy_stages(project: Project) -> Iterator[Row]:
    """Rows of all stage files."""
    found = Metadata(project, suffixes=(SUFFIX,), names=(OLD_PIPELINE_FILE,))
    yield from (row for row in found.sources(CRAWLER) if _is_pipeline_file(row.path))
    wanted = [
        path
        for path, content in project.read_many(found.paths)
        if isinstance(content, UnreadableError) or _MAY_BE_STAGE.search(content) or _is_pipeline_file(path)
    ]
    for path, document in load_all_metadata(project, wanted):
        yield from _rows(project, path, document)


def is_stage_file(path: str, data: dict[str, Any]) -> bool:
    """Whether a file declares a stage: it has a command, or it only gathers dependencies, as a `Dvcfile` often does."""
    return text_of(data.get("cmd")) is not None or _is_pipeline_file(path) or bool(_deps(data) and not _outs(data))


def recorded_run(line_of: LineOf, name: str, data: dict[str, Any]) -> LockedStage:
    """What a stage file records of its last run."""
    written = data.get("deps")
    deps = [{} if _is_entry(dep) and "params" in dep else dep for dep in written] if isinstance(written, list) else []
    params = {dep["path"]: dep["params"] for dep in _deps(data) if isinstance(dep.get("params"), dict)}
    return stage_of(line_of, name, {**data, "deps": deps, "params": params})


def outdated(path: str, document: YamlDocument) -> Outdated:
    """In what outdated format a `.dvc` file or a stage file is, if in any, and the line that shows it."""
    data = document.data
    outs = [(document.line("outs", index), out) for index, out in _numbered(data.get("outs"))]
    deps = [(document.line("deps", index), dep) for index, dep in _numbered(data.get("deps"))]
    if "cmd" in data or _is_pipeline_file(path):
        phrase = legacy_formats.STAGE_FILE if is_stage_file(path, data) else legacy_formats.DATA_FILE
        return phrase, document.line("cmd")
    old = [line for line, out in outs if any(key in out for key in _OLD_KEYS)]
    old += [line for line, dep in deps if "params" in dep]
    if old:
        return legacy_formats.DATA_FILE, old[0]
    is_import = len(deps) == 1 and len(outs) == 1
    old = [line for line, entry in [*outs, *([] if is_import else deps)] if _has_old_hash(entry)]
    return (legacy_formats.HASHES, old[0]) if old else (None, None)


def outdated_lock(text: str, stages: dict[str, LockedStage], live: Collection[str]) -> Outdated:
    """The same for a lock file; of its hashes only those of the stages named count."""
    if stages and not _SCHEMA.search(text):
        return legacy_formats.LOCK_FILE, 1
    recorded = [path for name in live for part in (stages[name].deps, stages[name].outs) for path in part.items()]
    old = [locked.line for path, locked in recorded if locked.hash_name == _OLD_HASH_NAME and not _is_outside(path)]
    return (legacy_formats.HASHES, old[0]) if old else (None, None)


def _rows(project: Project, path: str, document: YamlDocument | UnreadableError) -> Iterator[Row]:
    try:
        if isinstance(document, UnreadableError):
            raise document
        if not isinstance(document.data, dict):
            raise UnreadableError("not a stage file: a mapping is expected", line=1)
        refuse_duplicates(document)
    except UnreadableError as error:
        if _is_pipeline_file(path):  # the crawler of `.dvc` files tells of the others
            yield unread_source(path, CRAWLER, error)
        return
    if not is_stage_file(path, document.data):
        return
    yield metadata_source(path, CRAWLER, outdated=outdated(path, document))
    definition, sections = _definition(document.data)
    yield from stage_rows(project, _site(path, document, sections), definition)


def _definition(data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """The file as a stage of today, and for each section the positions of its entries in the file."""
    outs, deps = _numbered(data.get("outs")), _numbered(data.get("deps"))
    sections = {
        "outs": [(index, out) for index, out in outs if not any(out.get(key) for key in _OLD_KEYS)],
        "metrics": [(index, out) for index, out in outs if out.get("metric")],
        "plots": [(index, out) for index, out in outs if out.get("plot") and not out.get("metric")],
        "params": [(index, dep) for index, dep in deps if isinstance(dep.get("params"), dict)],
        "deps": [(index, dep) for index, dep in deps if not isinstance(dep.get("params"), dict)],
    }
    definition = data | {name: [{out["path"]: out} for _, out in entries] for name, entries in sections.items()}
    definition["params"] = [{dep["path"]: list(dep["params"])} for _, dep in sections["params"]]
    definition["frozen"] = data.get("frozen") is True or data.get("locked") is True
    return definition, {name: [index for index, _ in entries] for name, entries in sections.items()}


def _site(path: str, document: YamlDocument, sections: dict[str, list[int]]) -> StageSite:
    data = document.data
    name = path.rpartition("/")[2].removesuffix(SUFFIX)

    def line(section: str | None = None, position: int | None = None) -> int | None:
        if section is None or position is None:
            return 1
        return document.line("deps" if section in ("deps", "params") else "outs", sections[section][position])

    recorded = recorded_run(document.line, name, data)
    has_hash = any(locked.hash for locked in (*recorded.deps.values(), *recorded.outs.values()))
    return StageSite(
        path=path,
        template=name,
        name=name,
        line=line,
        lock_path=path,
        locked=recorded if has_hash else None,
        is_lock_readable=bool(recorded.deps or recorded.outs),
        is_file=True,
    )


def _is_pipeline_file(path: str) -> bool:
    return path.rpartition("/")[2] == OLD_PIPELINE_FILE


def _deps(data: dict[str, Any]) -> list[dict[str, Any]]:
    return _entries(data.get("deps"))


def _outs(data: dict[str, Any]) -> list[dict[str, Any]]:
    return _entries(data.get("outs"))


def _entries(section: object) -> list[dict[str, Any]]:
    return [entry for _, entry in _numbered(section)]


def _numbered(section: object) -> list[tuple[int, dict[str, Any]]]:
    entries = section if isinstance(section, list) else []
    return [(index, entry) for index, entry in enumerate(entries) if _is_entry(entry)]


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("path"), str)


def _has_old_hash(entry: dict[str, Any]) -> bool:
    files = [{**file, "hash": entry.get("hash")} for file in _files(entry)]
    is_old = any(hash_of(each)[1] == _OLD_HASH_NAME for each in (entry, *files))
    return is_old and not _is_outside(entry["path"])


def _files(entry: dict[str, Any]) -> list[dict[str, Any]]:
    files = entry.get("files")
    return [file for file in files if isinstance(file, dict)] if isinstance(files, list) else []


def _is_outside(path: str) -> bool:
    """Whether a path lies outside the project, where hashes are of another kind."""
    return scheme_of(path) is not None or (locate("", path).is_external and not path.startswith(".."))
