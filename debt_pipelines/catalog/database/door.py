"""The one door to all databases: opens the one that a source of the settings names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from debt_pipelines.catalog.database.described import Database
from debt_pipelines.catalog.database.embedded import DuckDbFile, SqliteFile
from debt_pipelines.catalog.database.server import Server
from debt_pipelines.config.settings import SourceSettings
from debt_pipelines.config.sources import address_of
from debt_pipelines.project.locations import clean_url


def open_database(source: SourceSettings, root: Path, environment: Mapping[str, str] = os.environ) -> Database:
    """The database of a source; a file's path is relative to the project. Raises SettingsError or UnreadableError."""
    url = address_of(source, environment)
    scheme, _, rest = url.partition("://")
    file = root / unquote(rest.partition("?")[0].removeprefix("/"))
    if scheme.lower() == "sqlite":
        return SqliteFile(file, clean_url(url), source.timeout_seconds)
    if scheme.lower() == "duckdb":
        return DuckDbFile(file, clean_url(url))
    return Server(url, source.timeout_seconds)
