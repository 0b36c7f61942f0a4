"""The environment of the HTML templates: what they may call, and the one style sheet and script with their hashes."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from debt_pipelines.model.rule import SEVERITY_POINTS
from debt_pipelines.reports import html_text, trend_words, wording
from debt_pipelines.reports.diff import words as change_words
from debt_pipelines.reports.html_details import changes_words, details_of
from debt_pipelines.reports.html_map import HEAT_LIMITS
from debt_pipelines.reports.html_places import anchor
from debt_pipelines.reports.html_sections import MAX_FINDINGS, MAX_NAMES
from debt_pipelines.reports.printable import printable

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).with_name("templates")
_STYLES = ("base.css", "sections.css", "pictures.css", "tables.css", "../lineage/picture.css", "print.css")
_SCRIPTS = ("filter.js",)
_MAX_UNDRAWN = 30
_LEVELS = ((4.5, "a"), (3.5, "b"), (2.5, "c"), (1.5, "d"))


@cache
def environment() -> Environment:
    """The environment; whatever a template prints is made printable and escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        loader=PackageLoader("debt_pipelines.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_safe,
    )
    style, script = (_joined(names) for names in (_STYLES, _SCRIPTS))
    made.filters |= _filters()
    made.globals |= {
        "style": Markup(style),  # noqa: S704 - our own file
        "script": Markup(script),  # noqa: S704 - our own file
        "style_hash": _hash(style),
        "script_hash": _hash(script),
        "letters": wording.LETTER_LIMITS,
        "severity_points": SEVERITY_POINTS,
        "heat_limits": HEAT_LIMITS,
        "max_names": MAX_NAMES,
        "max_debts": MAX_FINDINGS,
        "max_undrawn": _MAX_UNDRAWN,
    }
    return made


def _filters() -> dict[str, Any]:
    return {
        "anchor": anchor,
        "change": change_words.title,
        "changes_words": changes_words,
        "details": details_of,
        "cause": trend_words.cause_words,
        "count": wording.count,
        "duration": wording.duration,
        "durations": wording.durations,
        "weeks": wording.weeks,
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


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in names)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
