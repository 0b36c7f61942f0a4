"""The Markdown report says what a change adds, fixes and asks for, fits in a comment, and no name breaks out of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from markdown_it import MarkdownIt

from debt_pipelines.model.scorecard import Project, ResolvedFinding, Scorecard
from debt_pipelines.reports.registry import RenderOptions
from debt_pipelines.reports.to_markdown import marker, render
from tests.reports.sample import empty_scorecard, finding, large_scorecard, scorecard

LIMIT = 65_536


def _text(card: Scorecard) -> str:
    return render(card, RenderOptions())


def _against(baseline: str | None, *findings: object, **changes: Any) -> Scorecard:
    gate = scorecard().gate.model_copy(update={"baseline": baseline})
    return scorecard().model_copy(update={"gate": gate, "findings": findings, **changes})


def _html(text: str) -> str:
    page: str = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)
    return page


def test_first_line_is_a_hidden_marker_by_which_the_comment_is_found_again() -> None:
    assert _text(scorecard()).splitlines()[0] == marker("demand-forecast") == "<!-- debt-pipelines: demand-forecast -->"
    assert marker("a--> <script>") == "<!-- debt-pipelines: a-----script- -->"


def test_what_a_change_adds_is_counted_and_listed_the_gravest_first() -> None:
    text = _text(scorecard())
    assert "#### This adds 3 findings, 1.1 h to fix\n\nCompared with `main`." in text
    assert text.index("| critical |") < text.index("| high |")
    assert "`dvc.yaml:14`" in text


def test_without_a_baseline_nothing_is_said_to_be_added() -> None:
    text = _text(_against(None, finding("VAL101", "a.csv", "no check", status="new")))
    assert "#### What there is: 1 finding" in text
    assert "adds" not in text
    assert "`debt baseline write`" in text


def test_a_change_that_adds_nothing_says_so_and_still_says_what_to_do() -> None:
    text = _text(_against("main", finding("VAL101", "a.csv", "no check")))
    assert "#### This adds no debt" in text
    assert "1. **VAL101 unvalidated\\-dataset** (1 finding, 30 min)" in text


def test_only_new_findings_are_asked_for_where_there_are_any() -> None:
    known = [finding("VAL101", f"{n}.csv", "no check") for n in range(5)]
    text = _text(_against("main", *known, finding("VAL101", "new.csv", "no check", status="new")))
    assert "**VAL101 unvalidated\\-dataset** (1 finding, 30 min)" in text


def _gone(n: int, **changes: Any) -> tuple[ResolvedFinding, ...]:
    return tuple(ResolvedFinding(id=f"{k:016x}", code="DOC101", subject=f"data/{k}.csv", **changes) for k in range(n))


def test_advice_is_asked_for_last() -> None:
    advice = finding("DOC101", "a.csv", "no text", status="new", is_advice=True)
    text = _text(_against("main", advice, finding("VAL101", "a.csv", "no check", status="new")))
    assert text.index("1. **VAL101") < text.index("2. **DOC101")


def test_what_a_change_fixes_is_listed() -> None:
    text = _text(_against("main", resolved=_gone(60)))
    assert "#### This fixes 60 findings" in text
    assert "- `DOC101` `data/19.csv`\n- … and 40 more" in text
    assert "fixes" not in _text(_against("main"))


def test_what_may_be_there_unseen_is_not_called_fixed() -> None:
    text = _text(_against("main", resolved=_gone(2, is_certain=False)))
    assert "fixes" not in text
    assert "2 findings not found any more, by rules that could not judge everything" in text


def test_how_to_fix_comes_from_the_notes_of_the_rule() -> None:
    notes = "Why.\n\nHow to fix: `dvc repro`, then\ncommit.\n\nExample: none."
    rules = tuple(rule.model_copy(update={"notes": notes}) for rule in scorecard().rules)
    text = _text(scorecard().model_copy(update={"rules": rules}))
    assert "**REP101 stale\\-consumer** (2 findings, 1 h): `dvc repro`, then commit.\n" in text


def test_every_reason_of_a_closed_gate_says_what_to_do() -> None:
    reason = scorecard().gate.reasons[0].model_copy(update={"action": "fix them"})
    gate = scorecard().gate.model_copy(update={"reasons": (reason,)})
    assert "- 2 new critical findings (`REP101`): fix them\n" in _text(scorecard().model_copy(update={"gate": gate}))


def test_an_empty_scorecard_is_an_open_gate() -> None:
    text = _text(empty_scorecard())
    assert "✅ gate open" in text
    assert "no letter (too little evidence)" in text


@pytest.mark.parametrize("n_findings", [0, 300, 3_000])
def test_a_comment_fits_into_one_of_github(n_findings: int) -> None:
    wordy = large_scorecard(n_findings, message="`" + "x" * 5_000 + "` is | wrong")
    new = tuple(found.model_copy(update={"status": "new"}) for found in wordy.findings)
    text = _text(wordy.model_copy(update={"findings": new}))
    assert len(text) < LIMIT
    assert len(text.encode()) < LIMIT


def test_tables_hold_whatever_stands_in_them() -> None:
    evil = "a|b `c` <img src=x onerror=alert(1)> [x](javascript:alert(1)) @team #1 \n\n# head"
    new = finding("VAL101", evil, f"`{evil}` and {evil}", path=evil, status="new")
    card = _against("main|`x`", new, project=Project(name=evil, is_git=True))
    html = _html(_text(card))
    assert html.count("<tr>") == len(re.findall(r"^\| (?!severity|category|---)", _text(card), re.MULTILINE)) + 2
    assert "<img" not in html
    assert "href" not in html
    assert html.count("<h1>") == 0
