"""One column of a table at one time: what drift compares."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import NamedTuple

from debt_pipelines.catalog.tabular.lattice import LogicalType


class ColumnVersion(NamedTuple):
    """A column with its types and measures; None is what was not measured on all of the data.

    `quantiles` and `frequent` are JSON as the profile has it: reading it is left to those who find other figures
    changed.
    """

    name: str
    logical_type: LogicalType | None = None
    physical_type: str | None = None
    n_rows: int | None = None
    n_nulls: int | None = None
    n_distinct: int | None = None
    minimum: str | None = None
    maximum: str | None = None
    mean: float | None = None
    deviation: float | None = None
    quantiles: str | None = None
    frequent: str | None = None
    is_domain_complete: bool = False
    is_increasing: bool | None = None
    mean_length: float | None = None
    semantic: str | None = None
    pii_kind: str | None = None
    hidden_type: str | None = None

    @property
    def n_values(self) -> int | None:
        """Rows that have a value."""
        return None if self.n_rows is None or self.n_nulls is None else self.n_rows - self.n_nulls

    @property
    def is_domain_known(self) -> bool:
        """Whether all its different values are known, with their counts."""
        return self.is_domain_complete and self.frequent is not None and self.n_values is not None


def quantiles_of(column: ColumnVersion) -> tuple[float, ...]:
    """The quantiles of a column; none where they were not measured."""
    return _numbers(column.quantiles) if column.quantiles else ()


def counts_of(column: ColumnVersion) -> dict[str, int]:
    """The frequent values of a column with their counts; they must not be changed."""
    return _counts(column.frequent) if column.frequent else {}


@lru_cache(maxsize=1024)
def _numbers(text: str) -> tuple[float, ...]:
    return tuple(json.loads(text))


@lru_cache(maxsize=1024)
def _counts(text: str) -> dict[str, int]:
    found: dict[str, int] = json.loads(text)
    return found
