"""Values of parameter files under dotted keys, and as JSON: the one form in which they are kept and compared."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from debt_pipelines.model.masking import masked, sealed
from debt_pipelines.project.yaml_document import Path, YamlDocument


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a document: its dotted key, value and line, and whether further keys lie below it."""

    key: str
    value: Any
    is_group: bool
    line: int | None


def entries(document: YamlDocument) -> Iterator[Entry]:
    """All keys of a document at any depth, in its order; lists are values."""
    pending: list[tuple[Path, str, Any]] = [((), "", document.data)]
    while pending:
        path, dotted, value = pending.pop()
        is_group = isinstance(value, dict)
        if path:
            yield Entry(dotted, value, is_group, document.line(*path))
        if is_group:
            prefix = f"{dotted}." if path else ""
            pending.extend(((*path, key), prefix + _key(key), value[key]) for key in reversed(value))


def parents(key: str) -> list[str]:
    """The dotted keys above a key, nearest first."""
    parts = key.split(".")
    return [".".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]


def as_json(value: object, key: str = "") -> str:
    """A value as JSON text; what JSON does not know becomes text, a set a group.

    No credential is in it: what `key`, or a key within, says is secret is sealed, and so can still be compared.
    """
    return json.dumps(sealed(_plain(value), key), sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {_key(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (set, frozenset)):
        return {_key(key): None for key in value}  # as YAML writes a set
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int, float)) else masked(str(value))


def _key(key: Any) -> str:
    if isinstance(key, str):
        return key
    return json.dumps(key) if key is None or isinstance(key, (bool, int, float)) else str(key)
