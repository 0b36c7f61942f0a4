"""Job facts about parameters: which ones the scripts of a stage read that the stage does not declare.

A script that several stages run may read each part for another of them, so nothing is claimed of it; and neither of a
key that the file does not have.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.facts.bound import FactsOf, Record
from debt_pipelines.facts.first_of import FirstOf
from debt_pipelines.facts.wording import enumerated
from debt_pipelines.project.dotted import parents
from debt_pipelines.project.locations import ancestors, locate

_MAX_NAMED = 6


def view(frames: Frames) -> FactsOf:
    """A function from a job to the facts of the parameters that it reads."""
    reading = _Reading(frames)
    is_first = FirstOf()

    def facts(job: Record) -> dict[str, Any]:
        found = reading.of(job)
        missing = found.missing if not (job["is_frozen"] or job["is_always_changed"]) else {}
        first = next(iter(missing.values()), None)
        keys: dict[str, list[str]] = defaultdict(list)
        for file, key in missing:
            keys[file].append(key)
        return {
            "reads_params": found.is_reading and not (job["is_frozen"] or job["is_always_changed"]),
            "are_param_reads_known": True if missing or found.is_known else None,
            "undeclared_params": _named(keys) if keys else None,
            "undeclared_param_keys": json.dumps(keys) if keys else None,
            "param_read_path": first["path"] if first else job["path"],
            "param_read_line": first["line"] if first else job["line"],
            "n_param_lists_to_declare": int(bool(missing) and is_first(job["template"], job["job"])),
        }

    return facts


def _named(keys: dict[str, list[str]]) -> str:
    return " and ".join(f"{enumerated(_quoted(listed))} of `{file}`" for file, listed in keys.items())


def _quoted(keys: list[str]) -> list[str]:
    shown = [f"`{key}`" for key in keys[:_MAX_NAMED]]
    return shown if len(keys) <= _MAX_NAMED else [*shown, f"{len(keys) - _MAX_NAMED} more"]


@dataclass(slots=True)
class _Found:
    """What the scripts of a job read: `missing` are the reads that it does not declare, by file and key."""

    is_reading: bool = False
    is_known: bool = True
    missing: dict[tuple[str, str], Record] = field(default_factory=dict)


class _Reading:
    """What scripts read, against what jobs declare and files hold."""

    def __init__(self, frames: Frames) -> None:
        self._reads: defaultdict[str, list[Record]] = defaultdict(list)
        for row in records(frames["param_reads"]):
            self._reads[row["script"]].append(row)
        self._values = {(row["file"], row["key"]): row["is_leaf"] for row in records(frames["param_values"])}
        self._texts = {(row["file"], row["key"]): row["value"] for row in records(frames["param_values"])}
        self._files = {file for file, _key in self._values}
        self._declared: defaultdict[str, set[tuple[str, str | None]]] = defaultdict(set)
        for row in records(frames["params"]):
            self._declared[row["job"]].add((row["file"], row["key"]))
        self._deps: defaultdict[str, set[str]] = defaultdict(set)
        self._targets: defaultdict[str, list[str]] = defaultdict(list)
        for row in records(frames["edges"]):
            self._targets[row["job"]].append(row["target"])
            if row["direction"] == "dep":
                self._deps[row["job"]].add(row["target"])
        self._users: defaultdict[str, set[str]] = defaultdict(set)
        for job in records(frames["jobs"]):
            for script in (job["scripts"] or "").splitlines():
                self._users[script].add(job["template"])

    def of(self, job: Record) -> _Found:
        """What one job reads."""
        found = _Found()
        for script in (job["scripts"] or "").splitlines():
            for read in self._reads.get(script, ()):
                self._add(found, job, script, read)
        return found

    def _add(self, found: _Found, job: Record, script: str, read: Record) -> None:
        file = _file(job, read)
        if file is not None and file not in self._files:
            return
        found.is_reading = True
        if file is None or read["key"] is None:
            found.is_known = found.is_known and file is not None and self._has_all(job["job"], file)
            return
        key = self._entry(file, read["key"])
        if key is None or (read["is_bound"] and not self._values[file, key]):
            return
        if self._is_declared(job["job"], file, key) or self._is_path_of(job, file, key):
            return
        if len(self._users[script]) > 1:
            found.is_known = False
        else:
            found.missing.setdefault((file, key), read)

    def _entry(self, file: str, key: str) -> str | None:
        """The entry of a file that a key means, or that holds it as a part of its value; None where there is none."""
        if (file, key) in self._values:
            return key
        above = next((up for up in parents(key) if (file, up) in self._values), None)
        return above if above is not None and self._values[file, above] else None

    def _has_all(self, job: str, file: str) -> bool:
        """Whether a job declares a whole file, as parameters or as a dependency."""
        deps = self._deps[job]
        return (file, None) in self._declared[job] or not deps.isdisjoint((file, *ancestors(file)))

    def _is_declared(self, job: str, file: str, key: str) -> bool:
        """Whether a job declares a key, the group that it stands in, or something of the group that it is."""
        if self._has_all(job, file):
            return True
        declared = {name for of_file, name in self._declared[job] if of_file == file and name is not None}
        return not declared.isdisjoint((key, *parents(key))) or any(name.startswith(f"{key}.") for name in declared)

    def _is_path_of(self, job: Record, file: str, key: str) -> bool:
        """Whether a parameter holds the path of what the job declares to read or write: that is declared by itself."""
        value = json.loads(self._texts[file, key])
        if not isinstance(value, str):
            return False
        path = locate(job["working_directory"] or "", value).path
        targets = self._targets[job["job"]]
        return not {path, *ancestors(path)}.isdisjoint(targets) or any(part.startswith(f"{path}/") for part in targets)


def _file(job: Record, read: Record) -> str | None:
    """The parameter file that is read where a job runs; None when that cannot be told."""
    written = read["file"]
    if read["option"]:
        given = re.search(rf"{re.escape(read['option'])}[= ]+[\"']?([^\s\"']+)", job["command"] or "")
        written = given[1] if given else written
    if written is None or read["is_from_top"]:
        return str(written) if written else None
    return locate(job["working_directory"] or "", written).path
