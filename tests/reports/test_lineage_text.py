"""The lineage on a terminal: trees around a node, steps of a whole project, folded, narrow, safe."""

from __future__ import annotations

import re

import pytest
from syrupy.assertion import SnapshotAssertion

from debt_pipelines.catalog.lineage_select import around
from debt_pipelines.reports.cells import cell_width
from debt_pipelines.reports.lineage.registry import LineageReport
from debt_pipelines.reports.lineage.to_text import render
from debt_pipelines.reports.registry import RenderOptions
from tests.reports.lineage_sample import REPORTS, broken, data, job, large, linked

ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("name", ["ordinary", "around", "broken", "hostile", "templated", "empty"])
def test_text_at_80_columns(name: str, snapshot: SnapshotAssertion) -> None:
    assert render(REPORTS[name], RenderOptions(width=80)) == snapshot


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("width", [0, 60, 80, 100])
def test_no_line_is_wider_than_the_terminal(name: str, width: int) -> None:
    text = render(REPORTS[name], RenderOptions(width=width))
    assert max(map(cell_width, text.split("\n"))) <= max(width, 60)
    assert all(line.isprintable() for line in text.split("\n"))


@pytest.mark.parametrize("name", REPORTS)
def test_colour_adds_nothing_but_colour(name: str) -> None:
    plain = render(REPORTS[name], RenderOptions())
    colored = render(REPORTS[name], RenderOptions(is_color=True))
    assert colored != plain
    assert ANSI.sub("", colored) == plain


def test_a_thousand_stages_of_a_template_take_a_few_lines() -> None:
    text = render(large(n_templated=1097), RenderOptions())
    assert "train@{0000,0001} (+1095)" in text
    assert "1,097 stages" in text
    assert len(text.splitlines()) < 15


def test_a_tree_shows_each_branch_once() -> None:
    a, b, c, d = data("a"), data("b"), data("c"), data("d")
    first, second, third = job("first", line=1), job("second", line=2), job("third", line=3)
    graph = linked((a, first), (first, b), (b, second), (second, c), (b, third), (c, third), (third, d))
    text = render(LineageReport("p", None, around(graph, ("file:d",))), RenderOptions())
    assert text.count("a\n") == 1
    assert "b <- first (above)" in text
    text = render(LineageReport("p", None, around(graph, ("file:a",))), RenderOptions())
    assert text.count("third -> d") == 1
    assert "third (above)" in text


def test_steps_of_one_template_are_one_line_of_a_tree() -> None:
    report = large(n_templated=36)
    text = render(LineageReport("p", None, around(report.graph, ("file:all.csv",))), RenderOptions())
    assert "train@{0000,0001} (+34) -> models/{0000,0001}.pkl (+34)" in text
    one = render(LineageReport("p", None, around(report.graph, ("file:models/0007.pkl",))), RenderOptions())
    assert "models/0007.pkl <- train@0007" in one
    assert "0008" not in one


def test_a_tree_in_a_cycle_ends() -> None:
    text = render(LineageReport("p", None, around(broken().graph, ("file:x.csv",))), RenderOptions())
    assert "x.csv <- one [cycle]" in text
    assert "(above)" in text


def test_a_deep_tree_goes_on_at_the_margin() -> None:
    graph = large(n_plain=120).graph
    text = render(LineageReport("p", None, around(graph, ("file:d/0120.csv",))), RenderOptions())
    for number in range(120):
        assert text.count(f"step{number:04} ") + text.count(f"step{number:04}\n") + text.count(f"step{number:04},") >= 1
    assert "(below)" in text
    assert ", continued" in text


def test_a_direction_that_was_left_out_is_not_shown_as_empty() -> None:
    graph = around(large(n_plain=5).graph, ("file:d/0002.csv",), upstream=0, downstream=1)
    text = render(LineageReport("p", None, graph, limits={"downstream": 1}), RenderOptions())
    assert "Upstream" not in text
    assert "Downstream, at most 1 stage away" in text
    whole = around(large(n_plain=5).graph, ("file:d/0005.csv",))
    assert "Downstream\n  nothing\n" in render(LineageReport("p", None, whole), RenderOptions())


def test_many_inputs_from_nowhere_are_one_line() -> None:
    graph = linked(*((data(f"in/{n}"), job("all")) for n in range(9)), (job("all"), data("out")))
    text = render(LineageReport("p", None, around(graph, ("file:out",))), RenderOptions())
    assert len(text.splitlines()) < 12


def test_other_data_is_not_named_where_a_folder_is_read() -> None:
    a, b = job("a", line=1), job("b", line=2)
    graph = linked((a, data("d/x")), (data("d/x"), data("d")), (data("d"), b), (b, data("end")))
    text = render(LineageReport("p", None, around(graph, ("file:end",))), RenderOptions())
    assert "d/* <- a" in text
    assert "(part of) -> d" in render(LineageReport("p", None, around(graph, ("file:d/x",))), RenderOptions())
