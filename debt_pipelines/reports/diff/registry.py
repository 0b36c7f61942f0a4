"""Finds the formats of `debt diff`, the modules `to_<format>.py` of this folder, and renders in one of them."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Literal

from debt_pipelines.reports.registry import RenderOptions

DiffKind = Literal[
    "removed_dataset",
    "malformed_table",
    "removed_column",
    "renamed_column",
    "changed_type",
    "reordered_columns",
    "changed_nullability",
    "changed_domain",
    "shifted_distribution",
    "added_column",
    "added_dataset",
]
"""What may change, the worst first."""
Side = Literal["base", "head"]
WORK_TREE = "work tree"
_PREFIX = "to_"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a dataset; `path` is the file that shows it, `readers` are the jobs that read the dataset."""

    dataset: str
    path: str
    kind: DiffKind
    column: str | None = None
    before: str | None = None
    after: str | None = None
    is_breaking: bool = False
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A table that was not compared, because one side of it could not be read or does not say enough."""

    path: str
    side: Side
    error: str


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source beside the project; its tables as scans had seen them at `as_of` (ISO 8601) are the state before.

    Where there is an error instead, none of its tables was compared.
    """

    name: str
    path: str
    as_of: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two states: as it was asked for, and as a commit id, the name of a folder, or `work tree`."""

    name: str
    id: str


@dataclass(frozen=True, slots=True)
class DiffReport:
    """What has changed from `base` to `head`, in the order to be told; `n_datasets` are the tables of `head`.

    `moved` gives the path before of every table that was moved, by its path now. What breaks nothing may
    have been left out.
    """

    project: str
    base: Version
    head: Version
    n_datasets: int
    changes: tuple[Change, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()
    sources: tuple[SourceState, ...] = ()
    is_breaking_only: bool = False

    @property
    def n_breaking(self) -> int:
        """How many changes break a reader."""
        return sum(change.is_breaking for change in self.changes)

    def only_breaking(self) -> DiffReport:
        """The report without the changes that break nothing."""
        changes = tuple(change for change in self.changes if change.is_breaking)
        return replace(self, changes=changes, is_breaking_only=True)


def formats() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    names = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    return tuple(sorted(name.removeprefix(_PREFIX) for name in names if name.startswith(_PREFIX)))


def render(report: DiffReport, format: str, options: RenderOptions) -> str:
    """The changes in that format, one of `formats()`."""
    text: str = import_module(f"{__package__}.{_PREFIX}{format}").render(report, options)
    return text
