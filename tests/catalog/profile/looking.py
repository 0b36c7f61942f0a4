"""Signs of columns that are given as lists of values, as the profiler would measure them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from debt_pipelines.catalog.profile.measures import MAX_FREQUENT, Signs
from debt_pipelines.catalog.profile.signs import read_signs

N_SAMPLED = 256


def signs_of(values: Sequence[str], *, name: str = "amount", logical_type: str = "string") -> Signs:
    """The signs of a column without nulls; `frequent` is told only where it is the whole domain."""
    counts = sorted(Counter(values).items(), key=lambda entry: (-entry[1], entry[0]))
    is_number = logical_type in ("integer", "number")
    bounds = sorted(values, key=float) if is_number else sorted(values)
    return read_signs(
        name,
        logical_type,
        list(values)[:: max(1, len(values) // N_SAMPLED)][:N_SAMPLED],
        n_values=len(values),
        n_distinct=len(counts),
        frequent=counts if len(counts) <= MAX_FREQUENT else (),
        minimum=bounds[0] if bounds else None,
        maximum=bounds[-1] if bounds else None,
    )
