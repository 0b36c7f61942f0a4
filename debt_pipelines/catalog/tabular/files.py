"""Which files of a project may be tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pathspec

from debt_pipelines.catalog.lake.table import is_within, lake_folders
from debt_pipelines.catalog.tabular.read import format_of, may_be_table
from debt_pipelines.catalog.tabular.unpack import is_packed
from debt_pipelines.config.settings import Settings
from debt_pipelines.project.known_heads import judged_by_head
from debt_pipelines.project.project import Project

_NO_DATA = re.compile(
    r"(^|/)(templates?|dvclive/plots|\.ipynb_checkpoints|\.dvc)/|(^|[-_. /])template\.[a-z.]+$"
    r"|(^|/)(mlflow|airflow|optuna|dagster|celerybeat[^/]*)\.(db|sqlite3?)$",
    re.IGNORECASE,
)
"""Forms to be filled in, and what tools keep for themselves."""


@dataclass(frozen=True, slots=True)
class TablePaths:
    """The paths that may be tables, and those that would be, had the settings not left them out."""

    wanted: tuple[str, ...]
    left_out: tuple[str, ...]


def may_hold_table(project: Project, settings: Settings) -> Callable[[str], bool]:
    """Whether a path is named like a table and the settings do not leave it out, wherever its bytes lie."""
    is_left_out = left_out_by(project, settings)
    return lambda path: _is_candidate(path) and not is_left_out(path)


def left_out_by(project: Project, settings: Settings) -> Callable[[str], bool]:
    """Whether the settings leave a path out."""
    excluded = pathspec.GitIgnoreSpec.from_lines(settings.exclude_patterns)
    return lambda path: excluded.match_file(path) or project.excluded.match_file(path)


def find_table_paths(project: Project, settings: Settings) -> TablePaths:
    """All paths of tabular formats, sorted; JSON only where its first bytes are those of a table.

    The data files of a lake's table are parts of it.
    """
    is_left_out = left_out_by(project, settings)
    lakes = lake_folders(project.files)
    wanted: list[str] = []
    doubtful: list[str] = []
    left_out: list[str] = []
    for path in sorted(project.files):
        if not _is_candidate(path) or is_within(path, lakes):
            continue
        format = format_of(path)
        if is_left_out(path):
            left_out += [path] if format != "json" else []
        else:
            (doubtful if format == "json" and not is_packed(path) else wanted).append(path)
    heads = judged_by_head(project, doubtful, "json table", lambda head: "yes" if may_be_table("json", head) else "")
    wanted += [path for path in doubtful if heads.get(path)]
    return TablePaths(tuple(sorted(wanted)), tuple(left_out))


def _is_candidate(path: str) -> bool:
    return format_of(path) is not None and not _NO_DATA.search(path)
