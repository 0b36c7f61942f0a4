"""Compares a parameter as it was at the recorded run with what its file holds now, and says what differs."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.model.digits import whole_number
from debt_pipelines.model.masking import hidden
from debt_pipelines.project.dotted import parents

_MAX_SHOWN = 40


class PresentValues:
    """What the parameter files hold now, by file and dotted key."""

    def __init__(self, frames: Frames) -> None:
        sources = records(frames["sources"])
        self._readable = {row["path"] for row in sources if row["kind"] == "settings" and row["status"] == "read"}
        self._entries: dict[str, dict[str, str]] = {}
        for row in records(frames["param_values"]):
            self._entries.setdefault(row["file"], {})[row["key"]] = row["value"]

    def is_readable(self, file: str) -> bool:
        """Whether the file was read, so that what it does not hold is gone."""
        return file in self._entries or file in self._readable

    def top(self, file: str) -> dict[str, Any]:
        """The whole file."""
        held = self._entries.get(file, {})
        return {key: json.loads(value) for key, value in held.items() if not any(up in held for up in parents(key))}

    def find(self, file: str, key: str) -> list[Any]:
        """The value of a key, which may lead into a list (`models.0.name`); nothing when the file has no such key."""
        held = self._entries.get(file, {})
        start = next((known for known in (key, *parents(key)) if known in held), None)
        if start is None:
            return []
        value = json.loads(held[start])
        for part in key[len(start) + 1 :].split(".") if start != key else ():
            if isinstance(value, dict) and part in value:
                value = value[part]
            elif isinstance(value, list) and (index := whole_number(part)) is not None and index < len(value):
                value = value[index]
            else:
                return []
        return [value]


def differences(before: Any, after: Any, key: str) -> list[tuple[str, str]]:
    """The keys, at or below the given one, whose value is another one now, with what became of each."""
    return list(_differences(before, after, key))


def _differences(before: Any, after: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for part in sorted(before.keys() | after.keys()):
            below = f"{key}.{part}" if key else part
            if part not in after:
                yield below, "was removed"
            elif part not in before:
                yield below, "was added"
            else:
                yield from _differences(before[part], after[part], below)
    elif not _same(before, after):
        was, now = _short(before, key), _short(after, key)
        yield key, f"changed from {was} to {now}" if was != now else "has another value"


def shown(value: Any, key: str) -> str:
    """A value as JSON, with whatever goes by the name of a secret hidden."""
    return json.dumps(hidden(value, key), sort_keys=True)


def _short(value: Any, key: str) -> str:
    text = json.dumps(hidden(value, key), ensure_ascii=False)
    return text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 3]}..."


def _same(before: Any, after: Any) -> bool:
    """Whether two values mean the same to whoever reads them, however they are written."""
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(_same(before[key], after[key]) for key in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(_same, before, after))
    if before == after or (before != before and after != after):  # not-a-number is never equal to itself
        return True
    plain = _plain(before), _plain(after)
    return None not in plain and plain[0] == plain[1]


def _plain(value: Any) -> float | datetime.datetime | None:
    """The number or the moment that a scalar stands for, whichever way it is written."""
    if isinstance(value, (int, float)):
        return value
    if not isinstance(value, str):
        return None
    try:
        return float(value)  # also 1_000, which YAML 1.2 as DVC reads it takes for a number
    except ValueError:
        pass
    try:
        moment = datetime.datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
