"""What was counted of one column, and the measures that it tells."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from debt_pipelines.catalog.profile.edges import Edges
from debt_pipelines.catalog.profile.measures import Measures
from debt_pipelines.catalog.profile.private import without_values
from debt_pipelines.catalog.profile.signs import read_signs
from debt_pipelines.catalog.profile.texts import frequent_texts, shown_texts, text_of
from debt_pipelines.catalog.tabular.lattice import LogicalType


@dataclass(slots=True)
class Counted:
    """The counts of one column; `low` is None for one without a value, or of a kind that is not measured.

    `squares` is the sum of the squared distances to the mean, `counts` holds every value when there are few of them.
    """

    n_rows: int
    n_values: int
    low: Any = None
    high: Any = None
    n_distinct: int = 0
    is_exact: bool = True
    counts: Mapping[Any, int] | None = None
    mean: float | None = None
    squares: float = 0.0
    quantiles: tuple[float, ...] = ()
    is_increasing: bool = False
    n_characters: float | None = None
    edges: Edges = field(default_factory=Edges)


def measures_of(name: str, kind: LogicalType | None, counted: Counted, shown: Sequence[Any]) -> Measures:
    """The measures of a column; `shown` are values from rows at even distances."""
    n_nulls = counted.n_rows - counted.n_values
    if counted.low is None:
        is_empty = not counted.n_values
        return Measures(n_nulls, 0 if is_empty else None, is_distinct_exact=is_empty)
    is_text = counted.n_characters is not None
    frequent = frequent_texts(counted.counts.items()) if counted.counts else ()
    minimum, maximum = text_of(counted.low), text_of(counted.high)
    signs = read_signs(
        name,
        kind,
        _looked_at(counted, shown),
        n_values=counted.n_values,
        n_distinct=counted.n_distinct,
        frequent=frequent or counted.edges.counts,
        minimum=minimum,
        maximum=maximum,
    )
    measures = Measures(
        n_nulls=n_nulls,
        n_distinct=counted.n_distinct,
        is_distinct_exact=counted.is_exact,
        minimum=minimum,
        maximum=maximum,
        mean=counted.mean if counted.mean is not None and math.isfinite(counted.mean) else None,
        deviation=_deviation(counted),
        quantiles=counted.quantiles,
        frequent=frequent,
        is_domain_complete=bool(frequent),
        is_increasing=None if is_text else counted.is_increasing,
        mean_length=counted.n_characters / counted.n_values if counted.n_characters is not None else None,
        signs=signs,
    )
    return without_values(name, measures)


def _looked_at(counted: Counted, shown: Sequence[Any]) -> list[str]:
    """The values that signs are read from; numbers with a fraction and days say all by sound bounds."""
    is_text = counted.n_characters is not None
    if is_text or isinstance(counted.low, int) or counted.edges.counts:
        return [*counted.edges.nearest, *shown_texts(shown, is_text=is_text)]
    return shown_texts([counted.low], is_text=False)


def _deviation(counted: Counted) -> float | None:
    if counted.mean is None or counted.n_values < 2 or not math.isfinite(counted.squares):
        return None
    return math.sqrt(counted.squares / (counted.n_values - 1))
