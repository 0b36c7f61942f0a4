"""The state folder may be full, closed or no folder: what fails there is told in words, with what to do."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from debt_pipelines.catalog.tabular.table import reason_of
from debt_pipelines.model.errors import StateError


@contextmanager
def keeping(folder: Path) -> Iterator[None]:
    """Turn every failure to write into a folder of the state into a StateError."""
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else reason_of(error)
        raise StateError(_words(folder, reason)) from error
    except (DBAPIError, sqlite3.Error) as error:
        raise StateError(_words(folder, reason_of(getattr(error, "orig", None) or error))) from error


def _words(folder: Path, reason: str) -> str:
    return f"the results cannot be kept in `{folder}`: {reason}"
