"""The figures of a scorecard: headline, categories, dimensions, coverage, measures and the cost a week."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from debt_pipelines.model.check_fact_rows import CoverageKind
from debt_pipelines.model.rule import Dimension, Family, Frozen

Letter = Literal["A", "B", "C", "D", "E"]
Grade = Annotated[float, Field(ge=1, le=5)]
Share = Annotated[float, Field(ge=0, le=1)]


class CategoryScore(Frozen):
    """One debt family: its grade 1..5 (5 is clean, empty under 50 % evidence) and what it rests on."""

    family: Family
    title: str
    dimension: Dimension
    score: Grade | None
    confidence: Share | None
    n_findings: int
    open_minutes: float
    debt_ratio: float | None
    pass_rate: Share | None
    cap: Grade | None
    reason: str


class DimensionScore(Frozen):
    """One of the five dimensions: the weakest grade among its families."""

    dimension: Dimension
    score: Grade | None
    open_minutes: float
    n_findings: int


class Capacity(Frozen):
    """The hours a team works a week, and where that figure comes from."""

    hours_per_week: Annotated[float, Field(gt=0)]
    basis: str


class Payback(Frozen):
    """What some findings take, what paying them saves a week, and after how many weeks it has come back."""

    n_findings: int
    hours: float
    weekly_hours: float
    weeks: float | None


class WeeklyCost(Frozen):
    """An estimate of the hours that open debt costs a week, with its range; empty where few runs are known.

    `n_findings` are those whose runs are known; the others are not in it. `share` is that of the team's week.
    """

    hours: float | None
    low: float | None
    high: float | None
    n_findings: int
    capacity: Capacity | None
    share: float | None
    first_items: Payback | None


class Headline(Frozen):
    """The figures a lead reads first. Hours of backlog and hours lost per week are never added up."""

    verdict: str
    weakest_category: Family | None
    letter: Letter | None
    debt_ratio: float | None
    confidence: Share | None
    n_findings: int
    backlog_hours: float
    new_minutes: float
    accepted_hours: float
    weekly_hours: float | None
    maintenance_share: float | None
    replacement_minutes: float | None = None


class KindCoverage(Frozen):
    """How many tables have a check of one kind."""

    kind: CoverageKind
    n_tables: int
    share: Share | None


class CoverageGroup(Frozen):
    """The tables of one folder, owner or tier, and how many of them something validates."""

    name: str
    n_tables: int
    n_validated: int
    share: Share | None


class Coverage(Frozen):
    """How many tables something validates; of `n_unknown` more, a check that was not read may."""

    n_tables: int
    n_validated: int
    n_unknown: int
    share: Share | None
    kinds: tuple[KindCoverage, ...]
    folders: tuple[CoverageGroup, ...]
    owners: tuple[CoverageGroup, ...]
    tiers: tuple[CoverageGroup, ...]


MeasureName = Literal["documentation", "validation", "monitoring", "automation", "freshness", "model_staleness"]


class Measure(Frozen):
    """One share of a whole: `n` of `n_total`; of `n_unknown` more it cannot be told."""

    name: MeasureName
    title: str
    n: int
    n_total: int
    n_unknown: int
    share: Share | None


class Scores(Frozen):
    """Headline, categories, dimensions, the coverage by checks, measures and the cost a week."""

    headline: Headline
    categories: tuple[CategoryScore, ...]
    dimensions: tuple[DimensionScore, ...]
    coverage: Coverage | None = None
    measures: tuple[Measure, ...] = ()
    weekly_cost: WeeklyCost | None = None
