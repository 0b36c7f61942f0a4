"""Notes tools whose checks no crawler reads yet.

"Nothing validates this table" would be a lie where Deequ does; such a note turns it into "no evidence". Python is
searched as text, never imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project

CRAWLER = "unread_tools"
_MAX_CODE_BYTES = 2 * 1024 * 1024


def _module(*names: str) -> re.Pattern[bytes]:
    return re.compile(rf"^[ \t]*(import|from)[ \t]+({'|'.join(names)})\b".encode(), re.MULTILINE)


_TOOLS = {
    "SodaCL in Python": re.compile(rb"\.add_sodacl_yaml_str\("),
    "Deequ": _module("pydeequ"),
    "Evidently": _module("evidently"),
    "deepchecks": _module("deepchecks"),
    "TensorFlow Data Validation": _module("tensorflow_data_validation"),
    "a DataFrame schema library": _module("cerberus", "whylogs"),
}


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One `skipped` source per tool, at the first file that shows it."""
    found: dict[str, str] = {}
    for path, content in project.read_many(project.paths(suffixes=(".py",)), max_bytes=_MAX_CODE_BYTES):
        if isinstance(content, UnreadableError):
            continue
        for name, code in _TOOLS.items():
            if name not in found and code.search(content):
                found[name] = path
    for name in _TOOLS:
        if name in found:
            yield Source(
                path=found[name],
                crawler=CRAWLER,
                kind="suite",
                part=name,
                status="skipped",
                error=f"checks of {name} are not read yet",
            )
