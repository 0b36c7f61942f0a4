"""Category scores: grids at their edges, caps, confidence, and the laws that hold of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt_pipelines.model.finding import Finding, RuleOutcome
from debt_pipelines.model.rule import SEVERITIES
from debt_pipelines.model.scores import CategoryScore
from debt_pipelines.score.categories import (
    category_scores,
    confidence_of,
    dimension_scores,
    letter_of,
    pass_grade,
    ratio_grade,
)
from tests.score.making import RULES, finding, outcome

REPLACEMENT = 10_000.0


def score(outcomes: list[RuleOutcome], findings: list[Finding], **options: Any) -> CategoryScore:
    """The score of the one family that the outcomes are of."""
    rules = [RULES[entry.code] for entry in outcomes]
    minutes = options.get("replacement_minutes", REPLACEMENT)
    return category_scores(rules, outcomes, findings, replacement_minutes=minutes)[0]


@pytest.mark.parametrize(
    ("ratio", "grade", "letter"),
    [
        (0.0, 5, "A"), (0.05, 5, "A"), (0.051, 4, "B"), (0.10, 4, "B"), (0.101, 3, "C"), (0.20, 3, "C"),
        (0.201, 2, "D"), (0.50, 2, "D"), (0.501, 1, "E"), (9.0, 1, "E"),
    ],
)  # fmt: skip
def test_debt_ratio_grid(ratio: float, grade: float, letter: str) -> None:
    assert (ratio_grade(ratio), letter_of(ratio, 1.0)) == (grade, letter)


@pytest.mark.parametrize(
    ("rate", "grade"),
    [(1.0, 5), (0.95, 5), (0.949, 4), (0.85, 4), (0.849, 3), (0.70, 3), (0.69, 2), (0.5, 2), (0.4, 1)],
)
def test_pass_rate_grid(rate: float, grade: float) -> None:
    assert pass_grade(rate) == grade


def test_clean_is_five() -> None:
    result = score([outcome()], [])
    assert (result.score, result.confidence, result.pass_rate, result.reason) == (5, 1, 1, "clean")


def test_the_lowest_of_the_grids_counts() -> None:
    by_rate = score([outcome(n=10, n_failed=4)], [finding()])
    assert (by_rate.score, by_rate.reason) == (2, "60% of the weighted checks pass")
    by_ratio = score([outcome(n=1000, n_failed=1)], [finding()], replacement_minutes=10)
    assert (by_ratio.score, by_ratio.debt_ratio) == (3, 0.2)


def test_the_pass_rate_weighs_rules_by_severity() -> None:
    # Half of a critical rule (27 points) and all of a low one (1 point) pass: 14.5 of 28.
    result = score([outcome("REP101", n_failed=5), outcome("REP107")], [])
    assert result.pass_rate == round(14.5 / 28, 4)


def test_a_silenced_child_counts_as_failed() -> None:
    assert score([outcome("DOC201", n=10, n_subsumed=5)], []).pass_rate == 0.5


@pytest.mark.parametrize(
    ("entry", "cap"),
    [
        (finding("REP101"), 2),
        (finding("REP111", is_tier_1=True), 3),
        (finding("REP111"), None),
        (finding("REP101", status="accepted"), None),
        (finding("REP101", status="ignored"), None),
    ],
)
def test_caps(entry: Finding, cap: float | None) -> None:
    result = score([outcome("REP101", n=1000, n_failed=1)], [entry])
    assert result.cap == cap
    assert result.score == (cap or 5)
    assert result.n_findings == (0 if entry.status in ("accepted", "ignored") else 1)


def test_under_half_the_evidence_there_is_no_score() -> None:
    half = score([outcome(n=5, n_no_evidence=5)], [])
    assert (half.score, half.confidence) == (5, 0.5)
    less = score([outcome(n=4, n_no_evidence=6)], [])
    assert (less.score, less.confidence, less.reason) == (None, 0.4, "no evidence for 60% of what applies")
    none = score([outcome(n=0, n_not_applicable=7)], [])
    assert (none.score, none.confidence, none.reason) == (None, None, "nothing here that its rules apply to")


def test_without_anything_to_build_there_is_no_debt_ratio() -> None:
    result = score([outcome(n=10, n_failed=4)], [finding()], replacement_minutes=0)
    assert (result.debt_ratio, result.score) == (None, 2)


def test_families_come_in_their_order_and_rules_switched_off_count_for_nothing() -> None:
    codes = ["REP107", "DOC101", "SCH101", "REP101"]
    rules = [RULES[code].model_copy(update={"is_enabled": code != "REP101"}) for code in codes]
    outcomes = [outcome(code, n_failed=10 * (code == "REP101")) for code in codes]
    scores = category_scores(rules, outcomes, [], replacement_minutes=REPLACEMENT)
    assert [entry.family for entry in scores] == ["SCH", "DOC", "REP"]
    assert {entry.score for entry in scores} == {5}


@pytest.mark.parametrize(
    ("failed", "entries", "minutes", "reason"),
    [
        (1, [finding("REP101")], REPLACEMENT, "capped by an open critical finding"),
        (1, [finding("REP111", is_tier_1=True)], REPLACEMENT, "capped by an open high on tier 1"),
        (300, [finding("REP101")], REPLACEMENT, "capped by an open critical finding"),
        (600, [finding("REP101")], REPLACEMENT, "40% of the weighted checks pass"),
        (1, [finding("REP107")], 8, "debt is 25% of what it would cost to build anew"),
        (30, [finding("REP107")], REPLACEMENT, "97% of the weighted checks pass"),
    ],
)
def test_reasons(failed: int, entries: list[Finding], minutes: float, reason: str) -> None:
    assert score([outcome(n=1000, n_failed=failed)], entries, replacement_minutes=minutes).reason == reason


def test_a_rule_that_broke_lowers_confidence_only() -> None:
    broken = outcome("REP101", n=10, status="error", error="oops")
    assert confidence_of([outcome(), broken]) == 0.5
    assert score([outcome(), broken], []).pass_rate == 1


def test_a_dimension_is_as_weak_as_its_weakest_family() -> None:
    outcomes = [outcome("SCH101", n=10, n_failed=4), outcome("DOC101"), outcome("REP107")]
    categories = category_scores([RULES[o.code] for o in outcomes], outcomes, [], replacement_minutes=REPLACEMENT)
    scores = {entry.dimension: entry.score for entry in dimension_scores(categories)}
    assert scores == {"data": 2, "model": None, "infrastructure": 5, "code": None, "operational": None}


COUNTS = st.integers(min_value=0, max_value=200)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[RuleOutcome], list[Finding]]:
    """Outcomes of one family and findings to match."""
    outcomes: list[RuleOutcome] = []
    findings: list[Finding] = []
    for code in draw(st.sets(st.sampled_from(["REP101", "REP107", "REP108", "REP111", "REP115"]), min_size=1)):
        n = draw(COUNTS)
        n_failed = draw(st.integers(min_value=0, max_value=n))
        outcomes.append(outcome(code, n=n, n_failed=n_failed, n_no_evidence=draw(COUNTS)))
        findings += [finding(code, id=f"{code}-{i}", is_tier_1=draw(st.booleans())) for i in range(n_failed)]
    return sorted(outcomes, key=lambda entry: entry.code), findings


@given(worlds(), st.data())
def test_one_more_failure_never_raises_a_score(
    world: tuple[list[RuleOutcome], list[Finding]], data: st.DataObject
) -> None:
    outcomes, findings = world
    passing = [entry for entry in outcomes if entry.n_evaluated > entry.n_failed]
    if not passing:
        return
    worse = data.draw(st.sampled_from(passing))
    failed = worse.model_copy(update={"n_failed": worse.n_failed + 1, "status": "failed"})
    after_outcomes = [failed if entry is worse else entry for entry in outcomes]
    before, after = score(outcomes, findings), score(after_outcomes, [*findings, finding(worse.code, id="one-more")])
    assert (after.score is None) == (before.score is None)
    assert (after.score or 0) <= (before.score or 0)
    assert after.open_minutes > before.open_minutes


@given(worlds(), st.data())
def test_a_finding_more_never_raises_a_score_and_one_less_never_lowers_it(
    world: tuple[list[RuleOutcome], list[Finding]], data: st.DataObject
) -> None:
    outcomes, findings = world
    code = data.draw(st.sampled_from([entry.code for entry in outcomes]))
    severity = data.draw(st.sampled_from(SEVERITIES))
    effort = data.draw(st.floats(min_value=0, max_value=1e6))
    extra = finding(code, id="extra", severity=severity, effort_minutes=effort, is_tier_1=data.draw(st.booleans()))
    without, with_it = score(outcomes, findings), score(outcomes, [*findings, extra])
    assert (without.score is None) == (with_it.score is None)
    assert (with_it.score or 0) <= (without.score or 0)


@given(worlds(), st.data())
def test_fixing_never_lowers_a_score(world: tuple[list[RuleOutcome], list[Finding]], data: st.DataObject) -> None:
    outcomes, findings = world
    if not findings:
        return
    fixed = data.draw(st.sampled_from(findings))
    mended = [entry.model_copy(update={"n_failed": entry.n_failed - (entry.code == fixed.code)}) for entry in outcomes]
    before = score(outcomes, findings)
    after = score(mended, [entry for entry in findings if entry is not fixed])
    assert (after.score or 0) >= (before.score or 0)
    assert after.open_minutes < before.open_minutes


@given(worlds(), st.data())
def test_accepting_moves_minutes_and_never_lowers_a_score(
    world: tuple[list[RuleOutcome], list[Finding]], data: st.DataObject
) -> None:
    outcomes, findings = world
    states = data.draw(st.lists(st.booleans(), min_size=len(findings), max_size=len(findings)))
    after_findings = [
        entry.model_copy(update={"status": "accepted"}) if is_accepted else entry
        for entry, is_accepted in zip(findings, states, strict=True)
    ]
    before, after = score(outcomes, findings), score(outcomes, after_findings)
    accepted = sum(entry.effort_minutes for entry in after_findings if entry.status == "accepted")
    assert after.open_minutes + accepted == before.open_minutes
    assert after.n_findings == before.n_findings - sum(states)
    assert (after.score or 0) >= (before.score or 0)


@given(worlds(), st.data())
def test_losing_evidence_never_raises_confidence(
    world: tuple[list[RuleOutcome], list[Finding]], data: st.DataObject
) -> None:
    outcomes, _ = world
    blinder = []
    for entry in outcomes:
        n_lost = data.draw(st.integers(min_value=0, max_value=entry.n_evaluated))
        lost = {"n_evaluated": entry.n_evaluated - n_lost, "n_no_evidence": entry.n_no_evidence + n_lost}
        blinder.append(entry.model_copy(update=lost))
    before, after = confidence_of(outcomes), confidence_of(blinder)
    assert (before is None) == (after is None)
    assert (after or 0) <= (before or 0) + 1e-12
