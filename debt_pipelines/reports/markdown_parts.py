"""What more than one Markdown page says of a scorecard: a message, why the gate is closed, the scores."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.cells import clip, shorten_words
from debt_pipelines.reports.finding_groups import gate_reasons
from debt_pipelines.reports.markdown_text import code, prose, table
from debt_pipelines.reports.printable import one_line
from debt_pipelines.reports.weakest_first import weakest_first
from debt_pipelines.reports.wording import duration, grade, grade_word

_WORD, _SENTENCE = 60, 220


def sentence(text: str) -> str:
    """A message cut to length, before it is escaped, so that no escape is cut."""
    return prose(clip(shorten_words(one_line(text), _WORD), _SENTENCE))


def reason_lines(scorecard: Scorecard) -> Iterator[str]:
    """Why the gate is closed: a line a reason, with the rules behind it and what to do."""
    for reason, codes in gate_reasons(scorecard):
        behind = f" ({', '.join(map(code, codes))})" if codes else ""
        action = f": {sentence(reason.action)}" if reason.action else ""
        yield f"- {sentence(reason.message)}{behind}{action}"


def category_table(scorecard: Scorecard) -> str:
    """The score of each category, the weakest first."""
    rows = [
        (
            entry.title,
            grade(entry.score),
            grade_word(entry.score),
            f"{entry.n_findings:,}",
            duration(entry.open_minutes),
        )
        for entry in weakest_first(scorecard.scorecard.categories)
    ]
    return table(("category", "score", "", "findings", "effort"), rows)
