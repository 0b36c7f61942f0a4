"""The headline figures of the terminal scorecard: one a line, each with what it is measured by."""

from __future__ import annotations

from collections.abc import Iterator

from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.model.scores import Headline, Payback, WeeklyCost
from debt_pipelines.reports.finding_groups import open_groups
from debt_pipelines.reports.not_judged import not_judged
from debt_pipelines.reports.printable import one_line, printable
from debt_pipelines.reports.trend_words import signed, trend_words
from debt_pipelines.reports.wording import LETTER_LIMITS, UNKNOWN, count, duration, durations, percent, weeks

Figure = tuple[str, str, str]
"""Label, figure and remark."""


def figures(scorecard: Scorecard) -> Iterator[Figure]:
    """The figures that there are, in the order a lead asks for them."""
    headline = scorecard.scorecard.headline
    yield from _first(scorecard)
    grid = f"{headline.letter} is {LETTER_LIMITS[headline.letter]} " if headline.letter else ""
    yield "debt ratio", percent(headline.debt_ratio), f"{grid}of the cost to build it again"
    yield "backlog", duration(headline.backlog_hours * 60), f"in {count(headline.n_findings, 'finding')}"
    if scorecard.gate.baseline is not None:
        yield "new", duration(headline.new_minutes), _new_remark(scorecard, scorecard.gate.baseline)
    n_accepted = sum(finding.status == "accepted" for finding in scorecard.findings)
    if n_accepted:
        yield "accepted", duration(headline.accepted_hours * 60), f"in {count(n_accepted, 'finding')}"
    if scorecard.trend is not None:
        yield "trend", signed(scorecard.trend.change_minutes), trend_words(scorecard.trend)
    yield from _lost(headline, scorecard.scorecard.weekly_cost)
    yield "confidence", percent(headline.confidence), _confidence_remark(scorecard)


def _first(scorecard: Scorecard) -> Iterator[Figure]:
    groups = open_groups(scorecard)
    if groups:
        first = groups[0]
        times = f" x{first.n_open:,}" if first.n_open > 1 else ""
        yield "start with", duration(first.minutes), printable(f"{first.code} {first.slug}{times}, {first.severity}")


def _lost(headline: Headline, cost: WeeklyCost | None) -> Iterator[Figure]:
    if not headline.n_findings:
        return
    if headline.weekly_hours is None:
        yield "lost", UNKNOWN, "a week: nothing on record tells how often most of it runs"
        return
    between = f" ({durations(cost.low * 60, cost.high * 60)})" if cost and cost.low and cost.high else ""
    share = headline.maintenance_share
    of_time = "" if share is None else f", {percent(share)} of the team's time"
    n_unknown = headline.n_findings - cost.n_findings if cost else 0
    left_out = f"; the runs of {count(n_unknown, 'finding')} are unknown" if n_unknown > 0 else ""
    yield "lost", duration(headline.weekly_hours * 60), f"a week{between or ', an estimate'}{of_time}{left_out}"
    if cost and cost.first_items:
        yield "first fixes", duration(cost.first_items.hours * 60), _payback_remark(cost.first_items)


def _payback_remark(first: Payback) -> str:
    items = count(first.n_findings, "finding")
    if first.weeks is None:
        return f"for the first {items}, which cost nothing while nothing runs"
    saved = duration(first.weekly_hours * 60)
    return f"for the first {items}: saves {saved} a week, paid back in {weeks(first.weeks)}"


def _new_remark(scorecard: Scorecard, baseline: str) -> str:
    n_new = sum(finding.status == "new" for finding in scorecard.findings)
    return f"in {count(n_new, 'finding')} since {one_line(baseline)}"


def _confidence_remark(scorecard: Scorecard) -> str:
    gaps = not_judged(scorecard)
    silent, unread = len(gaps.rules_without_evidence), len(gaps.unreadable_sources)
    told = [f"{count(silent, 'rule')} without evidence"] if silent else []
    told += [f"{count(unread, 'source')} unreadable"] if unread else []
    return "; ".join(["of what the rules ask could be judged", *told])
