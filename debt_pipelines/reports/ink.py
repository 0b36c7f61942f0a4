"""Colour for a terminal: ANSI codes around a text, or the text alone.

Colour only repeats what a word already says, so a report reads the same on paper, in a log and on a screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from debt_pipelines.model.rule import Severity

Style = Literal["strong", "faint", "place", "command", "good", "fair", "bad", Severity]

# The sixteen base colours follow the theme of the terminal, light or dark; exact colours would not.
_CODES: dict[Style, str] = {
    "strong": "1",
    "faint": "2",
    "place": "36",
    "command": "1;36",
    "good": "1;32",
    "fair": "1;33",
    "bad": "1;31",
    "critical": "1;31",
    "high": "31",
    "medium": "33",
    "low": "2",
}
_GOOD_FROM = 3.5
_FAIR_FROM = 2.5


@dataclass(frozen=True, slots=True)
class Ink:
    """Paints text when the terminal shows colour."""

    is_color: bool

    def paint(self, text: str, style: Style) -> str:
        """The text in that style; pad and wrap before painting, as codes have no width."""
        if not self.is_color or not text:
            return text
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m"


def grade_style(score: float | None) -> Style:
    """The style of a grade from 1 to 5."""
    if score is None:
        return "faint"
    if score >= _GOOD_FROM:
        return "good"
    return "fair" if score >= _FAIR_FROM else "bad"
