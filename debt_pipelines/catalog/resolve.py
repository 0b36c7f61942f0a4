"""Many sightings of one dataset become one row.

The path is the identity. Where sightings disagree, the one that knows best wins: bytes that were read over a
declaration, a pipeline's own word on what an output is for over a file name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.catalog.owners import owner_by_path
from debt_pipelines.catalog.partition_merge import Seen, groups_of, merged_group
from debt_pipelines.catalog.partitions import Group
from debt_pipelines.catalog.patterns import last_match
from debt_pipelines.config.settings import DatasetSettings, Settings
from debt_pipelines.model.catalog_rows import Dataset
from debt_pipelines.model.table_rows import Partition
from debt_pipelines.project.locations import ancestors, scheme_of

if TYPE_CHECKING:
    import pandas as pd

_KIND_ORDER = ("metric", "plot", "table", "model", "directory", "media", "document", "other")
_STORAGE_ORDER = ("import", "dvc", "git", "external", "warehouse", "none")
_IMPORT_FIELDS = ("import_kind", "import_rev", "import_revision")
_SERVERS = frozenset(
    "postgres mysql mariadb mssql oracle redshift snowflake bigquery clickhouse trino databricks db2 hana".split()
)
"""Schemes of database servers, whose paths are those of a database and a table in it."""
_IN_DATABASE = re.compile(r"([^:]+://[^/]*/[^:]*):(.*)", re.DOTALL)
_IN_STORE = re.compile(r"([^:]+://[^/:]*(?::\d+(?=:))?):(.*)", re.DOTALL)
_DECLARING_CRAWLERS = ("dvc_files", "dvc_pipeline")


def dataset_id(path: str) -> str:
    """The identifier namespace:name of a dataset, in OpenLineage's sense."""
    if scheme_of(path) is None:
        return f"file:{path}"
    scheme, _, rest = path.partition("://")
    host, _, name = rest.partition("/")
    if scheme == "file" and not host:
        return f"file:/{name}"
    if scheme in _SERVERS:
        database, _, table = name.partition("/")
        return f"{scheme}://{host}/{database}:{table}"
    return f"{scheme}://{host}:{name}"


def split_id(dataset: str) -> tuple[str, str]:
    """The namespace and the name that an identifier of `dataset_id` is made of; `file` for the project's own files."""
    scheme, separator, _ = dataset.partition("://")
    if not separator:
        namespace, colon, name = dataset.partition(":")
        return (namespace, name) if colon else ("file", dataset)
    found = (_IN_DATABASE if scheme in _SERVERS else _IN_STORE).fullmatch(dataset)
    return (found[1], found[2]) if found else (dataset, "")


def resolve_datasets(frames: Frames, settings: Settings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables `datasets` and `partitions`, from what was crawled and the settings; sorted by path."""
    said = last_match(settings.datasets.items())
    merged = _by_path(frames, said)

    def may_be_part(path: str) -> bool:
        wish = said(path)
        return wish is None or wish.is_partitioned

    groups = groups_of(merged, frames, settings, may_be_part=may_be_part)
    partitions = [row for group in groups for row in _partitions(group, merged)]
    _put_together(merged, groups)
    parts_of = {group.path: [part.path for part in reversed(group.parts)] for group in groups}
    owner_of = owner_by_path(frames["owners"])
    rows: list[Dataset] = []
    heads: set[tuple[str, float | None, str]] = set()
    for path, seen in sorted(merged.items()):
        names = (*parts_of.get(path, ()), path)
        wish = next((wish for name in names if (wish := said(name)) is not None), None)
        owner = next((owner for name in names if (owner := owner_of(name)) is not None), None)
        declaration = (seen["source_path"], seen["line"], seen["kind"])
        is_first = _is_alone(path, seen) or declaration not in heads
        rows.append(_row(path, seen, wish, owner, is_first=is_first))
        heads.add(declaration)
    return frame_of("datasets", rows), frame_of("partitions", partitions)


def _is_alone(path: str, seen: Seen) -> bool:
    """Whether no line of a file declares a dataset together with others: it is a table of a source, or of a file."""
    return seen["line"] is None or path.startswith(f"{seen['source_path']}#")


def _by_path(frames: Frames, said: Callable[[str], DatasetSettings | None]) -> dict[str, Seen]:
    """What is known of each path, all sightings together, but for those that the settings say are no dataset."""
    by_path: dict[str, list[Seen]] = {}
    for seen in records(frames["sightings"]):
        by_path.setdefault(seen["path"], []).append(seen)
    merged = {path: _merge(by_path[path]) for path in sorted(by_path)}
    for path, seen in merged.items():
        _inherit(path, seen, merged)
    return {path: seen for path, seen in merged.items() if (wish := said(path)) is None or wish.is_dataset}


def _put_together(merged: dict[str, Seen], groups: Iterable[Group]) -> None:
    """Replace the files of each group by the one dataset that they are."""
    for group in groups:
        whole = merged_group(group, merged)
        for part in group.parts:
            merged.pop(part.path, None)
        merged[group.path] = whole


def _partitions(group: Group, merged: Mapping[str, Seen]) -> Iterator[Partition]:
    for position, part in enumerate(group.parts):
        yield Partition(
            dataset=dataset_id(group.path),
            path=part.path,
            key=part.key,
            position=position,
            is_dated=part.is_dated,
            is_schema_read=part.path in merged and merged[part.path]["is_schema_read"],
        )


def _merge(sightings: list[Seen]) -> Seen:
    if len(sightings) == 1:
        return dict(sightings[0])
    declared = [seen for seen in sightings if seen["crawler"] in _DECLARING_CRAWLERS]
    ordered = sorted(sightings, key=lambda seen: (not seen["is_schema_read"], seen["hash"] is None))
    merged = {key: next((seen[key] for seen in ordered if seen[key] is not None), None) for key in ordered[0]}
    for key in ("is_present", "is_schema_read", "is_schema_declared", "is_in_git", "is_frozen", "is_sampled"):
        merged[key] = any(seen[key] for seen in sightings)
    merged["kind"] = _first(_KIND_ORDER, (seen["kind"] for seen in sightings))
    merged["storage"] = _first(_STORAGE_ORDER, (seen["storage"] for seen in sightings))
    place = min(declared or ordered, key=lambda seen: (seen["storage"] == "none", seen["crawler"], seen["source_path"]))
    merged["source_path"], merged["line"] = place["source_path"], place["line"]
    return merged


def _inherit(path: str, seen: Seen, merged: Mapping[str, Seen]) -> None:
    """A file inside a tracked folder is declared, and versioned, with the folder."""
    for folder in ancestors(path):
        parent = merged.get(folder)
        if parent is not None and parent["storage"] in ("dvc", "import", "git") and seen["storage"] == "none":
            for key in ("storage", "source_path", "line", "import_url", *_IMPORT_FIELDS, "is_frozen"):
                seen[key] = parent[key]
            seen["is_contained"] = True
            return


def _first(order: Iterable[str], present: Iterable[str]) -> str:
    found = set(present)
    return next(value for value in order if value in found)


def _row(path: str, seen: Seen, wish: DatasetSettings | None, owner: str | None, *, is_first: bool) -> Dataset:
    return Dataset(
        dataset=dataset_id(path),
        path=path,
        schema_path=seen.get("schema_path", path),
        n_partitions=seen.get("n_partitions", 0),
        kind=seen["kind"],
        storage=seen["storage"],
        format=seen["format"],
        hash=seen["hash"],
        hash_name=seen["hash_name"],
        size_bytes=seen["size_bytes"],
        n_rows=seen["n_rows"],
        is_present=seen["is_present"],
        is_schema_read=seen["is_schema_read"],
        is_schema_declared=seen["is_schema_declared"],
        is_external=seen["storage"] == "external",
        is_frozen=seen["is_frozen"],
        is_first_of_declaration=is_first,
        is_contained=seen.get("is_contained", False),
        primary_key=seen["primary_key"],
        malformation=seen["malformation"],
        malformation_line=seen["malformation_line"],
        malformation_path=seen.get("malformation_path", path),
        n_duplicate_rows=seen["n_duplicate_rows"],
        is_sampled=seen["is_sampled"],
        import_url=seen["import_url"],
        import_kind=seen["import_kind"],
        import_rev=seen["import_rev"],
        import_revision=seen["import_revision"],
        is_in_git=seen["is_in_git"],
        tier=wish.tier if wish else 3,
        owner=wish.owner if wish and wish.owner else owner,
        source_path=seen["source_path"],
        line=seen["line"],
    )
