"""Which datasets and columns came after a baseline: they owe what the older ones are forgiven.

What only has another name is not new: a file that git sees moved, data with the content or the columns of what is
gone, a column that a comparison of the data takes for an older one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import records
from debt_pipelines.catalog.resolve import dataset_id
from debt_pipelines.model.entries import DatasetEntry
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.rule import Frozen

if TYPE_CHECKING:
    import pandas as pd

_MIN_TELLING_COLUMNS = 3
"""As many equal names make two tables one; fewer are had by chance."""


class KnownObject(Frozen):
    """A dataset of a baseline, with its columns; empty where they could not be read."""

    dataset: str
    hash: str | None = None
    columns: tuple[str, ...] | None = None


def known_objects(datasets: Iterable[DatasetEntry]) -> tuple[KnownObject, ...]:
    """The datasets as a baseline keeps them, sorted."""
    listed = (
        KnownObject(dataset=entry.id, hash=entry.hash, columns=_names(entry) if entry.is_schema_read else None)
        for entry in datasets
    )
    return tuple(sorted(listed, key=lambda entry: entry.dataset))


def _names(entry: DatasetEntry) -> tuple[str, ...]:
    return tuple(sorted({column.name for column in entry.columns if column.is_observed}))


def mark_new_objects(
    findings: Iterable[Finding],
    baseline: Sequence[KnownObject] | None,
    now: Sequence[KnownObject],
    changes: pd.DataFrame,
) -> list[Finding]:
    """The findings, each told whether its dataset or column is new; `changes` is the `schema_changes` table.

    Nothing is told where the baseline lists no datasets, nor of a column where it did not know the columns.
    """
    if baseline is None:
        return list(findings)
    objects = _Objects(baseline, now, changes)
    return [finding.model_copy(update={"is_on_new_object": objects.is_new(finding)}) for finding in findings]


def carried(objects: Iterable[KnownObject], renamed: Mapping[str, str]) -> tuple[KnownObject, ...]:
    """The datasets under the names that they have after some renames of files; data goes with its `.dvc` file."""
    data = {old.removesuffix(".dvc"): new.removesuffix(".dvc") for old, new in renamed.items() if old.endswith(".dvc")}
    moved = {dataset_id(old): dataset_id(new) for old, new in {**data, **renamed}.items()}
    named = (entry.model_copy(update={"dataset": moved.get(entry.dataset, entry.dataset)}) for entry in objects)
    return tuple(sorted(named, key=lambda entry: entry.dataset))


class _Objects:
    """The datasets of now, each with the one of the baseline that it was."""

    def __init__(self, before: Sequence[KnownObject], now: Sequence[KnownObject], changes: pd.DataFrame) -> None:
        self._before = {entry.dataset: entry for entry in before}
        present = {entry.dataset for entry in now}
        gone = [entry for name, entry in self._before.items() if name not in present]
        by_mark: dict[object, KnownObject] = {mark: entry for entry in gone for mark in _marks(entry)}
        for entry in now:
            earlier = next((by_mark[mark] for mark in _marks(entry) if mark in by_mark), None)
            if earlier is not None:
                self._before.setdefault(entry.dataset, earlier)
        self._old_names: defaultdict[str, set[str]] = defaultdict(set)
        for row in records(changes[changes["kind"].eq("renamed_column")]):
            self._old_names[row["dataset"]].add(row["column"])

    def is_new(self, finding: Finding) -> bool | None:
        """Whether the dataset or the column of a finding is new; None where the baseline cannot tell."""
        if finding.dataset is None:
            return None
        earlier = self._before.get(finding.dataset)
        if earlier is None or finding.column is None:
            return earlier is None
        if finding.column in self._old_names[finding.dataset]:
            return False
        return None if earlier.columns is None else finding.column not in earlier.columns


def _marks(entry: KnownObject) -> list[object]:
    """What tells a dataset by another name: its content, and its columns where there are enough of them."""
    content: list[object] = [entry.hash] if entry.hash else []
    columns = entry.columns or ()
    return [*content, columns] if len(columns) >= _MIN_TELLING_COLUMNS else content
