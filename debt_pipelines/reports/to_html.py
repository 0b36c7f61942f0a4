"""The scorecard as one HTML page to read, send and print: no network, complete without script, at most 1 MB.

Every text passes through `printable` and jinja's autoescape on its way out, so no template can forget it. A
content security policy names the hashes of the one style sheet and the one script: nothing else on the page
may run or load.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any

from debt_pipelines.model.rule import SEVERITY_POINTS
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports import html_text, trend_words, wording
from debt_pipelines.reports.coverage_words import coverage_words
from debt_pipelines.reports.finding_groups import FindingGroup, gate_reasons, open_groups
from debt_pipelines.reports.html_rows import MAX_NAMES, page_rows
from debt_pipelines.reports.not_judged import not_judged
from debt_pipelines.reports.printable import printable
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.to_json import compact
from debt_pipelines.reports.weakest_first import weakest_first

if TYPE_CHECKING:
    from jinja2 import Environment

MAX_BYTES = 1_000_000
_MAX_GROUPS = 10  # the findings below list all; the size of this part must stay bounded
_STYLES = ("base.css", "sections.css", "tables.css", "print.css")
_SCRIPTS = ("filter.js",)
_LEVELS = ((4.5, "a"), (3.5, "b"), (2.5, "c"), (1.5, "d"))


def render(scorecard: Scorecard, options: RenderOptions) -> str:
    """The page; the JSON form is embedded as long as the page stays within 1 MB."""
    context = _context(scorecard, options)
    data = compact(scorecard).replace("<", "\\u003c")
    if len(data.encode()) < MAX_BYTES:
        page = _page(context, data)
        if len(page.encode()) <= MAX_BYTES:
            return page
    return _page(context, None)


def _page(context: dict[str, Any], data: str | None) -> str:
    from markupsafe import Markup

    embedded = None if data is None else Markup(data)  # noqa: S704 - escaped JSON
    return _environment().get_template("scorecard.html.j2").render(context | {"data": embedded})


def _context(scorecard: Scorecard, options: RenderOptions) -> dict[str, Any]:
    groups = open_groups(scorecard)
    n_groups = min(options.n_findings, _MAX_GROUPS)
    return {
        "card": scorecard,
        "headline": scorecard.scorecard.headline,
        "categories": weakest_first(scorecard.scorecard.categories),
        "reasons": gate_reasons(scorecard),
        "first_groups": groups[:n_groups],
        "later_groups": groups[n_groups:],
        "first_share": _share_of_effort(groups, n_groups),
        "n_new": sum(finding.status == "new" for finding in scorecard.findings),
        "n_accepted": sum(finding.status == "accepted" for finding in scorecard.findings),
        "rows": page_rows(scorecard),
        "gaps": not_judged(scorecard),
        "coverage": coverage_words(scorecard),
    }


def _share_of_effort(groups: tuple[FindingGroup, ...], n_groups: int) -> float | None:
    total = sum(group.minutes for group in groups)
    return sum(group.minutes for group in groups[:n_groups]) / total if total else None


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    loader = PackageLoader("debt_pipelines.reports", "templates")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_safe,
    )
    style, script = (_joined(loader, environment, names) for names in (_STYLES, _SCRIPTS))
    environment.filters |= _filters()
    environment.globals |= {
        "style": Markup(style),  # noqa: S704 - our own file
        "script": Markup(script),  # noqa: S704 - our own file
        "style_hash": _hash(style),
        "script_hash": _hash(script),
        "letters": wording.LETTER_LIMITS,
        "severity_points": SEVERITY_POINTS,
        "max_names": MAX_NAMES,
    }
    return environment


def _filters() -> dict[str, Any]:
    return {
        "count": wording.count,
        "duration": wording.duration,
        "signed": trend_words.signed,
        "trend_words": trend_words.trend_words,
        "percent": wording.percent,
        "grade_word": wording.grade_word,
        "moment": wording.moment,
        "file_size": wording.file_size,
        "place": wording.place,
        "name": html_text.short_name,
        "path": html_text.short_path,
        "prose": html_text.short_prose,
        "ticked": html_text.ticked,
        "evidence": html_text.short_evidence,
        "level": _level,
    }


def _safe(value: object) -> object:
    """What a template prints: strings that are not markup yet are made printable before they are escaped."""
    return printable(value) if type(value) is str else value


def _level(score: float | None) -> str:
    """The letter whose colour a grade takes."""
    if score is None:
        return "none"
    return next((letter for limit, letter in _LEVELS if score >= limit), "e")


def _joined(loader: Any, environment: Environment, names: tuple[str, ...]) -> str:
    return "\n".join(loader.get_source(environment, name)[0] for name in names)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
