"""The changes on a terminal: within the width, the same without colour, and nothing left out silently."""

from __future__ import annotations

import re

import pytest
from syrupy.assertion import SnapshotAssertion

from debt_pipelines.reports.cells import cell_width
from debt_pipelines.reports.diff.to_text import render
from debt_pipelines.reports.registry import RenderOptions
from tests.reports.diff_sample import REPORTS, ordinary

ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("name", ["ordinary", "quiet"])
def test_text(name: str, snapshot: SnapshotAssertion) -> None:
    assert render(REPORTS[name], RenderOptions()) == snapshot


@pytest.mark.parametrize("width", [40, 80, 100])
@pytest.mark.parametrize("name", REPORTS)
def test_no_line_is_too_wide(name: str, width: int) -> None:
    assert max(map(cell_width, render(REPORTS[name], RenderOptions(width=width)).split("\n"))) <= max(width, 60)


@pytest.mark.parametrize("name", REPORTS)
def test_colour_adds_nothing_but_colour(name: str) -> None:
    plain = render(REPORTS[name], RenderOptions())
    colored = render(REPORTS[name], RenderOptions(is_color=True))
    assert colored != plain
    assert ANSI.sub("", colored) == plain


def test_what_breaks_comes_first_and_bears_a_word() -> None:
    lines = render(ordinary(), RenderOptions()).splitlines()
    broken = [n for n, line in enumerate(lines) if "! BREAKING" in line]
    others = [n for n, line in enumerate(lines) if line.startswith("    change ")]
    assert len(broken) == 5  # the two removed columns are told together
    assert max(broken) < min(others)


def test_long_lists_say_how_much_is_left_out() -> None:
    text = render(REPORTS["long"], RenderOptions())
    assert "… and 10 changes more, 10 of them BREAKING" in text
