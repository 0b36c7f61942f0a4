"""Few and strong expectations for one table, from its profile: its schema, its size, its key, what models rely on.

Nothing that looks personal is written down. Each bound leaves room for tomorrow's rows; each expectation carries the
evidence it was made from.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from debt_pipelines.catalog.tabular.lattice import base_of

Record = dict[str, Any]
_N_COMPLETE, _N_SETS, _N_RANGES = 3, 2, 2
_MAX_SET, _MIN_REPEATS = 20, 5
_MAX_LISTED_COLUMNS = 60
_ROOM = 0.5
_HUGE = 1e15
_NUMERIC = ("integer", "number", "decimal")


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation: its type and arguments as Great Expectations 1.x names them, and why."""

    type: str
    kwargs: dict[str, Any]
    evidence: str


@dataclass(frozen=True, slots=True)
class TableSeen:
    """What is known of one table: its columns in order, the profile of each, its declared key, what models read."""

    columns: Sequence[str]
    types: dict[str, str | None]
    profiles: dict[str, Record]
    key: tuple[str, ...] = ()
    critical: frozenset[str] = frozenset()

    @property
    def n_rows(self) -> int:
        """Rows that were read."""
        return max((profile["n_rows"] for profile in self.profiles.values()), default=0)


def starter_checks(table: TableSeen) -> list[Check]:
    """The whole starter: strongest first."""
    key = list(key_checks(table))
    critical = [check for column in table.columns if column in table.critical for check in value_checks(table, column)]
    done = {(check.type, check.kwargs.get("column")) for check in (*key, *critical)}
    rest = [check for check in _ranked(table) if (check.type, check.kwargs.get("column")) not in done]
    return [*table_checks(table), *key, *critical, *rest]


def table_checks(table: TableSeen) -> Iterator[Check]:
    """The columns there are, and how many rows."""
    n_columns, evidence = len(table.columns), f"{len(table.columns)} columns"
    if n_columns <= _MAX_LISTED_COLUMNS:
        kwargs = {"column_set": list(table.columns), "exact_match": True}
        yield Check("expect_table_columns_to_match_set", kwargs, evidence)
    else:
        yield Check("expect_table_column_count_to_equal", {"value": n_columns}, evidence)
    if table.n_rows:
        bounds = {"min_value": max(1, table.n_rows // 2), "max_value": table.n_rows * 2}
        yield Check("expect_table_row_count_to_be_between", bounds, f"{table.n_rows} rows")


def key_checks(table: TableSeen) -> Iterator[Check]:
    """The key is there and unique; the declared one, else the first column that identifies rows."""
    key = table.key or tuple(_identifiers(table))[:1]
    for column in key:
        yield Check("expect_column_values_to_not_be_null", {"column": column}, "part of the key")
    if len(key) == 1:
        yield Check("expect_column_values_to_be_unique", {"column": key[0]}, "all values differ")
    elif key:
        yield Check("expect_compound_columns_to_be_unique", {"column_list": list(key)}, "the declared key")


def value_checks(table: TableSeen, column: str) -> Iterator[Check]:
    """The set or the range of one column, and that it has no gaps where it has none."""
    found = [check for check in (_set(table, column), _range(table, column)) if check]
    yield from found[:1]
    if not found and (complete := _complete(table, column)):
        yield complete


def completeness_checks(table: TableSeen) -> list[Check]:
    """That the first columns without gaps stay so."""
    found = [check for column in table.columns if (check := _complete(table, column))]
    return found[:_N_COMPLETE]


def _ranked(table: TableSeen) -> list[Check]:
    sets = [check for column in table.columns if (check := _set(table, column))]
    ranges = [check for column in table.columns if (check := _range(table, column))]
    return [*completeness_checks(table), *sets[:_N_SETS], *ranges[:_N_RANGES]]


def _identifiers(table: TableSeen) -> Iterator[str]:
    for column in table.columns:
        profile = table.profiles.get(column) or {}
        is_identifier = profile.get("semantic") == "identifier" and profile["n_nulls"] == 0
        if is_identifier and profile["is_distinct_exact"] and profile["n_distinct"] == profile["n_rows"] > 0:
            yield column


def _complete(table: TableSeen, column: str) -> Check | None:
    profile = table.profiles.get(column)
    if not profile or profile["n_nulls"] != 0 or not profile["n_rows"]:
        return None
    return Check("expect_column_values_to_not_be_null", {"column": column}, f"{profile['n_rows']} rows, none empty")


def _set(table: TableSeen, column: str) -> Check | None:
    profile = table.profiles.get(column)
    is_text = base_of(table.types.get(column) or "") == "string"
    if not profile or not is_text or not profile["is_domain_complete"] or profile["pii_kind"]:
        return None
    counts: dict[str, int] = json.loads(profile["frequent"] or "{}")
    if not 1 < len(counts) <= _MAX_SET or sum(counts.values()) < _MIN_REPEATS * len(counts):
        return None
    kwargs = {"column": column, "value_set": sorted(counts)}
    return Check("expect_column_values_to_be_in_set", kwargs, f"{len(counts)} values in {profile['n_rows']} rows")


def _range(table: TableSeen, column: str) -> Check | None:
    profile = table.profiles.get(column)
    is_number = base_of(table.types.get(column) or "") in _NUMERIC
    if not profile or not is_number or profile["minimum"] is None or profile["pii_kind"]:
        return None
    if profile["semantic"] == "identifier":
        return None
    low, high = float(profile["minimum"]), float(profile["maximum"])
    if low == high or not (abs(low) < _HUGE and abs(high) < _HUGE):
        return None
    bounds = {"min_value": _floor(low, high), "max_value": _ceiling(low, high)}
    if base_of(table.types[column] or "") == "integer":
        bounds = {"min_value": math.floor(bounds["min_value"]), "max_value": math.ceil(bounds["max_value"])}
    evidence = f"from {profile['minimum']} to {profile['maximum']}"
    return Check("expect_column_values_to_be_between", {"column": column, **bounds}, evidence)


def _floor(low: float, high: float) -> float | int:
    """Zero where no value is below it, else room below."""
    return 0 if low >= 0 else _plain(low - _ROOM * (high - low))


def _ceiling(low: float, high: float) -> float | int:
    """One for shares, zero where no value is above it, else room above."""
    if high <= 0:
        return 0
    return 1 if low >= 0 and high <= 1 else _plain(high + _ROOM * (high - min(low, 0)))


def _plain(value: float) -> float | int:
    """Two digits are enough for a bound, away from zero."""
    size = 10 ** (math.floor(math.log10(abs(value))) - 1) if value else 1
    rounded = math.ceil(abs(value) / size) * size * (1 if value > 0 else -1)
    return int(rounded) if float(rounded).is_integer() else round(rounded, 10)
