"""Facts of what stands in parameter files: whether anything uses an entry, and whether another file contradicts it."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import combinations
from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.bound import Record
from debt_pipelines.facts.param_changes import shown
from debt_pipelines.model.pipeline_fact_rows import ParamFact
from debt_pipelines.project.dotted import parents
from debt_pipelines.project.locations import folder_of

_MAX_SHARED = 0.5
_WHAT_IT_IS = frozenset("name id title description desc type kind version path file url author tags notes".split())


def rows(frames: Frames) -> list[ParamFact]:
    """One row per single entry of a parameter file; a Python file is code, and none of its constants is judged."""
    entries = {(row["file"], row["key"]): row for row in records(frames["param_values"]) if _is_entry(row)}
    usage, conflicts = _Usage(frames), _conflicts(frames, list(entries.values()))
    return [
        ParamFact(
            job=None,
            file=file,
            key=key,
            path=file,
            line=row["line"],
            is_recorded=False,
            locked_value=None,
            current_value=shown(json.loads(row["value"]), key),
            change=None,
            is_comparable=None,
            is_entry=True,
            is_used=usage.of(file, key),
            conflict=conflicts.get((file, key)),
        )
        for (file, key), row in entries.items()
    ]


def _is_entry(row: Record) -> bool:
    return bool(row["is_leaf"]) and not row["file"].lower().endswith(".py")


class _Usage:
    """Which entries a stage declares or a text names; nothing is unused where the stages or the code are unread."""

    def __init__(self, frames: Frames) -> None:
        params = records(frames["params"])
        self._whole_files = {row["file"] for row in params if row["key"] is None}
        self._declared = {(row["file"], row["key"]) for row in params}
        self._above = {(row["file"], up) for row in params if row["key"] for up in parents(row["key"])}
        self._mentions = {row["reference"]: row for row in records(frames["mentions"]) if row["kind"] == "param"}
        self._has_unread_stages = any(
            row["kind"] == "dvc" and row["status"] == "error" and row["path"].endswith("dvc.yaml")
            for row in records(frames["sources"])
        )

    def of(self, file: str, key: str) -> bool | None:
        is_declared = any((file, name) in self._declared for name in (key, *parents(key)))
        if is_declared or file in self._whole_files or (file, key) in self._above:
            return True
        mention = self._mentions.get(f"{file}:{key}")
        if mention is None or (mention["path"] is None and self._has_unread_stages):
            return None
        return mention["path"] is not None


def _conflicts(frames: Frames, entries: list[Record]) -> dict[tuple[str, str], str]:
    """Entries to which an earlier file of the same pipeline gives another value, with that file."""
    by_file: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in entries:
        by_file[row["file"]][row["key"]] = json.loads(row["value"])
    found: dict[tuple[str, str], str] = {}
    for files in _pipelines(frames):
        for first, second in combinations(sorted(files & by_file.keys()), 2):
            for key in _contradicted(by_file[first], by_file[second]):
                found.setdefault((second, key), f"`{first}`")
    return found


def _pipelines(frames: Frames) -> list[set[str]]:
    """Per dvc.yaml, the parameter files that its stages declare, and the one beside it that its templates see."""
    files: dict[str, set[str]] = defaultdict(set)
    for row in records(frames["params"]):
        beside = folder_of(row["path"])
        files[row["path"]] |= {row["file"], f"{beside}/params.yaml" if beside else "params.yaml"}
    return list(files.values())


def _contradicted(first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    """The keys to which two files give different single values.

    Files that share most of their keys are variants of one another, one per environment or model, and meant to differ.
    """
    shared = first.keys() & second.keys()
    if len(shared) > _MAX_SHARED * min(len(first), len(second)):
        return []
    return sorted(key for key in shared if _is_setting(key) and _differ(first[key], second[key]))


def _is_setting(key: str) -> bool:
    """Whether a key sets something, rather than saying what its file is about."""
    return key.rpartition(".")[2].lower() not in _WHAT_IT_IS


def _differ(first: Any, second: Any) -> bool:
    is_single = not isinstance(first, (dict, list)) and not isinstance(second, (dict, list))
    return is_single and first is not None and second is not None and first != second
