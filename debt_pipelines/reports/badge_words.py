"""What a badge says: the letter and the hours, or that too little is known."""

from __future__ import annotations

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.wording import duration

LABEL = "data debt"
_COLORS = {"A": "#1a7f37", "B": "#4d7300", "C": "#9a6700", "D": "#bc4c00", "E": "#cf222e"}
_GREY = "#57606a"


def message(scorecard: Scorecard) -> str:
    """The letter with the work to do; without a letter, that too little could be judged."""
    headline = scorecard.scorecard.headline
    if headline.letter is None:
        return "not judged"
    return f"{headline.letter}, {duration(headline.backlog_hours * 60)}"


def color(scorecard: Scorecard) -> str:
    """The colour behind the message, dark enough for white text; the letter says the same in words."""
    return _COLORS.get(scorecard.scorecard.headline.letter or "", _GREY)
