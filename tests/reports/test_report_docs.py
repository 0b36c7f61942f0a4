"""The page about reports names every format, and what it says of levels is what they give."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from debt_pipelines.model.finding import FindingStatus
from debt_pipelines.model.rule import Severity
from debt_pipelines.reports import to_github, to_junit, to_sarif
from debt_pipelines.reports.registry import RenderOptions, formats
from tests.reports.junit_rules import check_junit
from tests.reports.published_schemas import check_sarif
from tests.reports.sample import finding, scorecard

PAGE = (Path(__file__).parents[2] / "docs" / "reports.md").read_text("utf-8")


def test_every_format_stands_in_the_page() -> None:
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \|", PAGE, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(formats())


def _row(head: str) -> list[str]:
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| {head}"))
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


@pytest.mark.parametrize(
    ("head", "severity", "status", "is_advice"),
    [
        ("new, critical or high", "critical", "new", False),
        ("new, critical or high", "high", "new", False),
        ("new, medium", "medium", "new", False),
        ("new, low", "low", "new", False),
        ("advice", "high", "new", True),
        ("known by the baseline", "high", "known", False),
        ("accepted in the ledger", "high", "accepted", False),
        ("ignored by a comment", "high", "ignored", False),
    ],
)
def test_levels_are_those_of_the_page(head: str, severity: Severity, status: FindingStatus, is_advice: bool) -> None:
    found = finding("VAL101", "a.csv", "none", severity=severity, status=status, is_advice=is_advice, exemption="why")
    gate = scorecard().gate.model_copy(update={"passed": True})
    card = scorecard().model_copy(update={"findings": (found,), "gate": gate})
    sarif, github, junit = _row(head)
    result = check_sarif(to_sarif.render(card, RenderOptions()))["runs"][0]["results"][0]
    told = [result["level"], result["baselineState"], *(entry["kind"] for entry in result.get("suppressions", ()))]
    assert set(re.findall(r"`(\w+)`", sarif)) <= set(told)
    annotation = to_github.render(card, RenderOptions())
    assert ("::" not in annotation) if github == "left out" else annotation.startswith(github.strip("`") + " ")
    cases = [case for suite in check_junit(to_junit.render(card, RenderOptions())) for case in suite]
    case = next(case for case in cases if case.name == "a.csv")
    assert case.is_failure == (junit == "failure")
    assert case.is_skipped == junit.startswith("skipped")
