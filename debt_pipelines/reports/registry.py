"""Finds the report formats and renders a scorecard in one of them.

A format is a module `to_<format>.py` in this folder, or an entry point of the group `debt_pipelines.reports`
that names a module (or a function) of the same shape. Only the module that is asked for is imported, so that
listing costs nothing.

Every format is text that can be printed: names are made harmless, and only `text` heeds width and colour.
"""

from __future__ import annotations

import difflib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, cast

from debt_pipelines.model.errors import SettingsError
from debt_pipelines.reports.printable import printable

if TYPE_CHECKING:
    from debt_pipelines.model.scorecard import Scorecard

ENTRY_POINT_GROUP = "debt_pipelines.reports"
_PREFIX = "to_"


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How to draw: columns and colour of a terminal, and how many groups of findings *Fix first* shows."""

    width: int = 80
    is_color: bool = False
    n_findings: int = 10


Render = Callable[["Scorecard", RenderOptions], str]


def formats() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    return tuple(sorted({*_own_formats(), *_third_party_formats()}))


def render(scorecard: Scorecard, format: str, options: RenderOptions) -> str:
    """The scorecard in that format; raises SettingsError if nobody offers it or it cannot be loaded."""
    return _load(format)(scorecard, options)


def _load(format: str) -> Render:
    if format in _own_formats():
        return cast(Render, import_module(f"{__package__}.{_PREFIX}{format}").render)
    entry_point = _third_party_formats().get(format)
    if entry_point is None:
        raise SettingsError(f"unknown report format {printable(format)!r}", hint=_hint(format))
    return _load_third_party(entry_point)


def _load_third_party(entry_point: EntryPoint) -> Render:
    try:
        loaded = entry_point.load()
    except (ImportError, AttributeError) as error:
        message = f"the report format {entry_point.name!r} cannot be loaded from {entry_point.value}: {error}"
        raise SettingsError(message, hint="reinstall or remove the package that declares it") from error
    return cast(Render, getattr(loaded, "render", loaded))


def _hint(format: str) -> str:
    close = difflib.get_close_matches(format.lower(), formats(), n=1)
    return f"did you mean {close[0]!r}?" if close else f"choose one of: {', '.join(formats())}"


def _own_formats() -> frozenset[str]:
    names = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    return frozenset(name.removeprefix(_PREFIX) for name in names if name.startswith(_PREFIX))


def _third_party_formats() -> dict[str, EntryPoint]:
    return {entry_point.name: entry_point for entry_point in entry_points(group=ENTRY_POINT_GROUP)}
