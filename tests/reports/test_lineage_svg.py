"""The lineage picture: well-formed, harmless, accessible, nothing on top of anything, cut to what fits."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pytest

from debt_pipelines.catalog.lineage_fold import fold
from debt_pipelines.catalog.lineage_select import around, components
from debt_pipelines.reports.cells import cell_width
from debt_pipelines.reports.lineage.layers import layers_of
from debt_pipelines.reports.lineage.layout import Placed, place
from debt_pipelines.reports.lineage.picture import MAX_NODES, fit
from debt_pipelines.reports.lineage.registry import LineageReport
from debt_pipelines.reports.lineage.svg_parts import BOX_HEIGHT, words_of
from debt_pipelines.reports.lineage.to_svg import render
from debt_pipelines.reports.registry import RenderOptions
from tests.reports.lineage_sample import REPORTS, broken, data, job, large, linked, ordinary

SVG = "{http://www.w3.org/2000/svg}"


def _root(report: LineageReport) -> ElementTree.Element:
    return ElementTree.fromstring(render(report, RenderOptions()))  # noqa: S314 - our own text


def _placed(report: LineageReport) -> list[Placed]:
    return [
        place(part, {key: words_of(node).width for key, node in part.nodes.items()}, BOX_HEIGHT)
        for part in components(fit(report.graph)[0])
        if part.links
    ]


@pytest.mark.parametrize("name", REPORTS)
def test_the_picture_is_well_formed_and_runs_nothing(name: str) -> None:
    root = _root(REPORTS[name])
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "path", "rect", "text", "g"}
    attributes = {attribute for element in root.iter() for attribute in element.attrib}
    assert not {attribute for attribute in attributes if attribute.startswith("on") or "href" in attribute}
    assert root.get("role") == "img"
    assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert root.get("aria-labelledby") == " ".join(child.get("id", "") for child in root[:2])


@pytest.mark.parametrize("name", ["ordinary", "broken", "hostile"])
def test_every_node_and_link_is_drawn_with_its_whole_name(name: str) -> None:
    report = REPORTS[name]
    root = _root(report)
    titles = [title.text or "" for title in root.findall(f".//{SVG}g/{SVG}title")]
    assert len(titles) == len(report.graph.nodes)
    assert len(root.findall(f".//{SVG}path[@class='tip']")) == len(report.graph.links)
    if name == "ordinary":
        assert "data/clean.csv, dataset, table, in DVC, dvc.yaml:2" in titles


@pytest.mark.parametrize("name", ["ordinary", "broken", "hostile", "templated", "long"])
def test_text_stays_in_its_box(name: str) -> None:
    for group in _root(REPORTS[name]).iter(f"{SVG}g"):
        boxes, texts = group.findall(f"{SVG}rect"), group.findall(f"{SVG}text")
        for text in texts if boxes else ():
            cell = 7.3 if text.get("class") is None else 6.1
            end = float(text.get("x", "")) + cell_width(text.text or "") * cell
            assert end <= float(boxes[-1].get("x", "")) + float(boxes[-1].get("width", "")) + 0.1


@pytest.mark.parametrize("name", ["ordinary", "broken", "hostile", "templated", "long"])
def test_no_box_lies_on_another_and_all_in_the_picture(name: str) -> None:
    for placed in _placed(REPORTS[name]):
        for one, other in combinations(placed.boxes.values(), 2):
            is_beside = one.left + one.width < other.left or other.left + other.width < one.left
            assert is_beside or abs(one.middle - other.middle) >= BOX_HEIGHT + 5
        for box in placed.boxes.values():
            assert box.left >= 0
            assert box.left + box.width <= placed.width + 0.1
            assert box.height / 2 - 0.1 <= box.middle <= placed.height - box.height / 2 + 0.1


def test_data_flows_from_left_to_right() -> None:
    placed = _placed(ordinary())
    for drawing in placed:
        for points in drawing.lines.values():
            assert points[0][0] < points[-1][0]
    layers = layers_of(ordinary().graph)
    assert layers["file:train.py"] == layers["dvc.yaml:train"] - 1


def test_what_closes_a_cycle_flows_back_and_says_so() -> None:
    layers = layers_of(broken().graph)
    back = [link for link in broken().graph.links if layers[link.source] >= layers[link.target]]
    assert len(back) == 2
    assert render(broken(), RenderOptions()).count(" back") == len(back)


def test_lines_do_not_cross_where_they_need_not() -> None:
    pairs = [(data(f"in{n}"), data(f"out{9 - n}"), job(f"s{(n * 7) % 10}")) for n in range(10)]
    report = LineageReport("p", None, linked(*[(a, s) for a, _, s in pairs], *[(s, b) for _, b, s in pairs]))
    for placed in _placed(report):
        assert {points[0][1] for points in placed.lines.values()} == {points[-1][1] for points in placed.lines.values()}


def test_a_large_graph_is_folded_first() -> None:
    graph, notes = fit(large(n_templated=400).graph)
    assert len(graph.nodes) == 3
    assert notes == ["Stages of one template are drawn as one."]
    assert graph == fold(large(n_templated=400).graph)


def test_then_one_part_is_shown_and_the_rest_is_counted() -> None:
    few = [(job(f"a{n}"), data(f"a{n}.csv")) for n in range(40)]
    one = [(job("big"), data(f"b{n}.csv")) for n in range(100)]
    whole = linked(*few, *one)
    graph, notes = fit(whole)
    assert len(graph.nodes) == 101
    assert notes[-1].endswith("40 stages and 40 datasets are left out.")
    assert set(fit(replace(whole, focus=("file:a7.csv",)))[0].nodes) == {"dvc.yaml:a7", "file:a7.csv"}


def test_then_what_lies_nearest_to_what_was_asked_for() -> None:
    graph, notes = fit(around(large(n_plain=200).graph, ("file:d/0100.csv",)))
    assert len(graph.nodes) == MAX_NODES
    assert "dvc.yaml:step0100" in graph.nodes
    assert "dvc.yaml:step0000" not in graph.nodes
    assert "only what lies nearest" in notes[-1]


def test_a_picture_of_nothing_says_so() -> None:
    texts = [text.text for text in _root(REPORTS["empty"]).iter(f"{SVG}text")]
    assert texts == ["Lineage of empty", "No stages and no tracked data."]


def test_light_and_dark_are_both_there() -> None:
    assert "@media (prefers-color-scheme: dark)" in render(ordinary(), RenderOptions())
