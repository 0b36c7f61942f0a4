"""What a reference in a suite, a contract or a dictionary means: which dataset, and how sure that is."""

from __future__ import annotations

import fnmatch
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.model.catalog_rows import Binding, BindingMethod
from debt_pipelines.model.orchestration_rows import ASSET_SCHEME

if TYPE_CHECKING:
    import pandas as pd

_WORD = re.compile(r"[\W_]+")
_SURE, _BY_FILE_NAME, _BY_DECLARED_NAME, _BY_NAME = 1.0, 0.95, 0.9, 0.8


def bind_references(frames: Frames, datasets: pd.DataFrame, partitions: pd.DataFrame) -> pd.DataFrame:
    """The `bindings` table: every reference of a check, a text, an owner or a feature that means one dataset."""
    index = _Index(datasets, partitions)
    index.add_assets(frames["dagster_assets"])
    references: dict[str, bool] = {}
    for row in records(frames["assertions"]):
        if row["reference"]:
            is_declared = row["reference_source"] == "declared"
            references[row["reference"]] = references.get(row["reference"], False) or is_declared
    owners = frames["owners"]
    named = (
        frames["incidents"]["reference"],
        frames["dagster_runs"]["reference"],
        frames["dagster_runs"]["name"],
        frames["descriptions"]["reference"],
        frames["features"]["reference"],
        owners["pattern"][owners["is_reference"]],
    )
    for reference in (reference for column in named for reference in column.dropna()):
        references.setdefault(str(reference), True)
    found = (index.bind(reference, is_declared=declared) for reference, declared in sorted(references.items()))
    return frame_of("bindings", [binding for binding in found if binding])


class _Index:
    """Datasets by path, by the end of it and by folded name; what names a part of a dataset means the dataset."""

    def __init__(self, datasets: pd.DataFrame, partitions: pd.DataFrame) -> None:
        self.datasets: dict[str, str] = dict(zip(datasets["path"].tolist(), datasets["dataset"].tolist(), strict=True))
        self.by_ending: dict[str, set[str]] = defaultdict(set)
        self.by_stem: dict[str, set[str]] = defaultdict(set)
        self.by_origin: dict[str, set[str]] = defaultdict(set)
        self.by_key: dict[str, set[str]] = defaultdict(set)
        for dataset, url in zip(datasets["dataset"].tolist(), datasets["import_url"].tolist(), strict=True):
            if isinstance(url, str):
                self.by_origin[url.rstrip("/")].add(dataset)
        parts = list(zip(partitions["dataset"].tolist(), partitions["path"].tolist(), strict=True))
        self.datasets |= {path: dataset for dataset, path in parts}
        self.first_and_last = {*dict(parts).items(), *dict(reversed(parts)).items()}
        tables = {*datasets.loc[datasets["kind"] == "table", "path"], *partitions["path"]}
        in_warehouse = set(datasets.loc[datasets["storage"] == "warehouse", "path"])
        for path, dataset in self.datasets.items():
            if path.startswith(ASSET_SCHEME):
                continue
            if path in in_warehouse:  # its last part is no file name, but a name that may have dots in it
                self.by_stem[folded_name(path.rpartition("/")[2].removeprefix("source."))].add(dataset)
                continue
            for ending in _endings(path):
                self.by_ending[ending].add(dataset)
            if path in tables:
                self.by_stem[folded_name(path.rpartition("/")[2].partition(".")[0])].add(dataset)

    def add_assets(self, assets: pd.DataFrame) -> None:
        """Take in Dagster assets, which are known by their key, or the last part of it; files come first."""
        known = set(self.datasets.values())
        for path, key in zip(assets["asset"].tolist(), assets["key"].tolist(), strict=True):
            dataset = self.datasets.get(path)
            for name in {key, key.rpartition("/")[2]} if dataset in known else ():
                self.by_key[name].add(str(dataset))

    def bind(self, reference: str, *, is_declared: bool) -> Binding | None:
        written = reference.removeprefix("./").strip()
        if written in self.datasets:
            return Binding(reference=reference, dataset=self.datasets[written], method="path", confidence=_SURE)
        origin = self.by_origin.get(written, set())
        if len(origin) == 1:
            return Binding(reference=reference, dataset=next(iter(origin)), method="path", confidence=_BY_FILE_NAME)
        found = self._by_path(written)
        if found is not None:
            return Binding(reference=reference, dataset=found, method="path", confidence=_BY_FILE_NAME)
        stem = self.by_stem.get(folded_name(written), set())
        if len(stem) == 1 and "/" not in written:
            method: BindingMethod = "declared" if is_declared else "name"
            confidence = _BY_DECLARED_NAME if is_declared else _BY_NAME
            return Binding(reference=reference, dataset=next(iter(stem)), method=method, confidence=confidence)
        asset = self.by_key.get(written, set()) if is_declared and not stem else set()
        if len(asset) == 1:
            return Binding(
                reference=reference, dataset=next(iter(asset)), method="declared", confidence=_BY_DECLARED_NAME
            )
        return None

    def _by_path(self, written: str) -> str | None:
        """The one dataset that the end of a path means, or the stars in it."""
        ending = self.by_ending.get(written, set())
        if len(ending) == 1:
            return next(iter(ending))
        within = next((path for path in _endings(written) if "/" in path and path in self.datasets), None)
        if within is not None:  # a path told from another folder, e.g. from the one that holds the suites
            return self.datasets[within]
        return self._by_stars(written)

    def _by_stars(self, written: str) -> str | None:
        """The one dataset whose first or last part a pattern with stars matches."""
        if "*" not in written or not self.first_and_last:
            return None
        matches = re.compile(fnmatch.translate(written)).match
        found = {dataset for dataset, path in self.first_and_last if matches(path)}
        return next(iter(found)) if len(found) == 1 else None


def _endings(path: str) -> list[str]:
    """The path without its first folders, longest first, down to the name of the file."""
    parts = path.split("/")
    return ["/".join(parts[n:]) for n in range(1, len(parts))]


def folded_name(name: str) -> str:
    """A name as it is compared with others: its letters and digits in lower case, the rest as underscores."""
    return _WORD.sub("_", name.casefold()).strip("_") or name
