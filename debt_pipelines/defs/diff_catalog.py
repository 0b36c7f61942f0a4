"""The datasets of two states together: which file is part of which, since when, and who reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import empty_frame, frames_of, records
from debt_pipelines.catalog.lineage import lineage_edges
from debt_pipelines.catalog.partition_names import part_name
from debt_pipelines.catalog.resolve import dataset_id, resolve_datasets
from debt_pipelines.catalog.tabular.read import format_of
from debt_pipelines.catalog.tabular.reading import Reading
from debt_pipelines.crawlers.tables import rows_of_file
from debt_pipelines.defs.diff_states import State
from debt_pipelines.model.data_rows import Sighting
from debt_pipelines.model.schema import AnyRow
from debt_pipelines.project.locations import ancestors

if TYPE_CHECKING:
    import pandas as pd

_CRAWLER = "tables"
_MAX_KIN = 12
"""So many files of one form tell whether they are parts of one table; more would be read for little."""

ReadersOf = Callable[[str, str], tuple[str, ...]]
"""From a dataset and one of its files to the jobs that read it."""


@dataclass(frozen=True, slots=True)
class DiffCatalog:
    """Datasets by identifier, the dataset and the turn of each file that is a part, and the readers of all."""

    datasets: Mapping[str, dict[str, Any]]
    parts: Mapping[str, dict[str, Any]]
    readers_of: ReadersOf

    def dataset_of(self, path: str) -> str:
        """The identifier of the dataset that a file is, or is a part of."""
        return self.parts[path]["dataset"] if path in self.parts else dataset_id(path)

    def are_parts(self, path: str, other: str) -> bool:
        """Whether two files are parts of one dataset."""
        return path in self.parts and other in self.parts and self.dataset_of(path) == self.dataset_of(other)

    def is_table(self, dataset: str) -> bool:
        """Whether a dataset is a table, and not a metric or a plot that is kept as one."""
        return dataset not in self.datasets or self.datasets[dataset]["kind"] == "table"


def table_rows(state: State, paths: Iterable[str], readings: Mapping[str, Reading]) -> Iterator[AnyRow]:
    """The rows of tables of a state: in full of those that were read, the name of the rest."""
    for path in paths:
        seen = _seen(state, path)
        if path in readings:
            yield from rows_of_file(readings[path], replace(seen, size_bytes=state.size(path)))
        else:
            yield seen


def catalog_of(state: State, tables: Iterable[AnyRow]) -> DiffCatalog:
    """The catalog of a state, made of its pipelines and the rows of tables."""
    frames = frames_with([*state.pipelines, *tables])
    datasets, partitions = resolve_datasets(frames, state.settings)
    return DiffCatalog(
        datasets={row["dataset"]: row for row in records(datasets)},
        parts={row["path"]: row for row in records(partitions)},
        readers_of=_readers(records(lineage_edges(frames, datasets))),
    )


class _Frames(dict[str, "pd.DataFrame"]):
    """Frames by table; one without any row is made when it is asked for."""

    def __missing__(self, table: str) -> pd.DataFrame:
        self[table] = empty_frame(table)
        return self[table]


def frames_with(rows: Sequence[AnyRow]) -> dict[str, pd.DataFrame]:
    """The rows as frames, and any other table as an empty one."""
    return _Frames(frames_of(rows, {row.table for row in rows}))


def kin(touched: Iterable[str], tables: Collection[str]) -> Iterator[str]:
    """For files that may be parts of a table, a few others named alike: with them it can be told whether they are."""
    wanted = set(touched)
    forms = {name.form for name in map(part_name, wanted) if name.slots}
    if not forms:
        return
    alike: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for path in sorted(set(tables) - wanted):
        form = part_name(path).form
        if form in forms:
            alike[form].append(path)
    for paths in alike.values():
        yield from paths[:: -ceil(len(paths) / _MAX_KIN)]


def _seen(state: State, path: str) -> Sighting:
    entry = state.project.files.get(path)
    is_tracked = entry.is_tracked if entry else path in state.lakes and state.project.is_tracked(path)
    return Sighting(
        path=path,
        crawler=_CRAWLER,
        kind="table",
        storage="external" if path in state.given else "git" if is_tracked else "none",
        format=state.lakes[path].format if path in state.lakes else format_of(path),
        size_bytes=entry.size if entry else None,
        is_present=entry is not None or path in state.lakes or path in state.given,
        source_path=path,
        line=1,
    )


def _readers(edges: Iterable[dict[str, Any]]) -> ReadersOf:
    jobs: defaultdict[str, set[str]] = defaultdict(set)
    for edge in edges:
        if edge["kind"] == "reads":
            jobs[edge["source"]].add(edge["target"])

    def readers_of(dataset: str, path: str) -> tuple[str, ...]:
        names = (dataset, *(dataset_id(place) for place in (path, *ancestors(path))))
        return tuple(sorted(set().union(*(jobs[name] for name in names if name in jobs))))

    return readers_of
