"""The values of a column as plain numbers: what can be sorted is counted that way, far faster than by hashing."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.profile.measures import N_QUANTILES

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

_UNITS_A_SECOND = {"ms": 10**3, "us": 10**6, "ns": 10**9}


def is_plain(kind: pl.DataType) -> bool:
    """Whether the values of a type are numbers of at most 64 bits, or days and moments counted in such."""
    import polars as pl

    plain = (pl.Float64, pl.Int64, pl.Date, pl.Datetime, pl.Int32, pl.Float32, pl.Int16, pl.Int8)
    return isinstance(kind, (*plain, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64))


def as_numbers(values: pl.Series) -> NDArray[Any] | None:
    """The values that are not null, as near as 64 bits come to them; None for what is no number, day or moment."""
    import polars as pl

    if is_plain(values.dtype):
        return present_numbers(values)
    return present_numbers(values.cast(pl.Float64)) if values.dtype.is_numeric() else None


def present_numbers(values: pl.Series) -> NDArray[Any]:
    """The values that are not null: dates as days and moments in their own unit since 1970-01-01."""
    import numpy as np
    import polars as pl
    import pyarrow as pa

    if not values.null_count() and not (isinstance(values.dtype, pl.Datetime) and values.dtype.time_zone):
        numbers: NDArray[Any] = values.to_numpy()
        return numbers.view(np.int64) if numbers.dtype.kind == "M" else numbers
    found = values.to_arrow().drop_null()
    if values.dtype == pl.Date:
        found = found.view(pa.int32())
    elif isinstance(values.dtype, pl.Datetime):
        found = found.view(pa.int64())
    present: NDArray[Any] = found.to_numpy()
    return present


def quantiles_of(ordered: NDArray[Any], kind: pl.DataType) -> tuple[float, ...]:
    """Nearest-rank quantiles of sorted numbers: the smallest one that so large a share of them does not exceed."""
    import polars as pl

    if not len(ordered):
        return ()
    picked = ordered[_ranks(len(ordered))]
    if isinstance(kind, pl.Datetime):
        picked = picked / _UNITS_A_SECOND[kind.time_unit]
    found: list[float] = picked.astype(float).tolist()
    return tuple(found) if math.isfinite(found[0]) and math.isfinite(found[-1]) else ()


@lru_cache(maxsize=64)
def _ranks(n_values: int) -> NDArray[np.int64]:
    import numpy as np

    return np.maximum(-(-np.arange(N_QUANTILES) * n_values // (N_QUANTILES - 1)) - 1, 0)
