"""The one door to all databases: opens the one that a source of the settings names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote

from debt_pipelines.catalog.database.described import Database
from debt_pipelines.catalog.database.embedded import DuckDbFile, SqliteFile
from debt_pipelines.catalog.database.server import Server
from debt_pipelines.config.settings import SourceSettings
from debt_pipelines.config.sources import full_url
from debt_pipelines.model.errors import SettingsError
from debt_pipelines.project.locations import clean_url

_SECRETS = frozenset({"password", "passwd", "pwd", "sslpassword", "access_token", "token"})


def open_database(source: SourceSettings, root: Path, environment: Mapping[str, str] = os.environ) -> Database:
    """The database of a source; a file's path is relative to the project. Raises SettingsError or UnreadableError."""
    _refuse_secrets(source.url)
    is_part = not source.url.startswith("${")
    quoted = {name: quote(value, safe="") for name, value in environment.items()} if is_part else environment
    url = full_url(source, quoted)
    scheme, _, rest = url.partition("://")
    file = root / unquote(rest.partition("?")[0].removeprefix("/"))
    if scheme.lower() == "sqlite":
        return SqliteFile(file, clean_url(url), source.timeout_seconds)
    if scheme.lower() == "duckdb":
        return DuckDbFile(file, clean_url(url))
    return Server(url, source.timeout_seconds)


def _refuse_secrets(url: str) -> None:
    """Raise SettingsError for a password that stands in the options of the address."""
    for name, value in parse_qsl(url.partition("?")[2]):
        if name.lower() in _SECRETS and not value.startswith("${"):
            raise SettingsError(
                f"the address of a source holds a secret, `{name}`", hint="write ${NAME} in its place, set NAME outside"
            )
