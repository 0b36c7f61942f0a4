"""Tables with a declared label and its features: rows that no model can tell apart, but that are labelled differently.

Only a label that is declared beside its features is checked, in each table that has them all. Its columns are read
once for a content; after that the memory knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from debt_pipelines.catalog.profile.label_conflicts import Conflicts, count_conflicts
from debt_pipelines.catalog.tabular.files import find_table_paths
from debt_pipelines.catalog.tabular.read import READER_VERSION, format_of
from debt_pipelines.catalog.tabular.read_columns import read_columns
from debt_pipelines.catalog.tabular.reading import Reading, read_files
from debt_pipelines.catalog.tabular.unpack import is_packed
from debt_pipelines.config.settings import Settings
from debt_pipelines.crawlers import params_features
from debt_pipelines.model.data_rows import Feature
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.model.table_rows import LabelCheck
from debt_pipelines.project.project import Project


class _Task(NamedTuple):
    """A label, and the features that the same file declares."""

    label: str
    features: tuple[str, ...]


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One row for every label and table whose rows could be compared."""
    if _declared(project, settings):
        yield from label_rows(project, settings, find_table_paths(project, settings).wanted)


def label_rows(project: Project, settings: Settings, wanted: Iterable[str]) -> Iterator[Row]:
    """The rows of `crawl` for some files."""
    tasks = _declared(project, settings)
    paths = [path for path in wanted if not is_packed(path)]
    for reading in read_files(project, paths if tasks else [], settings):
        names = _columns(reading)
        for task in tasks:
            if {task.label, *task.features} <= names:
                found = _conflicts(project, reading, task)
                if found is not None:
                    yield LabelCheck(
                        path=reading.path, label=task.label, n_features=len(task.features), **found._asdict()
                    )


def _declared(project: Project, settings: Settings) -> list[_Task]:
    return project.once("declared labels", lambda: _tasks(project, settings))


def _tasks(project: Project, settings: Settings) -> list[_Task]:
    rows = [row for row in params_features.crawl(project, settings) if isinstance(row, Feature)]
    found: dict[_Task, None] = {}
    for _path, group in groupby(rows, key=lambda row: row.path):
        listed = list(group)
        labels = {row.feature: None for row in listed if row.role == "label"}
        features = tuple(sorted({row.feature for row in listed if row.role == "feature"} - labels.keys()))
        found |= {_Task(label, features): None for label in labels if features}
    return list(found)


def _columns(reading: Reading) -> set[str]:
    """The columns of a file that holds one table and was read whole."""
    if isinstance(reading.result, UnreadableError) or len(reading.result) != 1 or reading.result[0].is_sampled:
        return set()
    return {column.name for column in reading.result[0].columns}


def _conflicts(project: Project, reading: Reading, task: _Task) -> Conflicts | None:
    reader = f"labels {READER_VERSION} {json.dumps(task)}"
    kept = project.memory.reading(reading.content, reader) if reading.content else None
    if kept is not None:
        known = json.loads(kept)
        return Conflicts(*known) if known else None
    try:
        content = project.content(reading.path)
        data = read_columns(content, format_of(reading.path), (*task.features, task.label))
    except UnreadableError:
        return None
    found = count_conflicts(data, task.features, task.label)
    if reading.content:
        with project.memory.writing():
            project.memory.keep(reading.content, reader, json.dumps(found).encode())
    return found
