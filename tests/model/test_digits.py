"""What counts as a number in a text from outside."""

from __future__ import annotations

import pytest

from debt_pipelines.model.digits import MOST_DIGITS, whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("12", 12), ("9" * MOST_DIGITS, 10**300 - 1)])
def test_ascii_digits_are_a_number(text: str, number: int) -> None:
    assert whole_number(text) == number
    float(number)


@pytest.mark.parametrize("text", ["", "-1", "+1", "1_0", " 1", "1.0", "\u00b2", "\u0663", "9" * 301, "9" * 5000])
def test_anything_else_is_none(text: str) -> None:
    assert whole_number(text) is None
