"""The change since the run before, in one line, in the reports that people read."""

from __future__ import annotations

from typing import Any

from debt_pipelines.model.trend import Trend
from debt_pipelines.reports.registry import RenderOptions, render
from debt_pipelines.reports.trend_words import signed, trend_words
from tests.reports.sample import scorecard


def trend(**minutes: float) -> Trend:
    causes = dict.fromkeys(("introduced", "fixed", "accepted", "rule_set", "evidence"), 0.0) | minutes
    values: dict[str, Any] = {f"{cause}_minutes": value for cause, value in causes.items()}
    change = sum(causes.values())
    return Trend(since="2026-01-05T09:00:00+00:00", revision=None, change_minutes=change, **values)


def test_words() -> None:
    assert trend_words(trend()) == "since 2026-01-05, nothing changed"
    assert trend_words(trend(fixed=-90, introduced=30)) == "since 2026-01-05: fixed -1.5 h, introduced +30 min"
    assert trend_words(trend(rule_set=60)) == "since 2026-01-05: other rules +1 h"
    assert [signed(minutes) for minutes in (-60, 0, 45)] == ["-1 h", "0 h", "+45 min"]


def test_one_line_in_the_reports() -> None:
    card = scorecard().model_copy(update={"trend": trend(fixed=-90, introduced=30)})
    text = render(card, "text", RenderOptions())
    assert "trend -1 h since 2026-01-05: fixed -1.5 h, introduced +30 min lost" in " ".join(text.split())
    page = render(card, "html", RenderOptions())
    assert "<dt>Trend</dt><dd><b>-1 h</b> since 2026-01-05: fixed -1.5 h, introduced +30 min</dd>" in page
    assert "<dt>Trend</dt>" not in render(scorecard(), "html", RenderOptions())
