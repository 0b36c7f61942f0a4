"""Finds and reads the settings of a project; a wrong key is an error that says where and what was meant."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ValidationError

from debt_pipelines.config.settings import DatasetSettings, Settings
from debt_pipelines.config.suggest import did_you_mean
from debt_pipelines.model.errors import SettingsError

SETTINGS_FILES = ("debt.toml", "pyproject.toml")


def load_settings(read: Callable[[str], bytes | None]) -> Settings:
    """Read the settings through `read(path)`, which gives None for a file that does not exist.

    `debt.toml` wins over `[tool.debt]` in pyproject.toml. Raises SettingsError with file, line and a hint.
    """
    for path in SETTINGS_FILES:
        content = read(path)
        if content is None:
            continue
        text = content.decode("utf-8-sig", errors="replace")
        table = _table(path, text)
        if table is not None:
            return _validated(path, text, table)
    return Settings()


def _table(path: str, text: str) -> dict[str, Any] | None:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        if path == "pyproject.toml" and "[tool.debt" not in text:
            return None
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    if path == "debt.toml":
        return document
    tool = document.get("tool")
    table = tool.get("debt") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def _validated(path: str, text: str, table: dict[str, Any]) -> Settings:
    try:
        return Settings.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _settings_error(path, text, [str(part) for part in first["loc"]], first["type"], first["msg"]) from error


def _settings_error(path: str, text: str, keys: list[str], kind: str, message: str) -> SettingsError:
    where = f"{path}:{_line_of(text, keys)}"
    name = ".".join(key for key in keys if key != "[key]")
    if kind == "extra_forbidden":
        hint = did_you_mean(keys[-1], _known_keys(keys[:-1]))
        return SettingsError(f"{where}: unknown setting `{name}`", hint=hint)
    said = message.removeprefix("Value error, ")
    return SettingsError(f"{where}: setting `{name}`: {said[0].lower()}{said[1:]}")


def _known_keys(keys: list[str]) -> tuple[str, ...]:
    model: type[BaseModel] = Settings
    for key in keys:
        field = model.model_fields.get(key)
        if field is None:
            continue
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            model = field.annotation
        elif key == "datasets":
            model = DatasetSettings
    return tuple(model.model_fields)


def _line_of(text: str, keys: list[str]) -> int:
    """The line that most likely holds the last of the keys; TOML readers keep no positions."""
    words = [rf"(^|[\[{{,.\"'\s]){re.escape(key)}[\"']?\s*(=|\]|\.)" for key in keys if not key.isdigit()]
    lines = text.splitlines()
    at = 0
    for pattern in (r"\btool\.debt\b", *words):
        at = next((n for n in range(at, len(lines)) if re.search(pattern, lines[n])), at)
    return at + 1
