"""The category table of the terminal scorecard, weakest first, each grade with its reason in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.model.scores import CategoryScore
from debt_pipelines.reports.cells import clip, pad, wrap
from debt_pipelines.reports.ink import Ink, grade_style
from debt_pipelines.reports.printable import one_line
from debt_pipelines.reports.weakest_first import weakest_first
from debt_pipelines.reports.wording import duration, grade, percent

_N_CELLS = 5
_ROOM_FOR_BAR = 72


@dataclass(frozen=True, slots=True)
class _Widths:
    """Columns of the table; the title takes what the figures leave over."""

    title: int
    bar: int
    grade: int = 5
    confidence: int = 10
    findings: int = 8
    hours: int = 8


def category_lines(scorecard: Scorecard, width: int, ink: Ink) -> Iterator[str]:
    """The table, one or two lines a category: the figures, then why unless there is nothing to say."""
    bar = 0 if width < _ROOM_FOR_BAR else _N_CELLS + 1
    widths = _Widths(title=min(30, width - 43 - bar), bar=bar)
    yield _header(widths, ink)
    for category in weakest_first(scorecard.scorecard.categories):
        yield _figures(category, widths, ink)
        if category.n_findings or category.score is None or category.score < 5:
            reason = wrap(one_line(category.reason), width, first="    ", hanging="    ")
            yield from (ink.paint(line, "faint") for line in reason)


def _header(widths: _Widths, ink: Ink) -> str:
    cells = (
        pad("Categories", widths.title + 2),
        pad("grade", widths.grade + widths.bar),
        pad("confidence", widths.confidence, align="right"),
        pad("findings", widths.findings, align="right"),
        pad("to fix", widths.hours, align="right"),
    )
    return ink.paint(cells[0], "strong") + "  " + ink.paint("  ".join(cells[1:]), "faint")


def _figures(category: CategoryScore, widths: _Widths, ink: Ink) -> str:
    shown = pad(grade(category.score), widths.grade)
    if widths.bar:
        shown += " " + _bar(category.score)
    hours = duration(category.open_minutes) if category.open_minutes else "-"
    return "  ".join(
        (
            "  " + pad(clip(one_line(category.title), widths.title), widths.title),
            ink.paint(shown, grade_style(category.score)),
            pad(percent(category.confidence), widths.confidence, align="right"),
            pad(f"{category.n_findings:,}", widths.findings, align="right"),
            pad(hours, widths.hours, align="right"),
        )
    )


def _bar(score: float | None) -> str:
    """Five cells with halves, rounded down: only a clean category has a full bar."""
    if score is None:
        return " " * _N_CELLS
    n_halves = int(score * 2)
    filled = "█" * (n_halves // 2) + "▌" * (n_halves % 2)
    return filled + "░" * (_N_CELLS - len(filled))
