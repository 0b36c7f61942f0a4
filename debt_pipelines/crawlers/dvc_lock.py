"""Reads `dvc.lock`: what each stage read, wrote and ran when it last ran."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from debt_pipelines.crawlers.lock_lines import Block, Entry, scan_block, split_lock
from debt_pipelines.model.errors import TooLargeError, UnreadableError
from debt_pipelines.model.masking import masked_command
from debt_pipelines.project.dotted import as_json
from debt_pipelines.project.yaml_document import load_yaml

HASH_KEYS = ("md5", "etag", "checksum")
LineOf = Callable[..., int | None]
_SCHEMA = "2.0"
_MAX_SIZE_BYTES = 2**63 - 1
_MAX_UNUSUAL_CHARACTERS = 8 * 2**20


@dataclass(frozen=True, slots=True)
class LockedPath:
    """One locked dependency or output: its hash, the hash scheme, size in bytes, files if a folder, and line."""

    hash: str | None
    hash_name: str | None
    size_bytes: int | None
    n_files: int | None
    line: int | None


@dataclass(frozen=True, slots=True)
class LockedStage:
    """One lock entry; paths are as written, normalised."""

    name: str
    line: int | None
    command: str | None
    deps: dict[str, LockedPath] = field(default_factory=dict)
    outs: dict[str, LockedPath] = field(default_factory=dict)
    params: dict[tuple[str, str], str] = field(default_factory=dict)


KnownStages = dict[tuple[str, str], LockedStage]


def read_lock(text: str, known: KnownStages | None = None) -> dict[str, LockedStage]:
    """The entries of a lock file by stage name (schema 2.0, or the 1.0 layout with stages at the top).

    `known` remembers entries from one version of the file to the next, with the lines they had at first. Raises
    UnreadableError with the line when the file is not a lock file.
    """
    blocks = split_lock(text)
    if blocks is None:
        return _read_any_lock(text)
    stages: dict[str, LockedStage] = {}
    for block in blocks:
        stage = known.get((block.name, block.text)) if known is not None else None
        if stage is None:
            entry = scan_block(block)
            if entry is None:
                return _read_any_lock(text)
            stage = stage_of(_line_in(block, entry), block.name, entry.data)
            if known is not None:
                known[(block.name, block.text)] = stage
        stages[block.name] = stage
    return stages


def _line_in(block: Block, entry: Entry) -> LineOf:
    """A function that gives the line of the stage, or of one of its dependencies or outputs."""
    return lambda *at: block.line + entry.lines[at] if at else block.line


def _read_any_lock(text: str) -> dict[str, LockedStage]:
    if len(text) > _MAX_UNUSUAL_CHARACTERS:
        raise TooLargeError(f"larger than {_MAX_UNUSUAL_CHARACTERS // 2**20} MiB, and not as DVC writes it")
    document = load_yaml(text)
    data = document.data
    if not data:
        raise UnreadableError("an empty file, which DVC refuses", line=1)
    if not isinstance(data, dict):
        raise UnreadableError("not a lock file: a mapping is expected", line=1)
    if "schema" in data and str(data["schema"]) != _SCHEMA:
        raise UnreadableError(
            f"lock schema {data['schema']}, which this version does not know", line=document.line("schema")
        )
    if document.duplicates:
        key, line = document.duplicates[0]
        raise UnreadableError(f"the key `{key}` stands twice, so DVC refuses the file", line=line)
    at: tuple[str, ...] = ("stages",) if "schema" in data or "stages" in data else ()
    stages = data.get("stages") if at else data
    if stages is None:
        return {}
    if not isinstance(stages, dict):
        raise UnreadableError("`stages` is not a mapping", line=document.line("stages"))
    return {
        str(name): stage_of(partial(document.line, *at, name), str(name), entry)
        for name, entry in stages.items()
        if isinstance(entry, dict)
    }


def hash_of(entry: dict[str, Any]) -> tuple[str | None, str | None]:
    """The hash of an output or dependency entry and its scheme; without `hash:` an md5 is DVC 2's text-aware one."""
    for key in HASH_KEYS:
        value = entry.get(key)
        if isinstance(value, str):
            if key != "md5":
                return value, key
            return value, str(entry["hash"]) if isinstance(entry.get("hash"), str) else "md5-dos2unix"
    return None, None


def size_of(entry: dict[str, Any]) -> int | None:
    """The size of an output or dependency entry in bytes, where it states one that can be true."""
    return _count(entry, "size")


def n_files_of(entry: dict[str, Any]) -> int | None:
    """The number of files in the folder of an output or dependency entry, where it states one that can be true."""
    return _count(entry, "nfiles")


def _count(entry: dict[str, Any], key: str) -> int | None:
    count = entry.get(key)
    return count if type(count) is int and 0 <= count <= _MAX_SIZE_BYTES else None


def stage_of(line_of: LineOf, name: str, entry: dict[str, Any]) -> LockedStage:
    """The value of a lock entry, or of a `.dvc` file, as a stage."""
    return LockedStage(
        name,
        line_of(),
        command_text(entry.get("cmd")),
        _paths(line_of, "deps", entry.get("deps")),
        _paths(line_of, "outs", entry.get("outs")),
        _params(entry.get("params")),
    )


def command_text(command: object) -> str | None:
    """A command as one text, without credentials; a list of commands gives one a line."""
    if isinstance(command, list):
        command = "\n".join(str(part) for part in command)
    return masked_command(command) if isinstance(command, str) else None


def _paths(line_of: LineOf, section: str, entries: object) -> dict[str, LockedPath]:
    paths: dict[str, LockedPath] = {}
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict) and isinstance(entry.get("path"), str):
            value, hash_name = hash_of(entry)
            written = entry["path"]
            key = written if "://" in written else posixpath.normpath(written)
            paths[key] = LockedPath(value, hash_name, size_of(entry), n_files_of(entry), line_of(section, index))
    return paths


def _params(files: object) -> dict[tuple[str, str], str]:
    params: dict[tuple[str, str], str] = {}
    for file, values in files.items() if isinstance(files, dict) else ():
        for key, value in values.items() if isinstance(values, dict) else ():
            params[(str(file), str(key))] = as_json(value, str(key))
    return params
