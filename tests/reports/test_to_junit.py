"""JUnit: what is new fails, everything else is skipped with the reason, and any CI can read it."""

from __future__ import annotations

import pytest
from junitparser import Error, Failure, Skipped, TestCase

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.to_junit import render
from tests.reports.junit_rules import check_junit
from tests.reports.sample import empty_scorecard, finding, large_scorecard, scorecard

CARDS = {"sample": scorecard(), "empty": empty_scorecard(), "large": large_scorecard(100)}


def _cases(card: Scorecard) -> list[TestCase]:
    return [case for suite in check_junit(render(card, RenderOptions())) for case in suite]


@pytest.mark.parametrize("name", CARDS)
def test_every_finding_is_a_case_and_so_is_every_rule_without_one(name: str) -> None:
    card = CARDS[name]
    silent = {rule.code for rule in card.rules} - {found.code for found in card.findings}
    assert len(_cases(card)) == len(card.findings) + len(silent)


def test_one_suite_a_family() -> None:
    names = [suite.name for suite in check_junit(render(scorecard(), RenderOptions()))]
    assert names[0] == "SCH Schema drift"
    assert len(names) == len({rule.family for rule in scorecard().rules})


def test_new_findings_fail_and_others_are_skipped_with_the_reason() -> None:
    findings = (
        finding("VAL101", "new.csv", "no check", status="new", line=4, owner="mei"),
        finding("VAL101", "known.csv", "no check", status="known"),
        finding("VAL101", "fine.csv", "no check", status="accepted", exemption="by-design: static"),
        finding("VAL101", "advice.csv", "no check", status="new", is_advice=True),
    )
    card = scorecard().model_copy(update={"findings": findings})
    results = {case.name: case.result[0] for case in _cases(card) if case.classname == "VAL101 unvalidated-dataset"}
    failure = results["new.csv"]
    assert isinstance(failure, Failure)
    assert (failure.message, failure.type) == ("no check", "high")
    assert failure.text == f"dvc.yaml:4\nno check\neffort: 30 min; owner: mei\ndebt explain {findings[0].id}"
    assert {name: result.message for name, result in results.items() if isinstance(result, Skipped)} == {
        "known.csv": "known: in the baseline: no check",
        "fine.csv": "accepted: by-design: static: no check",
        "advice.csv": "advice: no check",
    }


def test_rules_end_as_they_did() -> None:
    by_rule = {case.classname: case.result for case in _cases(scorecard())}
    assert by_rule["CMP101 unmasked-personal-data"] == []
    assert [result.message for result in by_rule["MDL101 untraceable-model"]] == ["no evidence"]
    assert [result.message for result in by_rule["PIP110 feedback-loop"]] == ["does not apply here"]
    assert isinstance(by_rule["REP199 broken-rule"][0], Error)
