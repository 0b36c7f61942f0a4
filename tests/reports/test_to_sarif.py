"""SARIF obeys the schema of OASIS, points at files of the repository and keeps fingerprints, status and reasons."""

from __future__ import annotations

from typing import Any

import pytest

from debt_pipelines.model.scorecard import Project, Scorecard
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.to_sarif import render
from tests.reports.published_schemas import check_sarif, sarif_validator
from tests.reports.sample import empty_scorecard, finding, large_scorecard, scorecard

CARDS = {"sample": scorecard(), "empty": empty_scorecard(), "large": large_scorecard(200)}


def _run(card: Scorecard) -> dict[str, Any]:
    run: dict[str, Any] = check_sarif(render(card, RenderOptions()))["runs"][0]
    return run


def _with(card: Scorecard, **changes: Any) -> Scorecard:
    return card.model_copy(update=changes)


@pytest.mark.parametrize("name", CARDS)
def test_log_obeys_the_schema_and_holds_all_findings(name: str) -> None:
    results = _run(CARDS[name])["results"]
    assert {result["partialFingerprints"]["findingId/v1"] for result in results} == {
        found.id for found in CARDS[name].findings
    }
    assert len(results) == len(CARDS[name].findings)


def test_schema_refuses_what_sarif_does_not_know() -> None:
    assert not sarif_validator().is_valid({"version": "2.1.0", "runs": [{"tool": {}}]})


def test_every_result_names_its_rule() -> None:
    run = _run(scorecard())
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_gravest_come_first() -> None:
    levels = [result["properties"]["severity"] for result in _run(scorecard())["results"]]
    assert levels == sorted(levels, key=["critical", "high", "medium", "low"].index)


def test_levels_follow_severity_and_advice_is_a_note() -> None:
    levels = {(entry["properties"]["severity"], entry["level"]) for entry in _run(scorecard())["results"]}
    assert levels == {("critical", "error"), ("high", "error"), ("medium", "warning"), ("low", "note")}
    advice = _with(scorecard(), findings=(finding("VAL101", "a.csv", "none", is_advice=True),))
    assert _run(advice)["results"][0]["level"] == "note"


def test_help_of_a_rule_is_its_notes() -> None:
    base = scorecard()
    rules = tuple(
        rule.model_copy(update={"notes": "Why.\n\nHow to fix: `dvc repro`\x1b.\n"} if rule.code == "REP101" else {})
        for rule in base.rules
    )
    told = {rule["id"]: rule for rule in _run(_with(base, rules=rules))["tool"]["driver"]["rules"]}
    assert told["REP101"]["help"]["markdown"] == "Why.\n\nHow to fix: `dvc repro`\\x1b."
    assert told["REP101"]["fullDescription"]["text"] == "Why."
    assert told["PIP101"]["help"]["text"] == "The script of a stage is among its dependencies"
    assert all("helpUri" not in rule for rule in told.values())


def test_baseline_state_is_told_only_against_a_baseline() -> None:
    states = {entry["properties"]["status"]: entry["baselineState"] for entry in _run(scorecard())["results"]}
    assert states == {"new": "new", "known": "unchanged", "accepted": "unchanged"}
    without = scorecard().gate.model_copy(update={"baseline": None})
    assert all("baselineState" not in entry for entry in _run(_with(scorecard(), gate=without))["results"])


def test_accepted_and_ignored_findings_are_suppressed_with_the_reason() -> None:
    findings = (
        finding("VAL101", "a.csv", "none", status="accepted", exemption="by-design: static"),
        finding("VAL101", "b.csv", "none", status="ignored"),
        finding("VAL101", "c.csv", "none", status="known"),
    )
    told = [entry.get("suppressions") for entry in _run(_with(scorecard(), findings=findings))["results"]]
    assert [{"kind": "external", "status": "accepted", "justification": "by-design: static"}] in told
    assert [{"kind": "inSource", "status": "accepted"}] in told
    assert None in told


def _place(card: Scorecard, **changes: Any) -> dict[str, Any]:
    findings = (finding("VAL101", "a.csv", "none", **changes),)
    result = _run(_with(card, findings=findings))["results"][0]
    place: dict[str, Any] = result["locations"][0]["physicalLocation"]
    return place


def test_paths_are_relative_to_the_repository_and_quoted() -> None:
    place = _place(scorecard(), path="data/a b#1%.csv", line=3)
    assert place == {
        "artifactLocation": {"uri": "data/a%20b%231%25.csv", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3},
    }
    below = _with(scorecard(), project=Project(name="eu", is_git=True, folder="teams/eu"))
    assert _place(below, path="dvc.yaml")["artifactLocation"]["uri"] == "teams/eu/dvc.yaml"
    assert _place(below, path="../dvc.yaml")["artifactLocation"]["uri"] == "teams/dvc.yaml"


def test_a_finding_without_a_file_points_at_the_main_file() -> None:
    assert _place(scorecard(), path="", line=None) == {
        "artifactLocation": {"uri": "dvc.yaml", "uriBaseId": "%SRCROOT%"}
    }
    unread = _with(scorecard(), sources=())
    assert _place(unread, path="", line=4) == {"artifactLocation": {"uri": ".", "uriBaseId": "%SRCROOT%"}}


def test_what_lies_outside_keeps_its_address_and_line_zero_is_left_out() -> None:
    place = _place(scorecard(), path="s3://bucket/a b.csv", line=0)
    assert place == {"artifactLocation": {"uri": "s3://bucket/a%20b.csv"}}


def test_a_message_makes_no_link() -> None:
    card = _with(scorecard(), findings=(finding("VAL101", "a", "see [here](http://evil.example) {0}"),))
    assert _run(card)["results"][0]["message"]["text"] == "see [here] (http://evil.example) {0}"


def test_what_was_not_judged_is_told() -> None:
    notes = _run(scorecard())["invocations"][0]["toolExecutionNotifications"]
    assert [note["level"] for note in notes] == ["error", "note", "note", "warning", "warning"]
    assert notes[0]["message"]["text"] == "REP199 broken-rule broke: column `exposure` is not in job_facts"


def test_moments_are_in_utc() -> None:
    card = _with(scorecard(), generated_at="2026-01-12T10:30:00+01:00")
    assert _run(card)["invocations"][0]["endTimeUtc"] == "2026-01-12T09:30:00Z"
