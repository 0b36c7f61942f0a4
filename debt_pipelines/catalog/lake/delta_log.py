"""The files of a Delta log: transactions in JSON Lines, and checkpoints that stand for all up to theirs."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from debt_pipelines.catalog.lake.table import DELTA_LOG, LakeFolder
from debt_pipelines.model.errors import UnreadableError

Action = dict[str, Any]
Transaction = tuple[int, list[Action]]
"""A version of the table, and what was done to reach it."""
_COMMIT = re.compile(r"(\d{20})\.json")
_CHECKPOINT = re.compile(r"(\d{20})\.checkpoint\.(?:(\d{10})\.(\d{10})\.|[0-9a-f-]{36}\.)?(?:parquet|json)")
_MAX_COMMITS = 5000
_KINDS = ("metaData", "add", "sidecar")
_ADDED = ("path", "partitionValues", "size", "stats", "deletionVector")
_MAX_ACTIONS = 500_000


def transactions(folder: LakeFolder) -> Iterator[Transaction]:
    """The transactions in order; the first may be a checkpoint. Raises UnreadableError where one is missing."""
    names = [name.removeprefix(f"{DELTA_LOG}/") for name in folder.names if name.startswith(f"{DELTA_LOG}/")]
    commits = {int(found[1]): name for name in names if (found := _COMMIT.fullmatch(name))}
    checkpoints = _checkpoints(names)
    last = max((*commits, *checkpoints), default=-1)
    first = _first(last, set(commits), set(checkpoints))
    if first in checkpoints:
        yield first, [action for name in checkpoints[first] for action in _checkpoint_actions(folder, name)]
    for version in range(first + (first in checkpoints), last + 1):
        yield version, list(_json_actions(folder, commits[version]))


def _checkpoints(names: list[str]) -> dict[int, list[str]]:
    """The files of each checkpoint that is there whole."""
    found: defaultdict[int, dict[tuple[str, str], str]] = defaultdict(dict)
    for name in names:
        match = _CHECKPOINT.fullmatch(name)
        if match:
            found[int(match[1])][match[2] or "", match[3] or "1"] = name
    whole: dict[int, list[str]] = {}
    for version, parts in found.items():
        for n_parts in {count for _part, count in parts}:
            files = [parts[key] for key in sorted(parts) if key[1] == n_parts]
            if len(files) == int(n_parts):
                whole[version] = files
    return whole


def _first(last: int, commits: set[int], checkpoints: set[int]) -> int:
    """The earliest version from which the log can be replayed, within bounds."""
    start = last
    while start in commits and start >= 0 and last - start < _MAX_COMMITS:
        start -= 1
    if start == -1:
        return 0
    reachable = [version for version in checkpoints if version >= start]
    if not reachable:
        problem = f"no checkpoint within {_MAX_COMMITS} versions" if start in commits else f"version {start} is missing"
        raise UnreadableError(f"the log cannot be replayed: {problem}")
    return min(reachable)


def _json_actions(folder: LakeFolder, name: str) -> Iterator[Action]:
    path = f"{DELTA_LOG}/{name}"
    for number, line in enumerate(folder.read(path).splitlines(), 1):
        if line.strip():
            try:
                action = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise UnreadableError(f"`{path}` is not valid JSON in line {number}") from error
            if not isinstance(action, dict):
                raise UnreadableError(f"`{path}` holds no transaction in line {number}")
            yield action


def _checkpoint_actions(folder: LakeFolder, name: str) -> Iterator[Action]:
    path = f"{DELTA_LOG}/{name}"
    actions = _json_actions(folder, name) if name.endswith(".json") else _parquet_actions(folder, path)
    for action in actions:
        yield action
        if action.get("sidecar"):
            yield from _parquet_actions(folder, f"{DELTA_LOG}/_sidecars/{action['sidecar']['path']}")


def _parquet_actions(folder: LakeFolder, path: str) -> Iterator[Action]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(folder.read(path)))
        if file.metadata.num_rows > _MAX_ACTIONS:
            raise UnreadableError(f"`{path}` lists more than {_MAX_ACTIONS} files")
        schema = file.schema_arrow
        wanted = [name for name in _KINDS if name in schema.names and name != "add"]
        added = schema.field("add").type if "add" in schema.names else pa.struct([])
        wanted += [f"add.{name}" for name in _ADDED if added.get_field_index(name) >= 0]
        rows = file.read(columns=wanted).to_pylist(maps_as_pydicts="lossy")
    except (pa.ArrowException, OSError) as error:
        raise UnreadableError(f"`{path}` is not a sound checkpoint") from error
    yield from rows
