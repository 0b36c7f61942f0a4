"""Crawls `.dvc/config`: the remotes and which of them is the default; local configuration is never read."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator

from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import Source
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.pipeline_rows import Remote
from debt_pipelines.model.schema import Row
from debt_pipelines.project.locations import clean_url, scheme_of
from debt_pipelines.project.project import Project

CRAWLER = "dvc_config"
_LOCAL = "a local DVC configuration may hold credentials, so it is never read"
_REMOTE = re.compile(r"""^['"]?remote\s+"(.+)"['"]?$""")


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """Rows of all committed DVC configurations, and a note where a local one exists."""
    for path in project.including([".dvc/config.local"]).paths(names=("config.local", "config")):
        if f"/{path}".endswith("/.dvc/config.local"):
            yield Source(path=path, crawler=CRAWLER, kind="settings", status="skipped", error=_LOCAL)
        elif f"/{path}".endswith("/.dvc/config"):
            try:
                yield from remote_rows(path, project.text(path))
            except UnreadableError as error:
                yield Source(
                    path=path, crawler=CRAWLER, kind="dvc", status="error", error=error.message, line=error.line
                )


def cache_folder(text: str) -> str | None:
    """The folder that a configuration names for the cache, as written."""
    return _unquoted(_parsed(text).get("cache", "dir", fallback=None))


def _parsed(text: str) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True, inline_comment_prefixes=("#",))
    try:
        parser.read_string("\n".join(_stripped(text)))
    except configparser.Error as error:
        line = getattr(error, "lineno", None) or next(iter(getattr(error, "errors", [(None,)])))[0]
        raise UnreadableError("not a valid DVC configuration", line=line) from error
    return parser


def _stripped(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]  # indentation means nothing to DVC


def remote_rows(path: str, text: str) -> Iterator[Row]:
    """The remotes of one configuration; raises UnreadableError with the line."""
    parser, lines = _parsed(text), _stripped(text)
    default = _unquoted(parser.get("core", "remote", fallback=None))
    names = {match[1]: section for section in parser.sections() if (match := _REMOTE.match(section))}
    yield Source(path=path, crawler=CRAWLER, kind="dvc", status="read")
    for name, section in names.items():
        url = _unquoted(parser.get(section, "url", fallback=None))
        yield Remote(
            remote=name,
            scheme=(scheme_of(url) or "file") if url else None,
            url=clean_url(url) if url else None,
            is_default=name == default,
            is_defined=True,
            path=path,
            line=_line_of(lines, rf"\[.*\"{re.escape(name)}\""),
        )
    if default and default not in names:
        yield Remote(
            remote=default, scheme=None, url=None, is_default=True, is_defined=False, path=path,
            line=_line_of(lines, r"remote\s*[=:]"),
        )  # fmt: skip


def _unquoted(value: str | None) -> str | None:
    return value[1:-1] if value and len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value


def _line_of(lines: list[str], pattern: str) -> int | None:
    return next((n for n, line in enumerate(lines, 1) if re.match(pattern, line)), None)
