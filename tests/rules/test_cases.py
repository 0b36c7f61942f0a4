"""Every rule against its cases: what fails, what passes, what cannot be judged and what it is not about.

`cases/<CODE>.yaml` lists them by kind. A case names the facts that matter; `default_facts` fills in the rest. A failing
case says what is found, and may say its `place` (path:line) and all of its `evidence` too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from debt_pipelines.model.finding import Finding
from debt_pipelines.model.rule import Rule
from debt_pipelines.model.tables import FACT_TABLES
from debt_pipelines.rules.rulebook import load_rules
from tests.rules.default_facts import DEFAULT_FACTS
from tests.rules.judging import judged

CASES = Path(__file__).parent / "cases"
RULES = {rule.code: rule for rule in load_rules()}
KINDS = ("failing", "passing", "no_evidence", "not_applicable")
EXPECTED = {"subject", "message", "severity", "effort_minutes"}
ALSO_EXPECTED = {"place", "evidence"}

Case = dict[str, Any]


def cases_of(code: str, folder: Path = CASES) -> dict[str, list[Case]]:
    """The cases of a rule by kind."""
    cases: dict[str, list[Case]] = yaml.safe_load((folder / f"{code}.yaml").read_text("utf-8"))
    assert set(cases) <= set(KINDS), f"{code}: unknown kind of case"
    for kind, listed in cases.items():
        needed, allowed = (EXPECTED, ALSO_EXPECTED) if kind == "failing" else (set(), set())
        for case in listed:
            assert {"name"} | needed <= set(case) <= {"name", "facts"} | needed | allowed, (code, case["name"])
    return cases


def facts_of(case: Case) -> dict[str, Any]:
    """What a case says of its row."""
    facts: dict[str, Any] = case.get("facts", {})
    return facts


def check_cases(rule: Rule, cases: dict[str, list[Case]]) -> None:
    """Judge all cases of one rule in one frame and compare."""
    listed = {kind: cases.get(kind, []) for kind in KINDS}
    findings, outcomes = judged([rule], {rule.table: [facts_of(case) for kind in KINDS for case in listed[kind]]})
    outcome = outcomes[rule.code]
    assert outcome.status == "failed", outcome.error
    assert outcome.n_evaluated == len(listed["failing"]) + len(listed["passing"])
    assert outcome.n_failed == len(listed["failing"])
    assert outcome.n_no_evidence == len(listed["no_evidence"])
    assert outcome.n_not_applicable == len(listed["not_applicable"])
    assert len(findings) == len(listed["failing"]), "two failing cases share one fingerprint"
    for case in listed["failing"]:
        assert [finding for finding in findings if fits(finding, case)], (case["name"], findings)


def fits(finding: Finding, case: Case) -> bool:
    """Whether a finding is the one that a failing case expects."""
    found = {
        "subject": finding.subject.id,
        "message": finding.message,
        "severity": finding.severity,
        "effort_minutes": finding.effort_minutes,
        "place": finding.path if finding.line is None else f"{finding.path}:{finding.line}",
        "evidence": finding.evidence,
    }
    return all(found[key] == case[key] for key in (EXPECTED | ALSO_EXPECTED) & set(case))


@pytest.mark.parametrize("code", RULES)
def test_rule(code: str) -> None:
    check_cases(RULES[code], cases_of(code))


@pytest.mark.parametrize("code", RULES)
def test_the_cases_of_a_rule_show_all_of_it(code: str) -> None:
    rule, cases = RULES[code], cases_of(code)
    failing, absent = cases["failing"], [facts_of(case) for case in cases.get("no_evidence", [])]
    outside = [DEFAULT_FACTS[rule.table] | facts_of(case) for case in cases.get("not_applicable", [])]
    assert cases["passing"]
    for column in rule.requires:
        assert any(facts.get(column, "") is None for facts in absent), f"no case without {column}"
    for flag in rule.applies_when:
        assert any(facts[flag] is False for facts in outside), f"no case outside {flag}"
    severities = {rule.severity, *(step.severity for step in rule.severity_when)}
    assert {case["severity"] for case in failing} == severities
    if rule.effort.unit:
        assert len({case["effort_minutes"] for case in failing}) > 1, f"no case that counts {rule.effort.unit}"
    if set(rule.evidence_key) - {rule.kwargs["column"]}:
        subjects = [case["subject"] for case in failing]
        assert len(subjects) > len(set(subjects)), "no two findings on one subject"


def test_every_case_file_has_a_rule() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} == set(RULES)


def test_the_default_rows_are_harmless() -> None:
    assert set(DEFAULT_FACTS) == set(FACT_TABLES)
    findings, outcomes = judged(RULES.values(), {table: [{}] for table in DEFAULT_FACTS})
    assert findings == []
    assert {outcome.status for outcome in outcomes.values()} <= {"passed", "not_applicable"}


def test_codes_names_and_texts() -> None:
    assert len({rule.slug for rule in RULES.values()}) == len(RULES)
    for rule in RULES.values():
        assert "How to fix: " in rule.notes, rule.code
        assert len(rule.title) <= 42, rule.code


@pytest.mark.parametrize("code", RULES)
def test_no_brace_is_left_in_a_message(code: str) -> None:
    messages = [case["message"] for case in cases_of(code)["failing"]]
    assert not set("{}") & set("".join(messages))
