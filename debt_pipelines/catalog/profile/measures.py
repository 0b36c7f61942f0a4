"""What is measured of one column, whatever it was read from: a file, a stream of batches or a database."""

from __future__ import annotations

from typing import NamedTuple

N_QUANTILES = 21
"""Quantiles at 0 %, 5 %, ... 100 %."""
MAX_FREQUENT = 64
"""How many values are kept with their counts; a column with no more is told in full."""


class Signs(NamedTuple):
    """What the values of a column look like, judged on a sample of them; None is what they do not look like."""

    semantic: str | None = None
    pii_kind: str | None = None
    pii_fraction: float | None = None
    sentinel: str | None = None
    hidden_type: str | None = None
    hidden_type_fraction: float | None = None
    variants: str | None = None
    encoding_damage: str | None = None


class Measures(NamedTuple):
    """Measures of one column; None or empty is what was not measured.

    `minimum`, `maximum` and the values of `frequent` are texts: numbers without padding (`12`, `0.5`), dates and
    timestamps in ISO 8601 (`2026-01-05`, `2026-01-05T09:00:00`), booleans `true` and `false`. `quantiles` are those
    of the numbers, of dates in days and of timestamps in seconds since 1970-01-01. `frequent` holds the values with
    their counts, most frequent first (ties in order of the values); it is all of them when `is_domain_complete`.
    """

    n_nulls: int | None = None
    n_distinct: int | None = None
    is_distinct_exact: bool = False
    minimum: str | None = None
    maximum: str | None = None
    mean: float | None = None
    deviation: float | None = None
    quantiles: tuple[float, ...] = ()
    frequent: tuple[tuple[str, int], ...] = ()
    is_domain_complete: bool = False
    is_increasing: bool | None = None
    mean_length: float | None = None
    signs: Signs = Signs()


UNMEASURED = Measures()
