"""Cells that a spreadsheet takes for what they are: text that looks like a formula is never run."""

from __future__ import annotations

from debt_pipelines.reports.printable import one_line

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def cell(value: object) -> object:
    """The value of a cell: text on one printable line, with a quote before what would be a formula."""
    if not isinstance(value, str):
        return value
    text = one_line(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
