"""What a reference in a suite, a contract or a dictionary means: which dataset, and how sure that is."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames, frame_of, records
from debt_pipelines.catalog.resolve import dataset_id
from debt_pipelines.model.catalog_rows import Binding, BindingMethod

if TYPE_CHECKING:
    import pandas as pd

_WORD = re.compile(r"[\W_]+")
_SURE, _BY_FILE_NAME, _BY_DECLARED_NAME, _BY_NAME = 1.0, 0.95, 0.9, 0.8


def bind_references(frames: Frames, datasets: pd.DataFrame) -> pd.DataFrame:
    """The `bindings` table: every reference of `assertions` and `descriptions` that means exactly one dataset."""
    index = _Index(datasets)
    references: dict[str, bool] = {}
    for row in records(frames["assertions"]):
        if row["reference"]:
            is_declared = row["reference_source"] == "declared"
            references[row["reference"]] = references.get(row["reference"], False) or is_declared
    for reference in frames["descriptions"]["reference"].dropna():
        references.setdefault(str(reference), True)
    found = (index.bind(reference, is_declared=declared) for reference, declared in sorted(references.items()))
    return frame_of("bindings", [binding for binding in found if binding])


class _Index:
    """Datasets by path, by file name and by folded name."""

    def __init__(self, datasets: pd.DataFrame) -> None:
        self.paths = set(datasets["path"])
        self.by_file_name: dict[str, list[str]] = defaultdict(list)
        self.by_stem: dict[str, list[str]] = defaultdict(list)
        for row in records(datasets):
            name = row["path"].rpartition("/")[2]
            self.by_file_name[name].append(row["path"])
            if row["kind"] == "table":
                self.by_stem[_folded(name.partition(".")[0])].append(row["path"])

    def bind(self, reference: str, *, is_declared: bool) -> Binding | None:
        written = reference.removeprefix("./").strip()
        if written in self.paths:
            return _binding(reference, written, "path", _SURE)
        by_file_name = self.by_file_name.get(written.rpartition("/")[2], [])
        ending = [path for path in by_file_name if path.endswith(f"/{written}")]
        if len(ending) == 1:
            return _binding(reference, ending[0], "path", _BY_FILE_NAME)
        within = next((path for path in _endings(written) if path in self.paths), None)
        if within is not None:  # a path told from another folder, e.g. from the one that holds the suites
            return _binding(reference, within, "path", _BY_FILE_NAME)
        stem = self.by_stem.get(_folded(written), [])
        if len(stem) == 1 and "/" not in written:
            method: BindingMethod = "declared" if is_declared else "name"
            return _binding(reference, stem[0], method, _BY_DECLARED_NAME if is_declared else _BY_NAME)
        return None


def _endings(path: str) -> list[str]:
    """The path without its first folders, longest first, as long as one folder is left."""
    parts = path.split("/")
    return ["/".join(parts[n:]) for n in range(1, len(parts) - 1)]


def _binding(reference: str, path: str, method: BindingMethod, confidence: float) -> Binding:
    return Binding(reference=reference, dataset=dataset_id(path), method=method, confidence=confidence)


def _folded(name: str) -> str:
    return _WORD.sub("_", name.casefold()).strip("_") or name
