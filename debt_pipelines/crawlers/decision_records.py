"""Crawls texts for records of decisions: architecture decision records, experiment notes, pages on what was rejected.

A page is told by its path, or by a heading that says so. One source row stands for the pages that were looked through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debt_pipelines.config.settings import Settings
from debt_pipelines.model.data_rows import Description, Source
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.model.schema import Row
from debt_pipelines.project.project import Project

CRAWLER = "decision_records"
_PAGES = (".md", ".markdown", ".mdx", ".rst", ".adoc", ".org", ".ipynb", ".qmd", ".rmd")
_TEXTS = (".md", ".markdown", ".mdx", ".rst", ".adoc", ".org", ".qmd", ".rmd")
_PATH = re.compile(
    r"(^|/)(adrs?|decisions?([-_]?(log|records?))?|rfcs?|experiments?[-_](notes?|log|journal)|lab[-_]?(notes?|book))"
    r"(/[^/]+)?\.\w+$"
    r"|(^|/)(adrs?|decisions?|rfcs?|decision[-_]records?|architecture[-_]decisions?)/[^/]+\.\w+$"
    r"|(^|/)adr[-_]?\d+[^/]*\.\w+$",
    re.IGNORECASE,
)
_TITLES = (
    "(design|architecture|model|modell?ing|key|technical) (decisions?|choices?)",
    "decision (records?|logs?)",
    "alternatives? (considered|tried|rejected)",
    "(approaches|models|ideas) (tried|rejected)",
    "model selection",
    "why (this|we) .{0,60}",
    "what (did not|didn't) work",
    "experiment(s|al)? (notes|log|results)",
    "lessons learned",
    "ablations?( stud(y|ies))?",
)
_HEADING = re.compile(
    rf"^(#{{1,6}} |={{1,6}} )?[\d.]* *({'|'.join(_TITLES)}) *:? *$".replace(" ", r"[ \t]"), re.IGNORECASE | re.MULTILINE
)
_MAX_CHARACTERS = 1_000_000


def crawl(project: Project, settings: Settings) -> Iterator[Row]:
    """One row per page that records decisions, and one source row when there are pages at all."""
    pages = project.paths(suffixes=_PAGES)
    if not pages:
        return
    yield Source(path=pages[0], crawler=CRAWLER, kind="description", part="records of decisions", status="read")
    for path in filter(_PATH.search, pages):
        yield _record(path, "a page of decisions or experiments", 1)
    rest = [path for path in pages if path.lower().endswith(_TEXTS) and not _PATH.search(path)]
    for path, text in project.texts(rest):
        found = None if isinstance(text, UnreadableError) else _HEADING.search(text[:_MAX_CHARACTERS])
        if found and isinstance(text, str):
            yield _record(path, found[0].strip("# \t="), text.count("\n", 0, found.start()) + 1)


def _record(path: str, text: str, line: int) -> Description:
    return Description(subject_kind="model", reference=None, column=None, text=text, tool=CRAWLER, path=path, line=line)
