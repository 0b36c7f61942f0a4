"""Annotations: one command a line, the gravest new findings first, no more than GitHub shows, nothing smuggled in."""

from __future__ import annotations

import re
from collections import Counter

from debt_pipelines.model.scorecard import Project, Scorecard
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.to_github import render
from tests.reports.sample import empty_scorecard, finding, scorecard

COMMAND = re.compile(r"::(error|warning|notice) (?:(?:file|line|title)=[^,:\n]+,?)+::[^\n]+")


def _with(*findings: object) -> Scorecard:
    gate = scorecard().gate.model_copy(update={"passed": True, "reasons": ()})
    return scorecard().model_copy(update={"findings": findings, "gate": gate})


def test_a_closed_gate_and_what_is_new_are_annotated() -> None:
    lines = render(scorecard(), RenderOptions()).splitlines()
    assert lines[0].startswith("::error title=Data debt%3A the gate is closed::2 new critical findings; ")
    assert lines[1] == (
        "::error file=dvc.yaml,line=12,title=REP101 stale-consumer::"
        "train@eu last ran on features.parquet as it was before featurize rewrote it"
    )
    assert len(lines) == 5
    assert lines[-1] == "Data debt: 3 new findings, the gate is closed."


def test_an_empty_scorecard_has_no_command() -> None:
    assert render(empty_scorecard(), RenderOptions()) == "Data debt: 0 new findings, the gate is open.\n"


def test_known_findings_are_left_to_the_summary() -> None:
    assert "::" not in render(_with(finding("VAL101", "a.csv", "none", status="known")), RenderOptions())


def test_ten_of_a_level_and_the_rest_is_counted() -> None:
    many = [
        *(finding("DOC101", f"{n}.csv", "none", status="new", severity="medium") for n in range(12)),
        *(finding("VAL101", f"{n}.csv", "none", status="new") for n in range(25)),
        *(finding("CFG101", f"{n}.csv", "none", status="new") for n in range(11)),
    ]
    text = render(_with(*many), RenderOptions())
    levels = Counter(re.findall(r"^::(\w+)", text, re.MULTILINE))
    assert levels == {"error": 10, "warning": 10, "notice": 10}
    assert text.index("::error") < text.index("::warning") < text.index("::notice")
    assert "18 more new findings without an annotation" in text


def test_nothing_in_a_name_ends_a_command() -> None:
    hostile = "a,b:c%0A\n::set-env name=X::1\r\x1b[2J"
    card = _with(finding("VAL101", hostile, hostile, path=hostile, status="new"))
    lines = render(card, RenderOptions()).splitlines()
    assert len(lines) == 2
    assert COMMAND.fullmatch(lines[0])
    assert "file=a%2Cb%3Ac%250A\\n%3A%3Aset-env name=X%3A%3A1\\r\\x1b[2J," in lines[0]


def test_files_are_named_from_the_root_of_the_repository() -> None:
    card = _with(
        finding("VAL101", "a", "x", path="dvc.yaml", status="new"),
        finding("VAL101", "b", "y", path="s3://bucket/b.csv", status="new"),
    ).model_copy(update={"project": Project(name="eu", is_git=True, folder="teams/eu")})
    first, second, _ = render(card, RenderOptions()).splitlines()
    assert "file=teams/eu/dvc.yaml,line=1," in first
    assert "file=" not in second
