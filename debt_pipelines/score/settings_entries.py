"""The settings that move a figure of the scorecard, for a reader who wants to know how it came about.

Addresses of sources and stores stay out: they tell nothing about a figure, and may hold what is nobody's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from debt_pipelines.config.settings import Settings
from debt_pipelines.model.entries import SettingEntry

_SHOWN = (
    *("exclude", "default_exclude", "datasets", "disable", "replacement_minutes", "costs", "capacity_hours_per_week"),
    *("gate", "ci", "max_file_mib", "max_columns", "hash_budget_mib", "history_commits"),
)


def settings_entries(settings: Settings) -> tuple[SettingEntry, ...]:
    """The settings in force, in the order in which they are declared, each value in one line."""
    defaults = dict(_leaves("", Settings().model_dump(include=set(_SHOWN))))
    leaves = dict(_leaves("", settings.model_dump(include=set(_SHOWN))))
    return tuple(
        SettingEntry(name=name, value=_told(value), is_default=name in defaults and defaults[name] == value)
        for name, value in leaves.items()
    )


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _leaves(f"{name}.{key}" if name else str(key), inner)
    else:
        yield name, value


def _told(value: Any) -> str:
    if value is None or value in ((), {}, []):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
