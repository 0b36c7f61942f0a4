"""Finds the formats of the lineage graph, the modules `to_<format>.py` of this folder, and renders in one of them."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from debt_pipelines.reports.registry import RenderOptions

if TYPE_CHECKING:
    from debt_pipelines.catalog.lineage_graph import LineageGraph
    from debt_pipelines.catalog.lineage_select import Direction

_PREFIX = "to_"
EPOCH = "1970-01-01T00:00:00+00:00"
"""Stands for a moment that nobody told."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A file, or a place in it, whose part of the graph is unknown."""

    path: str
    line: int | None
    error: str


@dataclass(frozen=True, slots=True)
class LineageReport:
    """The graph to show, of which project and state, how far it goes, and what could not be read.

    `limits` has a direction only where it is shown: the most stages away, or None for no limit. `read_at` is when the
    project was read (ISO 8601).
    """

    project: str
    revision: str | None
    graph: LineageGraph
    limits: Mapping[Direction, int | None] = field(default_factory=lambda: {"upstream": None, "downstream": None})
    unread: tuple[Unread, ...] = ()
    read_at: str = EPOCH


def formats() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    names = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    return tuple(sorted(name.removeprefix(_PREFIX) for name in names if name.startswith(_PREFIX)))


def render(report: LineageReport, format: str, options: RenderOptions) -> str:
    """The graph in that format, one of `formats()`."""
    text: str = import_module(f"{__package__}.{_PREFIX}{format}").render(report, options)
    return text
