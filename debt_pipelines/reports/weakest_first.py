"""The order in which every report shows the categories."""

from __future__ import annotations

import math

from debt_pipelines.model.scores import CategoryScore


def weakest_first(categories: tuple[CategoryScore, ...]) -> list[CategoryScore]:
    """The categories from the lowest grade up; those without a grade come last."""
    return sorted(categories, key=lambda category: math.inf if category.score is None else category.score)
