"""The measures of the terminal scorecard: how much is described, validated, watched and automated."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.model.scores import Measure
from debt_pipelines.reports.cells import pad, wrap
from debt_pipelines.reports.coverage_words import coverage_words
from debt_pipelines.reports.ink import Ink
from debt_pipelines.reports.printable import one_line
from debt_pipelines.reports.wording import percent

_SHARE_CELLS = 8
_INDENT = " " * (_SHARE_CELLS + 4)


def measure_lines(scorecard: Scorecard, width: int, ink: Ink) -> Iterator[str]:
    """A line for each share of something that is there at all, then what the checks are about."""
    measures = [measure for measure in scorecard.scorecard.measures if measure.n_total or measure.n_unknown]
    words = coverage_words(scorecard)
    if not measures and not words:
        return
    yield ink.paint("Measures", "strong")
    for measure in measures:
        yield from _measure(measure, width)
    if words:
        yield from wrap(words, width, first="  Checks: ", hanging="    ")


def _measure(measure: Measure, width: int) -> list[str]:
    told = [f"{measure.n:,} of {measure.n_total:,}"] if measure.n_total else []
    more = " more" if told else ""
    told += [f"of {measure.n_unknown:,}{more} it cannot be told"] if measure.n_unknown else []
    share = pad(percent(measure.share), _SHARE_CELLS, align="right")
    return wrap(f"{one_line(measure.title)}: {'; '.join(told)}", width, first=f"  {share}  ", hanging=_INDENT)
