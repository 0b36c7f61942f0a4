"""Which Dagster assets are datasets that the project knows by another name: by what is written of where they lie.

A path, a URL, the name of a table or that of a model of dbt is evidence; a like name is none. What is said of an asset
still counts for a table of its name, as what is said of any name does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.bind import folded_name
from debt_pipelines.catalog.frames import Frames, conform, records
from debt_pipelines.model.orchestration_rows import ASSET_SCHEME
from debt_pipelines.project.locations import clean_url, locate

if TYPE_CHECKING:
    import pandas as pd

_REFERENCES = {"flows": "target", "automations": "asset", "dagster_assets": "asset", "descriptions": "reference"}
_BOTH = {"descriptions": "reference", "owners": "pattern"}
_OF_CHECKS = "dagster"
_DBT = "dbt://"


def with_places(frames: Frames) -> dict[str, pd.DataFrame]:
    """The tables with each asset under the path of the dataset that it is."""
    assets = records(frames["dagster_assets"])
    if not assets:
        return dict(frames)
    seen = [path for path in frames["sightings"]["path"].unique() if not path.startswith(ASSET_SCHEME)]
    find = _finder(seen)
    meant = {row["asset"]: place for row in assets if (place := find(row["place_kind"], row["place"]))}
    found = dict(frames)
    for table, column in (*_REFERENCES.items(), ("owners", "pattern")):
        frame = frames[table]
        found[table] = frame.assign(**{column: [meant.get(path, path) for path in frame[column].tolist()]})
    sightings = frames["sightings"]
    found["sightings"] = sightings[~sightings["path"].isin(list(meant))]
    return found | _shared(found, [row for row in assets if row["asset"] not in meant], seen)


def _finder(paths: Iterable[str]) -> Callable[[str | None, str | None], str | None]:
    """A function from a place to the one dataset that lies there, or None."""
    known = set(paths)
    tables: defaultdict[str, set[str]] = defaultdict(set)
    for path in known:
        for part in _names_of_table(path):
            tables[part.casefold()].add(path)
    models: defaultdict[str, set[str]] = defaultdict(set)
    for path in known:
        if path.startswith(_DBT):
            models[path.rpartition("/")[2]].add(path)

    def find(kind: str | None, place: str | None) -> str | None:
        if not place:
            return None
        if kind == "table":
            found = tables.get(place.casefold(), set())
            return next(iter(found)) if len(found) == 1 else None
        if kind == "dbt":  # the key of a source is its name and that of the table; that of a model ends with its name
            names = (place, f"source.{place.replace('/', '.')}", place.rpartition("/")[2])
            found = next((models[name] for name in names if name in models), set())
            return next(iter(found)) if len(found) == 1 else None
        path = clean_url(place) if kind == "uri" else locate("", place).path
        return path if path in known else None

    return find


def _names_of_table(path: str) -> list[str]:
    """The names that a table of a database may be called by, its schema among them; none for a file."""
    scheme, separator, rest = path.partition("://")
    if not separator or scheme in ("s3", "gs", "http", "https", "file", "dbt"):
        return []
    *_, database, table = ["", *rest.split("/")]
    return [table, f"{database}.{table}"] if "." in table else []


def _shared(frames: Mapping[str, Any], assets: list[dict[str, Any]], seen: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Texts, owners and checks under both names, where a table has the name of an asset that is not known to be it."""
    import pandas as pd

    stems = {folded_name(path.rpartition("/")[2].partition(".")[0]) for path in seen}
    names = {row["asset"]: name for row in assets if folded_name(name := row["key"].rpartition("/")[2]) in stems}
    if not names:
        return {}
    paths = {name: path for path, name in names.items()}
    checks = frames["assertions"]
    checks = checks[checks["tool"].eq(_OF_CHECKS) & checks["reference"].isin(list(paths))]
    further = {
        "assertions": checks.assign(reference=checks["reference"].map(paths)),
        **{table: _renamed(frames[table], column, names) for table, column in _BOTH.items()},
    }
    return {table: conform(table, pd.concat([frames[table], rows])) for table, rows in further.items() if len(rows)}


def _renamed(frame: pd.DataFrame, column: str, names: Mapping[str, str]) -> pd.DataFrame:
    rows = frame[frame[column].isin(list(names))]
    return rows.assign(**{column: rows[column].map(names)})
