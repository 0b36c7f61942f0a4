"""Who owns a dataset: whom the settings name, else whom something says of this very dataset, else CODEOWNERS."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames, records
from debt_pipelines.catalog.patterns import last_match
from debt_pipelines.config.settings import Settings
from debt_pipelines.project.locations import ancestors

if TYPE_CHECKING:
    import pandas as pd

_FOR_ALL = "codeowners"


def owner_by_path(owners: pd.DataFrame) -> Callable[[str], str | None]:
    """A function path -> owner; the last matching pattern wins, and a statement beside the data over CODEOWNERS."""
    stated = sorted(records(owners[~owners["is_reference"]]), key=lambda row: row["tool"] != _FOR_ALL)
    return last_match((row["pattern"], row["owner"]) for row in stated)


def with_named_owners(
    datasets: pd.DataFrame, bindings: pd.DataFrame, frames: Frames, settings: Settings
) -> pd.DataFrame:
    """The datasets with the owners that a source states for a dataset it names; what lies in a folder has its owner."""
    owners = frames["owners"]
    meant = dict(zip(bindings["reference"], bindings["dataset"], strict=True))
    named: dict[str, str] = {}
    for row in records(owners[owners["is_reference"]]):
        if row["pattern"] in meant and row["owner"]:
            named.setdefault(meant[row["pattern"]], row["owner"])
    if not named:
        return datasets
    by_folder = {row["path"]: named[row["dataset"]] for row in records(datasets) if row["dataset"] in named}
    said = last_match(settings.datasets.items())
    is_stated = owner_by_path(owners[owners["tool"] != _FOR_ALL])

    def owner_of(row: dict[str, Any]) -> Any:
        wish = said(row["path"])
        if (wish and wish.owner) or is_stated(row["path"]):
            return row["owner"]
        found = (by_folder.get(path) for path in (row["path"], *ancestors(row["path"])))
        return next((owner for owner in found if owner), row["owner"])

    in_force: list[Any] = [owner_of(row) for row in records(datasets)]
    return datasets.assign(owner=in_force)
