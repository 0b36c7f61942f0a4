"""Progress on a terminal: one line with the stage, how many of how many, and the time left, gone when it ends.

It is drawn on stderr, and never where nobody sees it: not in a pipe, not on a dumb terminal, not with --quiet.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from debt_pipelines.cli.terminal import is_color
from debt_pipelines.project.progress import Stage, Step, heard_by
from debt_pipelines.project.whole_file import write_whole

_WORDS: Mapping[Stage, str] = {
    "crawl": "reading what the project says",
    "read": "reading tables",
    "catalog": "putting the catalog together",
    "facts": "computing facts",
    "judge": "judging by the rules",
    "score": "adding it up",
}
_TELLING = 0.1
# How long the stages of a scan take, as shares: of the bundled example, until a project has a scan of its own.
_USUAL: Mapping[Stage, float] = {
    "crawl": 0.2,
    "read": 0.05,
    "catalog": 0.05,
    "facts": 0.15,
    "judge": 0.5,
    "score": 0.05,
}


class Course:
    """The way through the stages: how far it is, and how long each stage took."""

    def __init__(self, seconds: Mapping[Stage, float], clock: Callable[[], float] = time.monotonic) -> None:
        total = sum(seconds.values()) or 1.0
        self.shares = {stage: spent / total for stage, spent in seconds.items()}
        self.seconds: dict[Stage, float] = {}
        self._done: dict[Stage, float] = {}
        self._clock = clock
        self._start = clock()
        self._at: tuple[Stage, float] | None = None

    def take(self, step: Step) -> float:
        """Go on by a step; the share of the whole that is over, which never falls."""
        self.stop()
        self._at = step.stage, self._clock()
        stages = list(_WORDS)
        for stage in stages[: stages.index(step.stage)]:
            if stage != "crawl" or step.stage != "read":
                self._done[stage] = 1.0
        self._done[step.stage] = max(self._done.get(step.stage, 0.0), step.n_done / max(1, step.n_total))
        return sum(self.shares.get(stage, 0.0) * done for stage, done in self._done.items())

    def left(self, share: float) -> str:
        """How long it still takes, in words; nothing while too little is over to tell."""
        seconds = (self._clock() - self._start) * (1 - share) / share if share >= _TELLING else 0.0
        if seconds < 1:
            return ""
        return f", about {seconds:.0f} s left" if seconds < 90 else f", about {seconds / 60:.0f} min left"

    def stop(self) -> None:
        """Book the time since the last step to its stage."""
        if self._at is not None:
            stage, since = self._at
            self.seconds[stage] = self.seconds.get(stage, 0.0) + self._clock() - since
            self._at = None


def is_shown(*, is_quiet: bool) -> bool:
    """Whether a person may see progress on stderr."""
    return sys.stderr.isatty() and not is_quiet and os.environ.get("TERM") != "dumb"


def words_of(step: Step) -> str:
    """What a step does, and how many of how many."""
    counted = f" {step.n_done} of {step.n_total}" if step.n_total > 1 else ""
    return f"{_WORDS[step.stage]}{counted}"


@contextmanager
def progress(title: str, *, is_quiet: bool, timings: Path | None = None) -> Iterator[Course]:
    """Show how far the steps inside are; `timings` is a file of the seconds that the stages took last time, renewed."""
    course = Course(_read(timings) or _USUAL)
    with _drawn(title, course) if is_shown(is_quiet=is_quiet) else heard_by(partial(_hear, course)):
        yield course
    course.stop()
    if timings is not None and course.seconds:
        _write(timings, course.seconds)


def _hear(course: Course, step: Step) -> None:
    course.take(step)


@contextmanager
def _drawn(title: str, course: Course) -> Iterator[None]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = BarColumn(bar_width=16), TimeElapsedColumn(), TextColumn("{task.description}", markup=False)
    console = Console(stderr=True, color_system="auto" if is_color(sys.stderr) else None)
    with Progress(
        *columns, console=console, transient=True, refresh_per_second=5, redirect_stdout=False, redirect_stderr=False
    ) as bar:
        task = bar.add_task(f"{title} ...", total=1.0)

        def show(step: Step) -> None:
            share = course.take(step)
            bar.update(task, completed=share, description=f"{words_of(step)}{course.left(share)}")

        with heard_by(show):
            yield


def _read(timings: Path | None) -> dict[Stage, float] | None:
    try:
        said = json.loads(timings.read_text("utf-8")) if timings is not None else None
        return {stage: float(said[stage]) for stage in _WORDS if stage in said} if said else None
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _write(timings: Path, seconds: Mapping[Stage, float]) -> None:
    try:
        write_whole(timings, json.dumps({stage: round(spent, 3) for stage, spent in seconds.items()}))
    except OSError:
        return  # it only tells how long the next scan may take
