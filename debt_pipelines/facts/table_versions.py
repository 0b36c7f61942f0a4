"""The two versions of every table that can be compared: as it is, and as it was at its baseline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from debt_pipelines.catalog.drift.column import ColumnVersion
from debt_pipelines.catalog.frames import Frames, records, tuples
from debt_pipelines.catalog.partitions import previous_partitions
from debt_pipelines.model.table_rows import BaselineKind

if TYPE_CHECKING:
    import pandas as pd

_TYPES = ["path", "column", *ColumnVersion._fields[1:3]]
_MEASURES = list(ColumnVersion._fields[3:])

Columns = tuple[ColumnVersion, ...]
UNTYPED_FORMATS = frozenset({"csv", "tsv", "json", "jsonl", "excel"})
"""Formats whose types are read off the values."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The earlier version of a table: where it comes from, and its columns; none where it could not be read."""

    kind: BaselineKind
    revision: str
    committed_at: str | None
    columns: Columns


@dataclass(frozen=True, slots=True)
class Versions:
    """The columns of all tables by path, at present and at the baseline, where there is one."""

    present: Mapping[str, Columns]
    earlier: Mapping[str, Baseline]


def read_versions(frames: Frames) -> Versions:
    """The versions that the frames hold; of a table without an earlier one the present columns are left out.

    The earlier version of the last of several dated files is the file before, unless it has one of its own.
    """
    stored = _stored(frames)
    datasets = frames["datasets"]
    schema_paths = dict(zip(datasets["dataset"].tolist(), datasets["schema_path"].tolist(), strict=True))
    before = {
        schema_paths[dataset]: path
        for dataset, path in previous_partitions(frames).items()
        if schema_paths[dataset] not in stored and schema_paths[dataset] != path
    }
    wanted = {*stored, *before, *before.values()}
    present = columns_of(frames["columns"], frames["profiles"], wanted)
    partitions = {
        path: Baseline("partition", previous, None, present[previous])
        for path, previous in before.items()
        if path in present and previous in present
    }
    return Versions(present, stored | partitions)


def columns_of(columns: pd.DataFrame, profiles: pd.DataFrame, wanted: Collection[str] | None) -> dict[str, Columns]:
    """Path -> its columns in order of position, each with its measures; those of a sample are left out.

    Of all paths, unless some are wanted.
    """
    if wanted is not None:
        columns, profiles = (frame[frame["path"].isin(list(wanted))] for frame in (columns, profiles))
    whole = profiles[~profiles["is_sampled"].astype(bool)]
    measured = {row[:2]: row[2:] for row in tuples(whole[["path", "column", *_MEASURES]])}
    found: defaultdict[str, list[ColumnVersion]] = defaultdict(list)
    ordered = columns.sort_values(["path", "position"], kind="stable")
    for row in tuples(ordered[_TYPES]):
        found[row[0]].append(ColumnVersion(*row[1:], *measured.get(row[:2], ())))
    return {path: tuple(listed) for path, listed in found.items()}


def _stored(frames: Frames) -> dict[str, Baseline]:
    versions = frames["schema_versions"]
    if versions.empty:
        return {}
    columns = columns_of(versions[versions["column"].notna()], frames["profile_versions"], None)
    heads = records(versions.groupby("path", sort=False)[["path", "baseline", "revision", "committed_at"]].head(1))
    unread = set(versions.loc[~versions["is_read"].astype(bool), "path"])
    return {
        row["path"]: Baseline(
            row["baseline"],
            row["revision"],
            row["committed_at"],
            () if row["path"] in unread else columns.get(row["path"], ()),
        )
        for row in heads
    }
