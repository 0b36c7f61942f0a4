"""The plan of a sprint: what to pay off in the hours there are, and what the scores are after it."""

from __future__ import annotations

from typing import Literal

from debt_pipelines.model.finding import Finding
from debt_pipelines.model.rule import Family, Frozen
from debt_pipelines.model.scores import Letter, Payback

SCHEMA_VERSION: Literal[1] = 1


class CategoryChange(Frozen):
    """The score of one family before and after the sprint."""

    family: Family
    title: str
    before: float | None
    after: float | None


class Outlook(Frozen):
    """What the sprint leads to; scores after it are a lower bound, because a finding may have silenced others."""

    letter_before: Letter | None
    letter_after: Letter | None
    debt_ratio_before: float | None
    debt_ratio_after: float | None
    backlog_hours_before: float
    backlog_hours_after: float
    categories: tuple[CategoryChange, ...]
    payback: Payback | None


class Sprint(Frozen):
    """The findings to pay off in a sprint, in the order to do it.

    `impact` is what they remove. No other choice in the same order of compliance, critical and the rest removes more
    than `impact_bound`; the two are equal where the choice is exact. `too_large` are compliance and critical findings
    that alone take longer than the sprint has.
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    project: str
    owner: str | None
    sprint_hours: float
    capacity: float
    budget_minutes: float
    planned: tuple[Finding, ...]
    planned_minutes: float
    too_large: tuple[Finding, ...]
    n_open: int
    impact: float
    impact_open: float
    impact_bound: float
    outlook: Outlook
