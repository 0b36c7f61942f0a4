"""Crawls past incidents, from a file or a folder of them that the settings name: YAML or CSV.

Each has a day, a dataset or a stage, and the hours it took; an entry that cannot be read is told with its line.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from datetime import date
from typing import Any

from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import Incident, Source, SourceStatus
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project
from debt_pipelines.project.yaml_document import load_yaml

_CRAWLER = "incidents"
_SUFFIXES = (".yaml", ".yml", ".csv")
_KEYS = {
    "id": ("id", "incident", "key", "ticket"),
    "date": ("date", "occurred_at", "day", "started_at"),
    "subject": ("dataset", "stage", "job", "table", "path", "subject"),
    "hours": ("hours", "hours_lost"),
}
Entry = tuple[int | None, dict[str, str]]


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One row an incident, and one source row a file, or one for each entry that cannot be read."""
    named = settings.incidents
    if named is None:
        return
    project = project.including([named.strip("/")])  # git may ignore it, as it does data in general
    paths = [path for path in project.files_below(named.strip("/")) if path.endswith(_SUFFIXES)]
    if named in project.files:
        paths = [named]
    if not paths:
        yield _source(named, "there is no such file, and no YAML or CSV file in such a folder", None)
    for path, text in project.texts(paths):
        yield from [_source(path, text.message, text.line)] if isinstance(text, UnreadableError) else _rows(path, text)


def _rows(path: str, text: str) -> Iterator[Row]:
    try:
        entries = _csv_entries(text) if path.endswith(".csv") else _yaml_entries(text)
    except UnreadableError as error:
        yield _source(path, error.message, error.line)
        return
    yield _source(path, None, None)
    for number, (line, said) in enumerate(entries, 1):
        try:
            yield _incident(path, number, line, said)
        except ValueError as error:
            yield _source(path, f"entry {number}: {error}", line, part=str(number))


def _incident(path: str, number: int, line: int | None, said: dict[str, str]) -> Incident:
    day = _first(said, "date")
    if day is None:
        raise ValueError("it has no date")
    return Incident(
        incident=_first(said, "id") or f"{path}#{number}",
        occurred_at=date.fromisoformat(day[:10]).isoformat(),
        reference=_first(said, "subject"),
        hours_lost=_hours(_first(said, "hours")),
        path=path,
        line=line,
    )


def _first(said: dict[str, str], name: str) -> str | None:
    return next((said[key] for key in _KEYS[name] if said.get(key)), None)


def _hours(text: str | None) -> float | None:
    hours = float(text) if text else None
    if hours is not None and not (math.isfinite(hours) and hours >= 0):
        raise ValueError(f"`{text}` is no number of hours")
    return hours


def _yaml_entries(text: str) -> list[Entry]:
    """The entries of a list, of a list under `incidents`, or the one entry that a file is."""
    document = load_yaml(text)
    data: Any = document.data
    above: tuple[str | int, ...] = ()
    if isinstance(data, dict) and "incidents" in data:
        data, above = data["incidents"], ("incidents",)
    if isinstance(data, dict):
        return [(document.line(), _folded(data))]
    if data is None:
        return []
    if not isinstance(data, list):
        raise UnreadableError("a list of incidents is expected", line=1)
    return [
        (document.line(*above, number), _folded(entry) if isinstance(entry, dict) else {})
        for number, entry in enumerate(data)
    ]


def _csv_entries(text: str) -> list[Entry]:
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        return [(reader.line_num, _folded(row)) for row in reader]
    except csv.Error as error:
        raise UnreadableError(f"not valid CSV: {error}") from error


def _folded(entry: dict[Any, Any]) -> dict[str, str]:
    """Keys in lower case with underscores, values as texts."""
    return {
        str(key).strip().lower().replace(" ", "_").replace("-", "_"): str(value).strip()
        for key, value in entry.items()
        if value is not None and not isinstance(value, (list, dict))
    }


def _source(path: str, error: str | None, line: int | None, part: str | None = None) -> Source:
    status: SourceStatus = "error" if error else "read"
    return Source(path=path, crawler=_CRAWLER, kind="settings", status=status, error=error, line=line, part=part)
