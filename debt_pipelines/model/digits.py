"""Numbers in texts from outside: Python takes digits of any script for digits, and has limits of its own on length."""

from __future__ import annotations

import math

MOST_DIGITS = 300
"""With more digits a number is no whole one: a float holds no more than 308."""


def whole_number(text: str) -> int | None:
    """The number that ASCII digits stand for; None for any other text."""
    return int(text) if len(text) <= MOST_DIGITS and text.isascii() and text.isdecimal() else None


def in_bounds(number: int) -> int | float:
    """A number; one of very many digits is a float, which has bounds."""
    if abs(number) < 10**MOST_DIGITS:
        return number
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf
