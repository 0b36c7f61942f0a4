"""What is set right in a table before it is measured."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

_EPOCH = date(1970, 1, 1).toordinal()
_FIRST_DAY, _LAST_DAY = date.min.toordinal() - _EPOCH, date.max.toordinal() - _EPOCH
_A_DAY = {"ms": 86_400 * 10**3, "us": 86_400 * 10**6, "ns": 86_400 * 10**9}


def cleaned(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with nulls for what is not a number, as pandas counts, and days within the calendar of Python."""
    import polars as pl

    odd: list[pl.Expr] = []
    for values in frame.iter_columns():
        if values.dtype.is_float() and _may_have_nan(values):
            odd.append(pl.col(values.name).fill_nan(None))
        elif values.dtype == pl.Date and _is_beyond(values, _FIRST_DAY, _LAST_DAY):
            odd.append(pl.col(values.name).clip(date.min, date.max))
        elif isinstance(values.dtype, pl.Datetime):
            unit = _A_DAY[values.dtype.time_unit]
            if _is_beyond(values, _FIRST_DAY * unit, (_LAST_DAY + 1) * unit - 1):
                odd.append(pl.col(values.name).clip(datetime.min, datetime.max))  # noqa: DTZ901
    return frame.with_columns(odd) if odd else frame


def _may_have_nan(values: pl.Series) -> bool:
    """False where no value is NaN: one of them makes the mean NaN, as infinities of both signs do."""
    mean: Any = values.mean()
    return mean is not None and math.isnan(mean)


def _is_beyond(values: pl.Series, first: int, last: int) -> bool:
    import polars as pl

    numbers = values.cast(pl.Int64)
    low: Any = numbers.min()
    high: Any = numbers.max()
    return low is not None and (low < first or high > last)
