"""The terminal scorecard: readable at 80 columns, the same words with and without colour, nothing hostile."""

from __future__ import annotations

import re
import unicodedata

import pytest
from syrupy.assertion import SnapshotAssertion

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.model.scores import Measure, Payback, WeeklyCost
from debt_pipelines.reports.cells import cell_width
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.to_text import render
from tests.reports.sample import empty_scorecard, finding, large_scorecard, scorecard

CARDS = {"sample": scorecard(), "empty": empty_scorecard(), "large": large_scorecard(2_500)}
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def _section(text: str, title: str) -> str:
    return next(block for block in text.split("\n\n") if block.startswith(title))


@pytest.mark.parametrize("name", CARDS)
def test_text_at_80_columns(name: str, snapshot: SnapshotAssertion) -> None:
    assert render(CARDS[name], RenderOptions(width=80)) == snapshot


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("width", [0, 60, 72, 80, 100, 300])
def test_no_line_is_wider_than_the_terminal(name: str, width: int) -> None:
    lines = render(CARDS[name], RenderOptions(width=width)).split("\n")
    assert max(map(cell_width, lines)) <= min(max(width, 60), 110)


@pytest.mark.parametrize("name", CARDS)
def test_colour_adds_nothing_but_colour(name: str) -> None:
    plain = render(CARDS[name], RenderOptions())
    colored = render(CARDS[name], RenderOptions(is_color=True))
    assert colored != plain
    assert ANSI.sub("", colored) == plain


def test_nothing_hostile_reaches_the_terminal() -> None:
    text = render(scorecard(), RenderOptions())
    assert all(line.isprintable() for line in text.split("\n"))
    assert "\\x1b[31mred" in text
    assert "\\u202e" in render(_with_only_code("REP101"), RenderOptions())


def _with_only_code(code: str) -> Scorecard:
    card = scorecard()
    findings = tuple(found for found in card.findings if found.code == code)[-2:]
    return card.model_copy(update={"findings": findings})


def test_frame_has_no_wide_glyphs() -> None:
    text = render(empty_scorecard(), RenderOptions())
    assert not {character for character in text if unicodedata.east_asian_width(character) in ("W", "F")}


def test_findings_of_a_rule_stand_together() -> None:
    many = tuple(finding("VAL101", f"d{number}", "no check", effort_minutes=30.0) for number in range(31))
    block = _section(render(scorecard().model_copy(update={"findings": many}), RenderOptions()), "Fix first")
    assert re.search(r"VAL101 unvalidated-dataset x31 +high +15\.5 h", block)
    assert block.count("dvc.yaml:1  no check") == 3
    assert "… and 28 more" in block


def test_a_single_finding_is_no_crowd() -> None:
    card = scorecard().model_copy(update={"findings": (finding("VAL101", "d", "no check"),)})
    block = _section(render(card, RenderOptions()), "Fix first")
    assert "unvalidated-dataset  " in block
    assert "more" not in block


def test_groups_beyond_the_limit_are_counted() -> None:
    block = _section(render(scorecard(), RenderOptions(n_findings=5)), "Fix first")
    assert block.endswith("… and 1 rule more with 1 finding, 5 min")


def test_next_steps_name_the_first_rule() -> None:
    assert "debt explain REP101" in _section(render(scorecard(), RenderOptions()), "Next")
    assert "explain" not in _section(render(empty_scorecard(), RenderOptions()), "Next")


def test_gate_and_gaps_are_said_in_words() -> None:
    text = render(scorecard(), RenderOptions())
    assert "Gate FAILED against main\n  - 2 new critical findings (REP101)" in text
    assert "1 rule broke: REP199" in text
    assert "2 sources could not be read:\n    experiments/dvc.lock:14" in text
    assert "Gate PASSED without a baseline: every finding is new" in render(empty_scorecard(), RenderOptions())
    assert "Not judged" not in render(empty_scorecard(), RenderOptions())


def _with_cost(hours: float | None, **update: object) -> Scorecard:
    card = scorecard()
    shares = {"hours": hours, "low": hours and hours / 2, "high": hours and hours * 2}
    first = Payback(n_findings=10, hours=2.6, weekly_hours=0.5, weeks=5.2)
    cost = WeeklyCost(n_findings=1, capacity=None, share=None, first_items=first, **shares)
    headline = card.scorecard.headline.model_copy(update={"weekly_hours": hours, "n_findings": 4})
    return card.model_copy(
        update={"scorecard": card.scorecard.model_copy(update={"headline": headline, "weekly_cost": cost, **update})}
    )


def test_the_cost_a_week_has_a_range_and_a_payback() -> None:
    text = " ".join(render(_with_cost(2.0), RenderOptions()).split())
    assert "lost 2 h a week (1 h to 4 h)" in text
    assert "the runs of 3 findings are unknown" in text
    assert "first fixes 2.6 h for the first 10 findings: saves 30 min a week, paid back in 5 weeks" in text


def test_an_unknown_cost_is_said_and_no_zero() -> None:
    text = render(_with_cost(None), RenderOptions())
    assert re.search(r"lost +\?  a week: nothing on record", text)
    assert "first fixes" not in text


def test_measures_say_what_they_are_of() -> None:
    measures = (
        Measure(name="validation", title="tables that something validates", n=1, n_total=4, n_unknown=2, share=0.25),
        Measure(name="freshness", title="datasets that keep it", n=0, n_total=0, n_unknown=0, share=None),
        Measure(name="automation", title="pipelines that run", n=0, n_total=0, n_unknown=1, share=None),
    )
    block = _section(render(_with_cost(2.0, measures=measures), RenderOptions()), "Measures")
    assert "25 %  tables that something validates: 1 of 4; of 2 more it cannot be told" in block
    assert "?  pipelines that run: of 1 it cannot be told" in block
    assert "datasets that keep it" not in block


def test_what_is_missing_is_said_in_the_headline() -> None:
    text = " ".join(render(scorecard(), RenderOptions()).split())
    assert "could be judged; 2 rules without evidence; 2 sources unreadable" in text


def test_new_is_told_only_where_something_is_known() -> None:
    card = scorecard()
    text = render(card.model_copy(update={"gate": card.gate.model_copy(update={"baseline": None})}), RenderOptions())
    assert re.search(r"\(\d+ new", render(card, RenderOptions()))
    assert not re.search(r"\(\d+ new", text)
    assert "debt baseline write" in text
    assert "debt baseline write" not in render(card, RenderOptions())
