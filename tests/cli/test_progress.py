"""Progress: stage, count and time left on a terminal, and not a byte of it anywhere else."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from debt_pipelines.cli.progress import Course, progress
from debt_pipelines.project.progress import Step, tell
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.to_json import render as to_json
from tests.reports.sample import scorecard

STEPS = """
import sys, time
from debt_pipelines.cli.progress import progress
from debt_pipelines.project.progress import Step, tell
with progress("scanning shop", is_quiet="--quiet" in sys.argv):
    for n in range(4):
        tell(Step("crawl", n, 4))
        time.sleep(0.6)
    tell(Step("judge", 1, 3))
    time.sleep(0.3)
print("the report")
"""
RENDER = "import sys; from debt_pipelines.cli.main import main; sys.argv = ['debt', 'render', {0!r}]; main()"
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def on_terminal(program: str, *arguments: str, columns: int = 80, variables: Mapping[str, str] | None = None) -> str:
    """What a program prints on a terminal of so many columns, stdout and stderr together."""
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    environment = plain | {"TERM": "xterm-256color", "COLUMNS": str(columns)} | dict(variables or {})
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        printed = b""
        try:
            while piece := os.read(ours, 65536):
                printed += piece
        except OSError:  # Linux says so when the other end is closed
            pass
        os.close(ours)
        assert process.wait() == 0
    return printed.decode()


def test_stage_count_and_time_left_on_a_terminal() -> None:
    shown = on_terminal(STEPS)
    assert "reading what the project says 3 of 4" in shown
    assert "judging by the rules 1 of 3" in shown
    assert re.search(r"about \d+ s left", shown)
    assert ANSI.sub("", shown).split("\r")[-2].endswith("the report")
    assert shown.rstrip().endswith("the report")


@pytest.mark.parametrize(("arguments", "variables"), [(["--quiet"], {}), ([], {"TERM": "dumb"})])
def test_nothing_of_it_where_nobody_wants_it(arguments: list[str], variables: dict[str, str]) -> None:
    assert on_terminal(STEPS, *arguments, variables=variables).split() == ["the", "report"]


def test_nothing_of_it_in_a_pipe() -> None:
    result = subprocess.run([sys.executable, "-c", STEPS], capture_output=True, text=True, check=True)
    assert (result.stdout, result.stderr) == ("the report\n", "")


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_a_report_keeps_to_the_width_of_the_terminal(tmp_path: Path, columns: int) -> None:
    saved = tmp_path / "card.json"
    saved.write_text(to_json(scorecard(), RenderOptions()), "utf-8")
    shown = on_terminal(RENDER.format(str(saved)), columns=columns)
    assert "\x1b[1m" in shown
    widest = max(map(len, ANSI.sub("", shown).splitlines()))
    assert widest <= min(columns, 100)
    assert widest > min(columns, 100) - 12


def test_no_color_and_force_color(tmp_path: Path) -> None:
    saved = tmp_path / "card.json"
    saved.write_text(to_json(scorecard(), RenderOptions()), "utf-8")
    assert "\x1b" not in on_terminal(RENDER.format(str(saved)), variables={"NO_COLOR": "1"})
    piped = [sys.executable, "-c", RENDER.format(str(saved))]
    forced = {"FORCE_COLOR": "1"}
    for variables, is_colored in (({}, False), (forced, True), (forced | {"NO_COLOR": "1"}, False)):
        result = subprocess.run(piped, capture_output=True, text=True, check=True, env=os.environ | variables)
        assert ("\x1b[1m" in result.stdout) == is_colored


def test_a_course_never_goes_back_and_learns_its_seconds() -> None:
    now = [0.0]
    course = Course({"crawl": 6.0, "read": 2.0, "judge": 2.0}, clock=lambda: now[0])
    shares = []
    for step in (Step("crawl", 1, 2), Step("read", 1, 2), Step("crawl", 1, 2), Step("judge", 0, 1)):
        shares.append(course.take(step))
        now[0] += 10
    course.stop()
    assert shares == pytest.approx([0.3, 0.4, 0.4, 0.8])
    assert course.seconds == {"crawl": 20.0, "read": 10.0, "judge": 10.0}
    assert course.left(0.8) == ", about 10 s left"
    assert course.left(0.05) == ""


def test_the_seconds_of_the_last_time_are_kept(tmp_path: Path) -> None:
    timings = tmp_path / "timings.json"
    for broken in (None, "{", '{"crawl": "x"}', "[]"):
        if broken is not None:
            timings.write_text(broken)
        with progress("scanning", is_quiet=True, timings=timings):
            tell(Step("judge"))
        assert set(json.loads(timings.read_text())) == {"judge"}
    timings.write_text('{"judge": 3, "score": 1, "brewing": 4}')
    with progress("scanning", is_quiet=True, timings=timings) as course:
        assert course.shares == {"judge": 0.75, "score": 0.25}
