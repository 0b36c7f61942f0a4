"""What crawlers yield, row by row."""

from __future__ import annotations

from collections.abc import Iterable

from debt_pipelines.model.schema import AnyRow, Row, RowBlock


def expanded(rows: Iterable[AnyRow]) -> list[Row]:
    """The rows one by one, those of blocks among them."""
    return [each for row in rows for each in (row.rows() if isinstance(row, RowBlock) else (row,))]
