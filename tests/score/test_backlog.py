"""The plan of a sprint: within its hours, compliance and critical first, and as good as any other choice."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import debt_pipelines.score.backlog as backlog
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.rule import Rule
from debt_pipelines.score.backlog import choose, plan_sprint
from tests.score.making import RULES, finding, outcome
from tests.score.test_scorecard import CODES, card

ITEMS = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 120)), max_size=8)


def rules() -> list[Rule]:
    return [RULES[code] for code in CODES]


def items(pairs: list[tuple[int, int]]) -> list[Finding]:
    return [
        finding(id=str(number), effort_minutes=minutes, impact=weight) for number, (minutes, weight) in enumerate(pairs)
    ]


def best_of(findings: list[Finding], budget: int) -> float:
    """The most impact of any subset that fits, by trying them all."""
    subsets = chain.from_iterable(combinations(findings, size) for size in range(len(findings) + 1))
    fitting = [each for each in subsets if sum(entry.effort_minutes for entry in each) <= budget]
    return max(sum(entry.impact for entry in each) for each in fitting)


@settings(max_examples=200)
@given(ITEMS, st.integers(0, 150))
def test_the_exact_choice_is_the_best(pairs: list[tuple[int, int]], budget: int) -> None:
    findings = items(pairs)
    choice = choose(findings, budget)
    assert sum(entry.effort_minutes for entry in choice.findings) <= budget
    assert sum(entry.impact for entry in choice.findings) == choice.bound == best_of(findings, budget)


@settings(max_examples=200)
@given(ITEMS, st.integers(0, 150))
def test_the_greedy_choice_tells_how_far_it_may_be_off(pairs: list[tuple[int, int]], budget: int) -> None:
    findings = items(pairs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backlog, "_MAX_CELLS", -1)
        choice = choose(findings, budget)
    found = sum(entry.impact for entry in choice.findings)
    assert sum(entry.effort_minutes for entry in choice.findings) <= budget
    assert found <= best_of(findings, budget) <= choice.bound + 0.001


def test_critical_comes_before_what_removes_more() -> None:
    grave = finding("REP101", effort_minutes=60, impact=54)
    light = finding("REP107", effort_minutes=30, impact=500)
    sprint = plan_sprint(card(grave, light), rules(), sprint_hours=10, capacity=0.1, owner=None)
    assert (sprint.budget_minutes, [entry.code for entry in sprint.planned]) == (60, ["REP101"])
    assert (sprint.impact, sprint.impact_open, sprint.impact_bound) == (54, 554, 54)


def test_what_is_too_large_is_told_and_its_hours_go_to_others() -> None:
    grave = finding("REP101", effort_minutes=600, impact=54)
    light = finding("REP107", effort_minutes=30, impact=6)
    sprint = plan_sprint(card(grave, light), rules(), sprint_hours=10, capacity=0.1, owner=None)
    assert [entry.code for entry in sprint.too_large] == ["REP101"]
    assert [entry.code for entry in sprint.planned] == ["REP107"]


def test_only_what_is_open_and_of_the_owner() -> None:
    listed = [
        finding("REP107", id="1", owner="ana"),
        finding("REP107", id="2", owner="bob"),
        finding("REP107", id="3", owner="ana", status="accepted"),
    ]
    sprint = plan_sprint(card(*listed), rules(), sprint_hours=10, capacity=1, owner="ana")
    assert ([entry.id for entry in sprint.planned], sprint.n_open) == (["1"], 1)


def test_the_scores_after_it() -> None:
    outcomes = [outcome("REP101", n=10, n_failed=1), *(outcome(code) for code in CODES if code != "REP101")]
    before = card(finding("REP101", effort_minutes=60), finding("REP107", effort_minutes=6), outcomes=outcomes)
    look = plan_sprint(before, rules(), sprint_hours=1, capacity=1, owner=None).outlook
    family = next(entry for entry in look.categories if entry.family == "REP")
    assert (family.before, family.after) == (2, 5)
    assert (look.letter_before, look.letter_after) == ("D", "A")
    assert (look.debt_ratio_before, look.debt_ratio_after) == (0.275, 0.025)
    assert (look.backlog_hours_before, look.backlog_hours_after) == (1.1, 0.1)
