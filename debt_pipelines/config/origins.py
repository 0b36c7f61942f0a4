"""The settings in force, one by one, each with the place it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from debt_pipelines.config.load import Read, SettingsText, load_settings, settings_text
from debt_pipelines.model.masking import shown_value

DEFAULT = "default"


class Effective(NamedTuple):
    """One setting: its dotted name, its value as JSON holds it, and `default` or `file:line`."""

    name: str
    value: Any
    origin: str


def effective_settings(read: Read) -> list[Effective]:
    """All settings in force, in the order they are declared; raises SettingsError when they are wrong."""
    found = settings_text(read)
    return list(_walk(load_settings(read), found, ()))


def _walk(section: BaseModel, found: SettingsText | None, above: tuple[str, ...]) -> Iterator[Effective]:
    dumped = section.model_dump(mode="json")
    for name in type(section).model_fields:
        keys = (*above, name)
        value = getattr(section, name)
        members = value if isinstance(value, dict) else {}
        if isinstance(value, BaseModel):
            yield from _walk(value, found, keys)
        elif members and all(isinstance(member, BaseModel) for member in members.values()):
            for key, member in members.items():
                yield from _walk(member, found, (*keys, key))
        else:
            yield Effective(_dotted(keys), shown_value(dumped[name], name), _origin(found, keys))


def _dotted(keys: tuple[str, ...]) -> str:
    """The keys as TOML would write them: quoted where a key is no bare one."""
    bare = [key if key.replace("_", "").replace("-", "").isalnum() else f'"{key}"' for key in keys]
    return ".".join(bare)


def _origin(found: SettingsText | None, keys: tuple[str, ...]) -> str:
    if found is None:
        return DEFAULT
    at: Any = found.table
    for key in keys:
        if not isinstance(at, Mapping) or key not in at:
            return DEFAULT
        at = at[key]
    return f"{found.path}:{found.line_of(keys)}"
