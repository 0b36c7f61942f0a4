"""Crawls CODEOWNERS: which team or person owns which files; of several lines that match, the last one holds.

Hosts read one such file of a repository, the first in a fixed order of places; the others are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import Owner, Source
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project

CRAWLER = "codeowners"
_PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
_SECTION = re.compile(r"\^?\[[^\]]+\](\[\d+\])?(?P<owners>.*)")
_COMMENT = re.compile(r"(^|(?<=\s))#.*$")
_WORDS = re.compile(r"(?:\\.|\S)+")


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One row per pattern of the file that hosts read, in the order of the file."""
    present = [path for path in _PLACES if path in project.files]
    for path in present[:1]:
        yield from _file_rows(project, path)
    for path in present[1:]:
        reason = f"hosts read `{present[0]}` instead"
        yield Source(path=path, crawler=CRAWLER, kind="description", status="skipped", error=reason)


def _file_rows(project: Project, path: str) -> Iterator[Row]:
    try:
        text = project.text(path)
    except UnreadableError as error:
        yield Source(
            path=path,
            crawler=CRAWLER,
            kind="description",
            status="error",
            error=error.message,
            line=error.line,
        )
        return
    yield Source(path=path, crawler=CRAWLER, kind="description", status="read")
    yield from _owners(path, text)


def _owners(path: str, text: str) -> Iterator[Owner]:
    section_owners: list[str] = []
    for line, written in enumerate(text.splitlines(), 1):
        rule = _COMMENT.sub("", written).strip()
        section = _SECTION.fullmatch(rule)
        if section:
            section_owners = section["owners"].split()
            continue
        pattern, *named = _WORDS.findall(rule) or [""]
        if not pattern or not all("@" in name for name in named):
            continue
        is_exclusion = pattern.startswith("!")
        owners = [] if is_exclusion else named or section_owners
        yield Owner(
            pattern=pattern.removeprefix("!").replace("\\ ", " "),
            owner=" ".join(owners) or None,
            tool="codeowners",
            path=path,
            line=line,
        )
