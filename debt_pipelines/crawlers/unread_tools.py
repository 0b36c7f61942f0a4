"""Notes tools that declare checks or descriptions which no crawler reads yet.

"Nothing validates this table" would be a lie where pandera does; such a note turns it into "no evidence". Python is
searched as text, never imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project

CRAWLER = "unread_tools"
Kind = Literal["suite", "description"]
_MAX_CODE_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Tool:
    name: str
    kinds: tuple[Kind, ...]
    file: re.Pattern[str] | None = None
    code: re.Pattern[bytes] | None = None


def _module(*names: str) -> re.Pattern[bytes]:
    return re.compile(rf"^[ \t]*(import|from)[ \t]+({'|'.join(names)})\b".encode(), re.MULTILINE)


def _file(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(^|/)({pattern})$", re.IGNORECASE)


_TOOLS = (
    _Tool("dbt", ("suite", "description"), file=_file(r"dbt_project\.ya?ml")),
    _Tool("a data contract", ("suite", "description"), file=_file(r"[^/]*(\.odcs|data-?contract[^/]*)\.ya?ml")),
    _Tool("Feast", ("description",), file=_file(r"feature_store\.ya?ml")),
    _Tool("Croissant", ("description",), file=_file(r"croissant\.json(ld)?|[^/]*\.croissant\.json")),
    _Tool("a dataset card", ("description",), file=_file(r"[^/]*data[-_]?(set)?[-_ ]?(card|sheet)[^/]*\.(md|rst)")),
    _Tool("SodaCL", ("suite",), file=_file(r"(soda[^/]*/)?checks[^/]*\.ya?ml"), code=_module("soda")),
    _Tool("pandera", ("suite", "description"), code=_module("pandera")),
    _Tool("Deequ", ("suite",), code=_module("pydeequ")),
    _Tool("Evidently", ("suite",), code=_module("evidently")),
    _Tool("deepchecks", ("suite",), code=_module("deepchecks")),
    _Tool("TensorFlow Data Validation", ("suite",), code=_module("tensorflow_data_validation")),
    _Tool("a DataFrame schema library", ("suite",), code=_module("dataframely", "patito", "cerberus", "whylogs")),
    _Tool(
        "Great Expectations in Python",
        ("suite",),
        code=re.compile(
            rb"\.expect_(column|table|multicolumn|compound|select)_\w+\(|\bExpect(Column|Table|Multi)\w+\("
        ),
    ),
)


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One `skipped` source per tool and kind of evidence, at the first file that shows it."""
    paths = project.paths()
    found = {tool: path for tool in _TOOLS if tool.file and (path := _first(tool.file, paths))}
    for path, content in project.read_many(project.paths(suffixes=(".py",)), max_bytes=_MAX_CODE_BYTES):
        if isinstance(content, UnreadableError):
            continue
        for tool in _TOOLS:
            if tool not in found and tool.code and tool.code.search(content):
                found[tool] = path
    for tool in _TOOLS:
        for kind in tool.kinds if tool in found else ():
            what = "checks" if kind == "suite" else "descriptions"
            yield Source(
                path=found[tool],
                crawler=CRAWLER,
                kind=kind,
                part=tool.name,
                status="skipped",
                error=f"{what} of {tool.name} are not read yet",
            )


def _first(pattern: re.Pattern[str], paths: list[str]) -> str | None:
    return next((path for path in paths if pattern.search(path)), None)
