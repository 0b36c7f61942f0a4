"""Puts the files of one table together: which files may be merged at all, and the one dataset that comes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pathspec

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.catalog.partitions import Group, find_groups
from debt_pipelines.catalog.tabular.read import format_of
from debt_pipelines.config.settings import Settings

Seen = dict[str, Any]
_DATA_CRAWLERS = frozenset({"tables", "table_history", "git_files", "remote_files", "dvc_cached_tables"})
"""Crawlers that come upon files; what any other one names is declared on its own, and lineage needs it."""
_ANY = ("is_present", "is_schema_declared", "is_in_git", "is_sampled", "is_frozen")


def groups_of(
    merged: Mapping[str, Seen], frames: Frames, settings: Settings, *, may_be_part: Callable[[str], bool]
) -> tuple[Group, ...]:
    """The groups among the files that were merely found; a file that could not be read may be a part as well."""
    declared = _declared(frames)
    unread = {path for path in _unread(frames, settings) if path not in merged}
    found = [path for path, seen in merged.items() if seen["kind"] == "table" and "#" not in path and format_of(path)]
    paths = {path for path in {*found, *unread} - declared if may_be_part(path)}
    groups = find_groups(
        sorted(paths),
        _columns(frames, {path for path in paths - unread if merged[path]["is_schema_read"]}),
        malformed={path for path in paths - unread if merged[path]["malformation"]},
        others={*merged, *declared} - paths,
    )
    return tuple(group for group in groups if any(part.path in merged for part in group.parts))


def _declared(frames: Frames) -> set[str]:
    """The paths that a pipeline or a package names one by one."""
    sightings = frames["sightings"]
    named = zip(sightings["path"].tolist(), sightings["crawler"].tolist(), strict=True)
    return {
        *(path for path, crawler in named if crawler not in _DATA_CRAWLERS),
        *frames["edges"]["target"],
        *frames["artifacts"]["target"].dropna(),
    }


def _columns(frames: Frames, paths: set[str]) -> dict[str, list[str]]:
    """The names of the columns of files that were read; of a file without any, none."""
    columns: dict[str, list[str]] = {path: [] for path in paths}
    seen = frames["columns"]
    plain = seen[~seen["is_nested"].astype(bool)]
    for path, column in zip(plain["path"].tolist(), plain["column"].tolist(), strict=True):
        if path in columns:
            columns[path].append(column)
    return columns


def _unread(frames: Frames, settings: Settings) -> Iterator[str]:
    """Data files that could not be read, but for those that the settings leave out."""
    left_out = pathspec.GitIgnoreSpec.from_lines(settings.exclude_patterns)
    for row in records(frames["sources"]):
        is_data = row["kind"] == "data" and row["status"] != "read" and row["part"] is None
        if is_data and format_of(row["path"]) and not left_out.match_file(row["path"]):
            yield row["path"]


def merged_group(group: Group, merged: Mapping[str, Seen]) -> Seen:
    """One dataset out of the parts that were seen, in their order: the last that was read stands for all."""
    parts = [merged[part.path] for part in group.parts if part.path in merged]
    last = next((seen for seen in reversed(parts) if seen["is_schema_read"]), parts[-1])
    bad = next((seen for seen in parts if seen["malformation"]), None)
    is_whole = len(parts) == len(group.parts)
    whole = dict(last) | {
        "hash": None,
        "hash_name": None,
        "storage": Counter(seen["storage"] for seen in parts).most_common(1)[0][0],
        "schema_path": last["path"],
        "n_partitions": len(group.parts),
        "malformation": bad and bad["malformation"],
        "malformation_line": bad and bad["malformation_line"],
        "malformation_path": bad["path"] if bad else group.path,
        "is_contained": any(seen.get("is_contained") for seen in parts),
    }
    whole |= {key: _sum(parts, key) if is_whole else None for key in ("size_bytes", "n_rows", "n_duplicate_rows")}
    return whole | {key: any(seen[key] for seen in parts) for key in _ANY}


def _sum(parts: Sequence[Seen], key: str) -> int | None:
    values = [seen[key] for seen in parts]
    return None if None in values else sum(values)
