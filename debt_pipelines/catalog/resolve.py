"""Many sightings of one dataset become one row.

The path is the identity. Where sightings disagree, the one that knows best wins: bytes that were read over a
declaration, a pipeline's own word on what an output is for over a file name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pathspec

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.config.settings import DatasetSettings, Settings
from debt_pipelines.model.catalog_rows import Dataset
from debt_pipelines.project.locations import ancestors, scheme_of

if TYPE_CHECKING:
    import pandas as pd

Seen = dict[str, Any]
_KIND_ORDER = ("metric", "plot", "table", "model", "directory", "media", "document", "other")
_STORAGE_ORDER = ("import", "dvc", "git", "external", "none")
_IMPORT_FIELDS = ("import_kind", "import_rev", "import_revision")
_DECLARING_CRAWLERS = ("dvc_files", "dvc_pipeline")


def dataset_id(path: str) -> str:
    """The identifier namespace:name of a dataset, in OpenLineage's sense."""
    if scheme_of(path) is None:
        return f"file:{path}"
    scheme, _, rest = path.partition("://")
    host, _, name = rest.partition("/")
    return f"{scheme}://{host}:{name}"


def resolve_datasets(frames: Frames, settings: Settings) -> pd.DataFrame:
    """The `datasets` table, from `sightings`, `owners` and the settings; sorted by path."""
    said = _said(settings)
    owner_of = _owner_lookup(frames["owners"])
    by_path: dict[str, list[Seen]] = {}
    for seen in records(frames["sightings"]):
        by_path.setdefault(seen["path"], []).append(seen)
    merged = {path: _merge(by_path[path]) for path in sorted(by_path)}
    for path, seen in merged.items():
        _inherit(path, seen, merged)
    rows: list[Dataset] = []
    heads: set[tuple[str, float | None, str]] = set()
    for path, seen in merged.items():
        wish = said(path)
        if wish is not None and not wish.is_dataset:
            continue
        declaration = (seen["source_path"], seen["line"], seen["kind"])
        rows.append(_row(path, seen, wish, owner_of(path), is_first=declaration not in heads))
        heads.add(declaration)
    return frame_of("datasets", rows)


def _merge(sightings: list[Seen]) -> Seen:
    if len(sightings) == 1:
        return dict(sightings[0])
    declared = [seen for seen in sightings if seen["crawler"] in _DECLARING_CRAWLERS]
    ordered = sorted(sightings, key=lambda seen: (not seen["is_schema_read"], seen["hash"] is None))
    merged = {key: next((seen[key] for seen in ordered if seen[key] is not None), None) for key in ordered[0]}
    for key in ("is_present", "is_schema_read", "is_schema_declared", "is_in_git", "is_frozen"):
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


def _said(settings: Settings) -> Any:
    """A function path -> what the settings say of it; the last matching pattern wins."""
    patterns = [(pathspec.GitIgnoreSpec.from_lines([pattern]), wish) for pattern, wish in settings.datasets.items()]

    def said(path: str) -> DatasetSettings | None:
        return next((wish for spec, wish in reversed(patterns) if spec.match_file(path)), None)

    return said


def _owner_lookup(owners: pd.DataFrame) -> Any:
    """A function path -> owner; the last matching pattern wins, and a statement beside the data over CODEOWNERS."""
    stated = sorted(records(owners), key=lambda row: row["tool"] != "codeowners")
    patterns = [(spec, row["owner"]) for row in stated if (spec := _spec(row["pattern"]))]

    def owner_of(path: str) -> str | None:
        return next((owner for spec, owner in reversed(patterns) if spec.match_file(path)), None)

    return owner_of


def _spec(pattern: str) -> pathspec.GitIgnoreSpec | None:
    """What a pattern matches, or None for one that git would not understand either."""
    try:
        return pathspec.GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        return None
