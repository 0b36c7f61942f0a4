"""The scorecard as a whole: its headline, its verdict in words, and the same JSON for the same input."""

from __future__ import annotations

from typing import Any

import pytest

from debt_pipelines.catalog.frames import empty_frame, frame_of
from debt_pipelines.config.settings import GateSettings, ReplacementMinutes, Settings
from debt_pipelines.model.finding import Finding, RuleOutcome
from debt_pipelines.model.pipeline_rows import Model, Param
from debt_pipelines.model.scorecard import Project, Scorecard
from debt_pipelines.model.tables import SCHEMAS
from debt_pipelines.score.scorecard import build_scorecard, replacement_minutes
from tests.rules.judging import frame
from tests.score.making import RULES, finding, outcome

CODES = ("REP101", "REP107", "REP111", "SCH101")


def tables(**rows: list[dict[str, Any]]) -> dict[str, Any]:
    """All tables, empty but for the given fact rows."""
    return {table: empty_frame(table) for table in SCHEMAS} | {name: frame(name, facts) for name, facts in rows.items()}


def card(*findings: Finding, outcomes: list[RuleOutcome] | None = None, **changes: Any) -> Scorecard:
    """A scorecard of some findings, in a project of one stage (240 minutes)."""
    options: dict[str, Any] = {
        "rules": [RULES[code] for code in CODES],
        "rulebook_version": "0123456789ab",
        "settings": Settings(),
        "project": Project(name="shop", is_git=True),
        "revision": "f" * 40,
        "baseline": None,
        "generated_at": "2026-01-05T09:00:00Z",
    }
    judged = [outcome(code) for code in CODES] if outcomes is None else outcomes
    return build_scorecard(tables(job_facts=[{}]), findings, judged, **(options | changes))


@pytest.mark.parametrize(
    ("findings", "verdict"),
    [
        ([], "No debt found in what could be judged."),
        ([finding(status="accepted")], "No debt found in what could be judged."),
        ([finding()], "Nothing critical. It hurts most in versioning and reproducibility."),
        ([finding("SCH101", severity="medium")], "Nothing critical. It hurts most in schema drift."),
        (
            [finding("REP101")],
            "The gate is closed: 1 new critical finding. It hurts most in versioning and reproducibility.",
        ),
        (
            [finding("REP101"), finding("REP101", id="2")],
            "The gate is closed: 2 new critical findings. It hurts most in versioning and reproducibility.",
        ),
        (
            [finding("REP101", status="known")],
            "1 critical finding, not new. It hurts most in versioning and reproducibility.",
        ),
        (
            [finding("REP101", status="known"), finding("REP101", status="known", id="2")],
            "2 critical findings, none of them new. It hurts most in versioning and reproducibility.",
        ),
    ],
)
def test_the_verdict_in_words(findings: list[Finding], verdict: str) -> None:
    assert card(*findings).scorecard.headline.verdict == verdict


def test_the_verdict_does_not_call_old_what_the_gate_lets_pass() -> None:
    lenient = Settings(gate=GateSettings(severities=()))
    words = "1 critical finding, which the gate lets pass. It hurts most in versioning and reproducibility."
    assert card(finding("REP101"), settings=lenient).scorecard.headline.verdict == words
    assert card(finding("REP101", is_advice=True)).scorecard.headline.verdict == words


def test_the_verdict_names_no_category_where_none_could_be_scored() -> None:
    blind = [outcome(code, n=1, n_no_evidence=9) for code in CODES]
    headline = card(finding(), outcomes=blind).scorecard.headline
    assert (headline.verdict, headline.weakest_category) == ("Nothing critical.", None)
    assert (headline.letter, headline.debt_ratio) == (None, 0.0083)


def test_the_verdict_says_when_debt_takes_too_much_of_the_week() -> None:
    dear = finding().model_copy(update={"weekly_hours": 5.0})
    words = " Debt takes 50% of the team's week by estimate, which is critical."
    assert card(dear, settings=Settings(capacity_hours_per_week=10)).scorecard.headline.verdict.endswith(words)
    roomy = card(dear, settings=Settings(capacity_hours_per_week=12.5)).scorecard.headline
    assert (roomy.maintenance_share, "week" in roomy.verdict) == (0.4, False)


def test_the_headline_counts_what_is_open() -> None:
    headline = card(
        finding("REP101", effort_minutes=30),
        finding("REP107", effort_minutes=6, status="known"),
        finding("REP111", effort_minutes=90, status="accepted"),
        finding("SCH101", effort_minutes=600, status="ignored"),
    ).scorecard.headline
    assert (headline.n_findings, headline.backlog_hours, headline.new_minutes) == (2, 0.6, 30)
    assert headline.accepted_hours == 1.5
    assert (headline.debt_ratio, headline.letter) == (0.15, "C")
    assert (headline.weekly_hours, headline.maintenance_share) == (None, None)


def test_the_weakest_category_is_the_lowest_then_the_dearest() -> None:
    lower = [outcome("REP101"), outcome("REP107"), outcome("REP111"), outcome("SCH101", n_failed=9)]
    both = [finding("REP107", effort_minutes=9), finding("SCH101", effort_minutes=1)]
    assert card(*both, outcomes=lower).scorecard.headline.weakest_category == "SCH"
    assert card(*both).scorecard.headline.weakest_category == "REP"
    assert card(*both[1:]).scorecard.headline.weakest_category == "SCH"


def test_without_evidence_or_assets_there_is_no_letter() -> None:
    nothing = card(outcomes=[outcome(code, n=0) for code in CODES]).scorecard
    assert (nothing.headline.letter, nothing.headline.confidence) == (None, None)
    assert {entry.score for entry in nothing.categories} == {None}
    free = Settings(replacement_minutes=ReplacementMinutes(stage=0))
    headline = card(finding(), settings=free).scorecard.headline
    assert (headline.letter, headline.debt_ratio) == (None, None)


def test_replacement_minutes_count_what_was_written_once() -> None:
    frames = tables(
        job_facts=[{}, {"job": "dvc.yaml:train@us", "is_template_head": False}],
        dataset_facts=[
            {},
            {"is_first_of_declaration": False},
            {"is_table": False},
            {"is_table": False, "is_documentable": False},
        ],
        column_facts=[
            {},
            {"is_observed": False, "is_documentable": False},
            {"is_observed": None, "is_documentable": None},
            {"is_observed": None},  # declared only
        ],
    )
    rows = [Param(job=job, file="params.yaml", key=key, path="dvc.yaml") for job in "ab" for key in ("lr", "depth")]
    model = Model(model="churn", target="churn.pkl", job=None, path="dvc.yaml")
    frames |= {"params": frame_of("params", rows), "models": frame_of("models", [model])}
    minutes = ReplacementMinutes()
    assert replacement_minutes(frames, minutes) == 240 + 2 * 120 + 2 * 10 + 2 * 5 + 480
    assert replacement_minutes(tables(), minutes) == 0


def test_every_rule_is_listed_with_its_outcome() -> None:
    outcomes = [
        outcome("REP101", status="error", error="oops"),
        outcome("REP107", n_failed=2, n_subsumed=1, n_no_evidence=3, n_not_applicable=4),
        outcome("REP111", n=0),
        outcome("SCH101"),
    ]
    entries = {entry.code: entry for entry in card(outcomes=outcomes).rules}
    assert [entries[code].outcome for code in CODES] == ["error", "failed", "not_applicable", "passed"]
    assert entries["REP101"].error == "oops"
    rule = entries["REP107"]
    counts = (rule.n_evaluated, rule.n_failed, rule.n_subsumed, rule.n_no_evidence, rule.n_not_applicable)
    assert counts == (10, 2, 1, 3, 4)
    assert (rule.slug, rule.title) == (RULES["REP107"].slug, RULES["REP107"].title)


def test_the_same_input_gives_the_same_json() -> None:
    findings = [finding(code, id=str(number)) for number, code in enumerate(CODES)]
    first = card(*findings)
    assert card(*findings).model_dump_json() == first.model_dump_json()
    other_order = [outcome(code) for code in reversed(CODES)]
    assert card(*findings, outcomes=other_order).model_dump_json() == first.model_dump_json()
    assert Scorecard.model_validate_json(first.model_dump_json()) == first
