"""Numbers in texts from outside: Python takes digits of any script for digits, and has limits of its own on length."""

from __future__ import annotations

MOST_DIGITS = 300
"""With more digits a number is no whole one: a float holds no more than 308."""


def whole_number(text: str) -> int | None:
    """The number that ASCII digits stand for; None for any other text."""
    return int(text) if len(text) <= MOST_DIGITS and text.isascii() and text.isdecimal() else None
