"""What the measure of a check may be: the bounds that data contracts and Soda put on it, and whether they bind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Number = int | float
_LOWER = ("greaterthan", "greaterorequalto", "greaterthanorequal", "greaterthanorequalto")
_UPPER = ("lessthan", "lessorequalto", "lessthanorequal", "lessthanorequalto")
_PREFIX = "mustbe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Bounds of a measure; `is_known` is false for what no two bounds can say, such as `not between`."""

    minimum: Number | None = None
    maximum: Number | None = None
    is_strict_min: bool = False
    is_strict_max: bool = False
    is_known: bool = True

    @property
    def is_open(self) -> bool:
        """Whether it has no bound at all."""
        return self.minimum is None and self.maximum is None

    def limits(self, *, is_bad_percent: bool = False) -> dict[str, Any] | None:
        """The limits of a check; for a percentage of bad rows they are told as the share of good ones."""
        if not self.is_known:
            return None
        if is_bad_percent and self.minimum in (None, 0) and self.maximum is not None:
            return {"mostly": round(1 - self.maximum / 100, 6)}
        stated = {"min": self.minimum, "max": self.maximum}
        strict = {"strict_min": self.is_strict_min, "strict_max": self.is_strict_max}
        return {key: value for key, value in {**stated, **strict}.items() if value is not None and value is not False}

    def vacuous_reason(self, *, most: Number | None = None) -> str | None:
        """Why it cannot be missed by what is never below 0, nor above `most`; None when it can."""
        if not self.is_known or self.is_open:
            return None
        is_below = self.minimum is None or self.minimum < 0 or (self.minimum == 0 and not self.is_strict_min)
        is_above = self.maximum is None or (
            most is not None and (self.maximum > most or (self.maximum == most and not self.is_strict_max))
        )
        if not (is_below and is_above):
            return None
        if self.maximum is None:
            return f"its only bound is a minimum of {self.minimum}, and nothing it measures is below 0"
        return f"a bound of {self.maximum} is never passed, as what it measures is at most {most}"


NONE_ALLOWED = Threshold(minimum=0, maximum=0)
"""What checks of bad rows mean where nothing else is said."""


def threshold_of(given: Mapping[Any, Any]) -> Threshold:
    """The bounds among keys such as `mustBeLessThan` or `must_be_less_than`."""
    words = {str(key).replace("_", "").lower().removeprefix(_PREFIX): value for key, value in given.items()}
    operators = {str(key).replace("_", "").lower() for key in given}
    if any(operator.startswith("mustnotbe") for operator in operators):
        return Threshold(is_known=False)
    exact, between = words.get("") if _PREFIX in operators else None, words.get("between")
    if isinstance(exact, int | float):
        return Threshold(minimum=exact, maximum=exact)
    if isinstance(between, list) and len(between) == 2 and all(isinstance(end, int | float) for end in between):
        return Threshold(minimum=between[0], maximum=between[1])
    if isinstance(between, Mapping):
        return threshold_of({f"{_PREFIX}{key}": value for key, value in between.items()})
    lower = next(((word, words[word]) for word in _LOWER if isinstance(words.get(word), int | float)), None)
    upper = next(((word, words[word]) for word in _UPPER if isinstance(words.get(word), int | float)), None)
    return Threshold(
        minimum=lower[1] if lower else None,
        maximum=upper[1] if upper else None,
        is_strict_min=lower is not None and "equal" not in lower[0],
        is_strict_max=upper is not None and "equal" not in upper[0],
    )
