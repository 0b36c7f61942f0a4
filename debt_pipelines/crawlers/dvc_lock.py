"""Reads `dvc.lock`: what each stage read, wrote and ran when it last ran."""

from __future__ import annotations

import json
import posixpath
from dataclasses import dataclass, field
from typing import Any

from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.locations import without_credentials
from debt_pipelines.project.yaml_document import YamlDocument, load_yaml

HASH_KEYS = ("md5", "etag", "checksum")
_MAX_SIZE_BYTES = 2**63 - 1


@dataclass(frozen=True, slots=True)
class LockedPath:
    """One locked dependency or output: its hash, the hash scheme, size in bytes and line."""

    hash: str | None
    hash_name: str | None
    size_bytes: int | None
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


def read_lock(text: str) -> dict[str, LockedStage]:
    """The entries of a lock file by stage name (schema 2.0, or the 1.0 layout with stages at the top).

    Raises UnreadableError with the line when the file is not a lock file.
    """
    document = load_yaml(text)
    data = document.data
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise UnreadableError("not a lock file: a mapping is expected", line=1)
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
        str(name): _stage(document, (*at, name), str(name), entry)
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
    size = entry.get("size")
    return size if type(size) is int and 0 <= size <= _MAX_SIZE_BYTES else None


def _stage(document: YamlDocument, at: tuple[str, ...], name: str, entry: dict[str, Any]) -> LockedStage:
    return LockedStage(
        name,
        document.line(*at),
        command_text(entry.get("cmd")),
        _paths(document, (*at, "deps"), entry.get("deps")),
        _paths(document, (*at, "outs"), entry.get("outs")),
        _params(entry.get("params")),
    )


def command_text(command: object) -> str | None:
    """A command as one text, without credentials of URLs; a list of commands gives one a line."""
    if isinstance(command, list):
        command = "\n".join(str(part) for part in command)
    return without_credentials(command) if isinstance(command, str) else None


def _paths(document: YamlDocument, at: tuple[str, ...], entries: object) -> dict[str, LockedPath]:
    paths: dict[str, LockedPath] = {}
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict) and isinstance(entry.get("path"), str):
            value, hash_name = hash_of(entry)
            line = document.line(*at, index)
            written = entry["path"]
            key = written if "://" in written else posixpath.normpath(written)
            paths[key] = LockedPath(value, hash_name, size_of(entry), line)
    return paths


def _params(files: object) -> dict[tuple[str, str], str]:
    params: dict[tuple[str, str], str] = {}
    for file, values in files.items() if isinstance(files, dict) else ():
        for key, value in values.items() if isinstance(values, dict) else ():
            params[(str(file), str(key))] = without_credentials(_json(value))
    return params


def _json(value: object) -> str:
    try:
        return json.dumps(value, sort_keys=True)
    except TypeError:  # keys of several types have no order
        return json.dumps(value)
