"""The trend on a terminal: where the backlog goes, then one line a run."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.model.trend import History
from debt_pipelines.reports.cells import pad, wrap
from debt_pipelines.reports.history.words import HEAD, facts, row, sparkline
from debt_pipelines.reports.ink import Ink
from debt_pipelines.reports.printable import one_line
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.wording import count

_N_RUNS = 20
_N_BARS = 60
_WIDTHS = (11, 7, 9, 2, 6, 9, 9, 9, 9, 9)
_N_LEFT = 2


def render(history: History, options: RenderOptions) -> str:
    """The trend as text, 80 columns wide; the last runs only, where there are many."""
    return "\n".join(_lines(history, options.width, Ink(options.is_color))) + "\n"


def _lines(history: History, width: int, ink: Ink) -> Iterator[str]:
    yield from (ink.paint(line, "strong") for line in wrap(f"Debt history of {one_line(history.project)}", width))
    since = f" since {history.since}" if history.since else ""
    if not history.runs:
        yield from wrap(f"no run{since}; `debt scan` adds one", width)
        return
    first, last = history.runs[0].moment[:10], history.runs[-1].moment[:10]
    yield ink.paint(f"{count(len(history.runs), 'run')}{since}, {first} to {last}", "faint")
    yield ""
    if len(history.runs) > 1:
        yield f"  {sparkline([run.open_minutes for run in history.runs[-_N_BARS:]])}"
    for label, words in facts(history):
        yield from wrap(words, width, first=f"  {pad(label, 12)}", hanging=" " * 14)
    yield ""
    yield ink.paint(_cells(HEAD), "strong")
    hidden = len(history.runs) - _N_RUNS
    if hidden > 0:
        yield ink.paint(f"… {count(hidden, 'earlier run')}", "faint")
    yield from (_cells(row(run)) for run in history.runs[-_N_RUNS:])


def _cells(cells: tuple[str, ...]) -> str:
    left = [pad(cell, width) for cell, width in zip(cells[:_N_LEFT], _WIDTHS, strict=False)]
    right = [pad(cell, width, align="right") for cell, width in zip(cells[_N_LEFT:], _WIDTHS[_N_LEFT:], strict=True)]
    return "".join((*left, *right)).rstrip()
