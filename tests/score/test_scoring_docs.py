"""The page on scoring holds the figures of the bundled example as a real scan of it finds them, to the last digit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from debt_pipelines.config.settings import ReplacementMinutes
from debt_pipelines.defs.target import Target
from debt_pipelines.model.finding import Finding
from debt_pipelines.model.rule import SEVERITY_POINTS
from debt_pipelines.model.scorecard import Scorecard
from debt_pipelines.model.weights import frequency
from debt_pipelines.score.scorecard import replacement_minutes
from tests.shop import ScannedShop

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ("SCH101", "data/reference/campaigns.csv")
_UNITS = ("stage", "dataset", "column", "param", "model")
_TABLES = ("job_facts", "dataset_facts", "column_facts", "params", "models")


def test_every_figure_of_the_page_is_that_of_the_scan(example: ScannedShop) -> None:
    card, target = example.card, example.target
    page = (ROOT / "docs" / "scoring.md").read_text("utf-8")
    lines = [*finding_lines(card), *replacement_lines(target), *category_lines(card), *headline_lines(card)]
    missing = [line for line in lines if line not in page.splitlines()]
    assert missing == [], "\n".join(["docs/scoring.md lacks:", *missing])


def finding_lines(card: Scorecard) -> Iterator[str]:
    """One finding, from its runs to its payback."""
    found = next(each for each in card.findings if (each.code, each.path) == EXAMPLE)
    points, often = SEVERITY_POINTS[found.severity], frequency(found.exposure)
    yield f"    exposure   {found.exposure:g} = {found.exposure_basis}"
    yield f"    frequency  {often:.3f} = 1 + log2(1 + {found.exposure:g})"
    yield f"    impact     {found.impact:g} = {often:.3f} x {points}"
    yield f"    priority   {found.priority:g} = {found.impact:g} / ({found.effort_minutes:g} min / 60)"
    yield f"    a week     {found.weekly_hours:g} h = {found.cost_basis}"
    yield f"    payback    {found.payback_weeks:g} weeks = {found.effort_minutes:g} min / 60 / {found.weekly_hours:g} h"


def replacement_lines(target: Target) -> Iterator[str]:
    """What it would cost to build the example anew, unit by unit."""
    frames = {table: target.store.read(table) for table in _TABLES}
    nothing, prices = ReplacementMinutes(**dict.fromkeys(_UNITS, 0)), ReplacementMinutes()
    for unit in _UNITS:
        n = replacement_minutes(frames, nothing.model_copy(update={unit: 1}))
        price = getattr(prices, unit)
        yield f"| {unit} | {n:g} | {price:g} | {n * price:g} |"
    yield f"| together | | | {replacement_minutes(frames, prices):g} |"


def category_lines(card: Scorecard) -> Iterator[str]:
    """A row a family: all that its score rests on."""
    for each in card.scorecard.categories:
        figures = (each.confidence, each.pass_rate, each.debt_ratio)
        shares = " | ".join("?" if share is None else f"{share:.1%}" for share in figures)
        cap = "" if each.cap is None else f"{each.cap:g}"
        score = "?" if each.score is None else f"{each.score:g}"
        yield f"| {each.family} | {each.n_findings} | {each.open_minutes:g} | {shares} | {cap} | {score} |"


def headline_lines(card: Scorecard) -> Iterator[str]:
    """The figures of the headline."""
    head, cost = card.scorecard.headline, card.scorecard.weekly_cost
    minutes = sum(each.effort_minutes for each in card.findings)
    assert cost is not None
    assert cost.capacity is not None
    assert cost.first_items is not None
    yield f"    backlog      {head.backlog_hours:g} h = {minutes:g} min in {head.n_findings} findings"
    yield f"    debt ratio   {head.debt_ratio:.4f} = {minutes:g} / {head.replacement_minutes:g}: letter {head.letter}"
    yield f"    a week       {cost.hours:g} h, {cost.low:g} to {cost.high:g}, {dearest(card.findings)}"
    yield f"    capacity     {cost.capacity.hours_per_week:g} h, {cost.capacity.basis}"
    yield f"    maintenance  {cost.share:.4f} = {cost.hours:g} / {cost.capacity.hours_per_week:g}"
    first = cost.first_items
    yield f"    first ten    {first.hours:g} h, saving {first.weekly_hours:g} h a week: {first.weeks:g} weeks"


def dearest(findings: tuple[Finding, ...]) -> str:
    """How many places the hours a week are the sum of."""
    places = {(each.dataset or each.subject.id, each.family) for each in findings if each.weekly_hours is not None}
    return f"the sum over {len(places)} places"
