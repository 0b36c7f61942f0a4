"""One change of a table or a column, and how it is put into words."""

from __future__ import annotations

from typing import NamedTuple

from debt_pipelines.model.fact_rows import ChangeKind

_MAX_LENGTH = 40


class Change(NamedTuple):
    """What became of one column, or of the table as a whole where there is none; no kind where nothing can be said."""

    kind: ChangeKind | None
    column: str | None = None
    before: str | None = None
    after: str | None = None
    is_widening: bool = False


def share(count: int, total: int) -> str:
    """A share as a percentage; a small one is never rounded to nothing."""
    percent = 100 * count / total
    if percent == 0 or percent >= 9.95:
        return f"{percent:.0f} %"
    return f"{percent:.1f} %" if percent >= 0.05 else "under 0.1 %"


def number(value: float) -> str:
    """A number with four digits that count, and all of those before the point."""
    return f"{value:.4g}" if abs(value) < 10_000 else f"{value:.0f}"


def shown(value: str) -> str:
    """A value of the data on one line, quoted where spaces at its ends would not be seen; of a long one both ends."""
    text = " ".join(value.split()) if value.strip() == value else repr(value)
    half = _MAX_LENGTH // 2
    return text if len(text) <= _MAX_LENGTH else f"{text[:half]}…{text[-half + 1 :]}"
