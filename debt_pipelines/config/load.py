"""Finds and reads the settings of a project; a wrong key is an error that says where and what was meant."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from debt_pipelines.config import door
from debt_pipelines.config.settings import DatasetSettings, Settings
from debt_pipelines.config.suggest import did_you_mean
from debt_pipelines.model.errors import SettingsError, UnreadableError

SETTINGS_FILES = ("debt.toml", "pyproject.toml")
_MAX_BYTES = 4 * 1024 * 1024
Read = Callable[[str], bytes | None]


def files_of(root: Path) -> Read:
    """How the settings of a folder are read; a file that cannot be read counts as none."""

    def read(name: str) -> bytes | None:
        try:
            with door.opened(str(root), name) as stream:
                content = stream.read(_MAX_BYTES + 1)
        except UnreadableError:
            return None
        if len(content) > _MAX_BYTES:
            raise SettingsError(f"{name}: larger than {_MAX_BYTES // 2**20} MiB")
        return content

    return read


class SettingsText(NamedTuple):
    """The file that holds the settings of a project, its text, and the table of settings in it."""

    path: str
    text: str
    table: dict[str, Any]

    def line_of(self, keys: Sequence[str]) -> int:
        """The line that most likely holds the last of the keys; TOML readers keep no positions."""
        words = [rf"(^|[\[{{,.\"'\s]){re.escape(key)}[\"']?\s*(=|\]|\.)" for key in keys if not key.isdigit()]
        lines = self.text.splitlines()
        at = 0
        for pattern in (r"\btool\.debt\b", *words):
            at = next((n for n in range(at, len(lines)) if re.search(pattern, lines[n])), at)
        return at + 1


def load_settings(read: Read) -> Settings:
    """Read the settings through `read(path)`, which gives None for a file that does not exist.

    `debt.toml` wins over `[tool.debt]` in pyproject.toml. Raises SettingsError with file, line and a hint.
    """
    found = settings_text(read)
    if found is None:
        return Settings()
    settings, errors = _validated(found)
    if settings is None:
        raise errors[0]
    return settings


def settings_errors(read: Read) -> list[SettingsError]:
    """Everything that is wrong with the settings; raises SettingsError where the file is no TOML at all."""
    found = settings_text(read)
    return [] if found is None else _validated(found)[1]


def settings_text(read: Read) -> SettingsText | None:
    """The settings as they are written, unchecked; None where the defaults hold. Raises SettingsError for no TOML."""
    for path in SETTINGS_FILES:
        content = read(path)
        if content is None:
            continue
        text = content.decode("utf-8-sig", errors="replace")
        table = _table(path, text)
        if table is not None:
            return SettingsText(path, text, table)
    return None


def _table(path: str, text: str) -> dict[str, Any] | None:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        if path == "pyproject.toml" and "[tool.debt" not in text:
            return None
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    except RecursionError as error:
        raise SettingsError(f"{path}: too deeply nested") from error
    except ValueError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    if path == "debt.toml":
        return document
    tool = document.get("tool")
    table = tool.get("debt") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def _validated(found: SettingsText) -> tuple[Settings | None, list[SettingsError]]:
    try:
        return Settings.model_validate(found.table), []
    except ValidationError as error:
        wrong = error.errors(include_url=False)
        return None, [
            _settings_error(found, [str(part) for part in each["loc"]], each["type"], each["msg"]) for each in wrong
        ]


def _settings_error(found: SettingsText, keys: list[str], kind: str, message: str) -> SettingsError:
    where = f"{found.path}:{found.line_of(keys)}"
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
