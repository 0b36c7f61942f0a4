"""Finds the formats of `debt backlog`, the modules `to_<format>.py` of this folder, and renders in one of them."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

from debt_pipelines.model.sprint import Sprint
from debt_pipelines.reports.registry import RenderOptions

_PREFIX = "to_"


def formats() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    names = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    return tuple(sorted(name.removeprefix(_PREFIX) for name in names if name.startswith(_PREFIX)))


def render(sprint: Sprint, format: str, options: RenderOptions) -> str:
    """The plan in that format, one of `formats()`."""
    text: str = import_module(f"{__package__}.{_PREFIX}{format}").render(sprint, options)
    return text
