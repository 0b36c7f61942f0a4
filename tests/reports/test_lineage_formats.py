"""Mermaid, DOT and JSON of the lineage: valid, complete, the same every time, and proof against any name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from debt_pipelines.reports.lineage import to_json
from debt_pipelines.reports.lineage.registry import formats, render
from debt_pipelines.reports.registry import RenderOptions
from tests.reports.lineage_sample import HOSTILE, REPORTS, broken, large, ordinary

SCHEMA = Path(to_json.__file__).parents[1] / "schemas" / "lineage.schema.json"
REGENERATE = (
    "the published schema is not that of the model; write it anew with "
    "python -m debt_pipelines.reports.lineage.to_json > debt_pipelines/reports/schemas/lineage.schema.json"
)
MERMAID_LABEL = r'"(?:[\w ./,:@+=()-]|#\d+;|<br/>)*"'
MERMAID_LINES = (
    r"flowchart LR",
    r"  %% [^{}]*",
    rf"  subgraph f\d+\[{MERMAID_LABEL}\]",
    r"  end",
    rf" {{2,4}}(?:n\d+|none)(?:\(\[{MERMAID_LABEL}\]\)|\[{MERMAID_LABEL}\])",
    rf" {{2,4}}n\d+(?:\[/{MERMAID_LABEL}/\]|\[\[{MERMAID_LABEL}\]\])",
    r"  n\d+ (?:-->|-\.->) n\d+",
    r"  style n\d+ stroke-width:4px",
)
DOT_TOKEN = re.compile(r'\s+|//[^\n]*|"(?:[^"\\]|\\.)*"|->|[{}\[\]=;,]|[A-Za-z_0-9.]+', re.DOTALL)


def _text(report: Any, name: str) -> str:
    return render(report, name, RenderOptions())


def test_formats_are_found_and_sorted() -> None:
    assert formats() == ("dot", "json", "mermaid", "openlineage", "svg", "text")


@pytest.mark.parametrize("format", formats())
@pytest.mark.parametrize("name", REPORTS)
def test_rendering_twice_gives_the_same_bytes(name: str, format: str) -> None:
    once, again = _text(REPORTS[name], format), _text(REPORTS[name], format)
    assert once == again
    assert once.endswith("\n")
    assert all(line.isprintable() for line in once.split("\n"))


@pytest.mark.parametrize("name", REPORTS)
def test_mermaid_has_only_lines_that_mermaid_knows(name: str) -> None:
    for line in _text(REPORTS[name], "mermaid").splitlines():
        assert any(re.fullmatch(pattern, line) for pattern in MERMAID_LINES), line


def test_mermaid_draws_all_nodes_links_and_files() -> None:
    text = _text(ordinary(), "mermaid")
    graph = ordinary().graph
    assert len(re.findall(r"^ +n\d+[(\[]", text, re.MULTILINE)) == len(graph.nodes)
    assert len(re.findall(r"->", text)) == len(graph.links)
    assert re.findall(r'subgraph f\d+\["(.*)"\]', text) == ["dvc.yaml", "reports/dvc.yaml"]
    assert "%% not read: old/dvc.yaml:5: unresolved merge conflict" in text


def test_mermaid_marks_what_is_wrong_and_what_was_asked_for() -> None:
    text = _text(broken(), "mermaid")
    assert '["y.csv<br/>(2 writers)"]' in text
    assert '(["loop<br/>(cycle)"])' in text
    assert len(re.findall("style n", _text(REPORTS["around"], "mermaid"))) == 1


def test_mermaid_stays_within_what_it_can_draw() -> None:
    text = _text(large(n_templated=400, n_plain=200), "mermaid")
    assert len(re.findall(r"^ +n\d+[(\[]", text, re.MULTILINE)) <= 150
    assert "are left out" in text


@pytest.mark.parametrize("name", REPORTS)
def test_dot_is_made_of_dot_tokens_and_closes_what_it_opens(name: str) -> None:
    text = _text(REPORTS[name], "dot")
    position, depth = 0, 0
    while position < len(text):
        token = DOT_TOKEN.match(text, position)
        assert token, text[position : position + 40]
        depth += (token[0] in "{[") - (token[0] in "}]")
        assert depth >= 0
        position = token.end()
    assert depth == 0


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ["ordinary", "broken", "hostile", "long"])
def test_dot_is_read_back_whole(name: str) -> None:
    pydot = pytest.importorskip("pydot")
    graph = REPORTS[name].graph
    (read,) = pydot.graph_from_dot_data(_text(REPORTS[name], "dot"))
    nodes = [*read.get_nodes(), *(node for part in read.get_subgraphs() for node in part.get_nodes())]
    assert len([node for node in nodes if node.get_name() not in ("node", "edge", "graph")]) == len(graph.nodes)
    assert len(read.get_edges()) == len(graph.links)
    shapes = {node.get("shape") for node in nodes}
    assert {"box"} <= shapes


@pytest.mark.parametrize("name", REPORTS)
def test_json_obeys_its_published_schema(name: str) -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == to_json.json_schema(), REGENERATE
    document = json.loads(_text(REPORTS[name], "json"))
    Draft202012Validator(to_json.json_schema()).validate(document)
    assert not Draft202012Validator(to_json.json_schema()).is_valid(document | {"surprise": 1})


def test_json_keeps_every_stage_and_link() -> None:
    report = large(n_templated=400)
    document = json.loads(_text(report, "json"))
    assert len(document["nodes"]) == len(report.graph.nodes)
    assert len(document["links"]) == len(report.graph.links)


def test_json_edges_are_pairs_of_names_that_were_read_used_or_written() -> None:
    document = json.loads(_text(ordinary(), "json"))
    assert document["edges"] == [
        ["prepare", "data/clean.csv"],
        ["train", "model.pkl"],
        ["data/clean.csv", "train"],
        ["data/clean.csv", "report"],
        ["data/raw.csv", "prepare"],
        ["train.py", "train"],
        ["report", "pages"],
    ]
    assert {link["kind"] for link in document["links"]} == {"reads", "writes", "contains", "imports", "uses"}
    assert document["unread"] == [{"path": "old/dvc.yaml", "line": 5, "error": "unresolved merge conflict"}]


def test_json_gives_hostile_names_back_unchanged() -> None:
    document = json.loads(_text(REPORTS["hostile"], "json"))
    assert set(HOSTILE) <= {node["path"] for node in document["nodes"]}
