"""What chance alone would do: a difference counts only where two samples of one population would hardly ever show it.

All tests are held to one error in a million. A project has thousands of columns and is scanned every day, so a rarer
standard would raise a false alarm every few weeks.
"""

from __future__ import annotations

import math

MAX_CHANCE = 1e-6
_NORMAL = 4.753
"""The point that a standard normal value exceeds with a chance of one in a million."""


def is_fraction_above(before: tuple[int, int], after: tuple[int, int], *, min_effect: float) -> bool:
    """Whether a fraction rose, as (count, of how many): by more than chance would, and by `min_effect` or more.

    The effect is Cohen's h, the difference of the angles whose sines are the roots of the fractions: it weighs 0 to
    0.6 % like 20 to 26 %. Its standard error does not depend on the fractions, so one number tests both.
    """
    effect = _angle(*after) - _angle(*before)
    return effect >= min_effect and effect >= _NORMAL * math.sqrt(1 / before[1] + 1 / after[1])


def is_absence_news(n_seen: int, n_with: int, n_without: int) -> bool:
    """Whether a value seen so often in one sample can hardly be missing from the other by chance.

    Of `n_with + n_without` rows in any order, all that have the value fall among the `n_with`.
    """
    return n_seen * math.log(n_with / (n_with + n_without)) < math.log(MAX_CHANCE)


def chi_squared_limit(degrees: int) -> float:
    """What a chi-squared value of so many degrees of freedom exceeds with a chance of one in a million.

    Wilson and Hilferty's approximation; for few degrees it errs on the high side.
    """
    ninth = 2 / (9 * degrees)
    return degrees * (1 - ninth + _NORMAL * math.sqrt(ninth)) ** 3


def ks_limit(n_before: int, n_after: int) -> float:
    """What the largest distance between two cumulative shares exceeds with a chance of one in a million."""
    return math.sqrt(-math.log(MAX_CHANCE / 2) / 2 * (1 / n_before + 1 / n_after))


def _angle(count: int, total: int) -> float:
    return 2 * math.asin(math.sqrt(count / total))
