"""The gate closes on what is new and bad enough, says why, and on nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from debt_pipelines.config.settings import GateSettings
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.scorecard import Gate
from debt_pipelines.score.gate import EvidenceBefore, gate_description, judge_gate
from tests.score.making import finding


def gate(
    *findings: Finding, baseline: str | None = None, settings: GateSettings | None = None, minutes: float = 1000
) -> Gate:
    """The verdict on some findings, where building everything anew would take so many minutes."""
    return judge_gate(findings, settings or GateSettings(), baseline=baseline, replacement_minutes=minutes)


@pytest.mark.parametrize(
    ("entry", "condition"),
    [
        (finding("REP101"), "severity"),
        (finding("REP111", is_tier_1=True), "tier_1"),
        (finding("OPS110", family="CMP"), "compliance"),
    ],
)
def test_what_closes_it(entry: Finding, condition: str) -> None:
    verdict = gate(entry)
    assert not verdict.passed
    assert [(reason.condition, reason.findings) for reason in verdict.reasons] == [(condition, (entry.id,))]


@pytest.mark.parametrize(
    "entry",
    [
        finding("REP111"),
        finding("REP101", status="known"),
        finding("REP101", status="accepted"),
        finding("REP101", status="ignored"),
        finding("REP101", is_advice=True),
        finding("REP111", is_advice=True, is_tier_1=True, effort_minutes=10),
        finding("REP111", is_tier_1=True, status="known"),
        finding("OPS110", is_tier_1=True),
        finding("OPS110", family="CMP", is_advice=True),
        finding("OPS110", family="CMP", status="known"),
        finding("OPS110"),
    ],
)
def test_what_does_not(entry: Finding) -> None:
    assert gate(entry).passed


def test_nothing_found_is_open() -> None:
    assert gate() == Gate(passed=True, baseline=None, reasons=())


def test_the_new_debt_ratio_counts_where_there_is_a_baseline() -> None:
    much = finding("REP111", effort_minutes=60)
    assert gate(much).passed
    verdict = gate(much, baseline="main")
    assert verdict.reasons[0].message == "new debt ratio 6.0% is over 5.0%"
    assert verdict.reasons[0].findings == (much.id,)
    assert gate(much, baseline="main", settings=GateSettings(max_new_debt_ratio=0.06)).passed
    assert gate(much, baseline="main", minutes=0).passed, "nothing to compare with"


@pytest.mark.parametrize("changes", [{"is_advice": True}, {"status": "known"}, {"status": "accepted"}])
def test_only_new_debt_that_is_no_advice_counts_in_that_ratio(changes: dict[str, Any]) -> None:
    assert gate(finding("REP111", effort_minutes=60, **changes), baseline="main").passed


def test_messages_count_and_settings_choose() -> None:
    two = gate(finding("REP101"), finding("PIP104"))
    assert two.reasons[0].message == "2 new critical findings"
    assert two.reasons[0].findings == ("REP101-1", "PIP104-1")
    assert gate(finding("REP101")).reasons[0].message == "1 new critical finding"
    tier_1 = gate(finding("REP111", is_tier_1=True))
    assert tier_1.reasons[0].message == "1 new critical or high finding on tier 1"
    strict = gate(finding("REP111"), settings=GateSettings(severities=("critical", "high")))
    assert strict.reasons[0].message == "1 new critical or high finding"
    assert gate(finding("REP101"), settings=GateSettings(severities=())).passed


def test_a_finding_closes_it_once_for_its_severity() -> None:
    verdict = gate(finding("REP101", is_tier_1=True))
    assert [reason.condition for reason in verdict.reasons] == ["severity"]


def test_all_reasons_are_given() -> None:
    worst = [
        finding("OPS110", family="CMP"),
        finding("REP101"),
        finding("REP111", is_tier_1=True),
    ]
    verdict = gate(*worst, baseline="main")
    conditions = [reason.condition for reason in verdict.reasons]
    assert conditions == ["compliance", "severity", "tier_1", "new_debt_ratio"]


def test_an_expired_acceptance_closes_it_though_it_is_known() -> None:
    expired = finding("OPS108", status="known")
    verdict = gate(expired, baseline="main")
    assert [(reason.condition, reason.message) for reason in verdict.reasons] == [
        ("expired_acceptance", "1 expired acceptance")
    ]
    assert gate(finding("OPS108", status="ignored"), baseline="main").passed
    assert gate(expired, settings=GateSettings(expired_acceptances=False), baseline="main").passed


@pytest.mark.parametrize(
    ("before", "now", "passed"), [(0.9, 0.9, True), (0.9, 0.85, True), (0.9, 0.84, False), (0.9, None, False)]
)
def test_evidence_may_not_fall_far(before: float, now: float | None, passed: bool) -> None:
    earlier = EvidenceBefore(before, "in the last scan")
    verdict = judge_gate([], GateSettings(), baseline=None, replacement_minutes=0, confidence=now, before=earlier)
    assert verdict.passed is passed
    assert all(reason.action for reason in verdict.reasons)
    off = GateSettings(max_evidence_loss=None)
    assert judge_gate([], off, baseline=None, replacement_minutes=0, confidence=now, before=earlier).passed


def test_conditions_can_be_switched_off() -> None:
    off = GateSettings(compliance=False, severities=(), tier_1_severities=(), max_new_debt_ratio=None)
    worst = [finding("OPS110", family="CMP", is_tier_1=True, severity="critical")]
    assert gate(*worst, baseline="main", settings=off, minutes=1).passed


def test_the_description_names_what_the_settings_ask_for_and_nothing_else() -> None:
    said = gate_description(GateSettings(compliance=False, severities=("critical", "high"), max_new_debt_ratio=0.1))
    assert said.splitlines()[2:] == [
        "- new critical or high debt",
        "- new debt over 10.0% of what it would cost to build everything anew, given a baseline",
        "- new datasets or columns without a description, an owner or a check, given a baseline",
        "- accepted debt past its day of review",
        "- over 5.0% less of what the rules ask that could be judged than before",
    ]
    nothing = GateSettings(
        compliance=False,
        severities=(),
        tier_1_severities=(),
        max_new_debt_ratio=None,
        new_objects=False,
        expired_acceptances=False,
        max_evidence_loss=None,
    )
    assert gate_description(nothing).startswith("Never closes")
    assert len(gate_description(GateSettings()).splitlines()) - 2 == len(GateSettings.model_fields)
