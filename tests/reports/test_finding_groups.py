"""Findings group by rule in backlog order; accepted and ignored ones are no open debt."""

from __future__ import annotations

from debt_pipelines.reports.finding_groups import all_groups, gate_reasons, open_groups
from tests.reports.sample import empty_scorecard, finding, scorecard


def test_a_rule_stands_where_its_first_finding_stands() -> None:
    findings = (finding("DOC101", "a", "m"), finding("REP101", "b", "m"), finding("DOC101", "c", "m"))
    card = scorecard().model_copy(update={"findings": findings})
    assert [(group.code, group.n_open) for group in open_groups(card)] == [("DOC101", 2), ("REP101", 1)]
    assert [found.subject.id for found in open_groups(card)[0].findings] == ["a", "c"]


def test_group_sums_only_what_is_open() -> None:
    findings = (
        finding("DOC101", "a", "m", effort_minutes=5.0, severity="low"),
        finding("DOC101", "b", "m", effort_minutes=7.0, status="accepted"),
        finding("DOC101", "c", "m", effort_minutes=9.0, status="new", severity="high"),
        finding("VAL101", "d", "m", status="ignored"),
    )
    card = scorecard().model_copy(update={"findings": findings})
    documented, validated = all_groups(card)
    assert (documented.n_open, documented.n_new, documented.minutes) == (2, 1, 14.0)
    assert documented.severity == "high"
    assert documented.title == "Every dataset says what it holds"
    assert (validated.code, validated.n_open, validated.minutes) == ("VAL101", 0, 0)
    assert [group.code for group in open_groups(card)] == ["DOC101"]


def test_a_gate_reason_names_its_rules() -> None:
    assert [codes for _, codes in gate_reasons(scorecard())] == [("REP101",), ()]


def test_nothing_found_gives_no_groups() -> None:
    assert open_groups(empty_scorecard()) == all_groups(empty_scorecard()) == ()
