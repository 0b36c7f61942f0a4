"""The rows of the fact tables that rules can judge, and how they are brought before Great Expectations.

A batch costs it far more than the values in it. So of rows that look alike to a rule it sees one, and rules about
other rows, and even about other tables, stand side by side in one batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from debt_pipelines.catalog.frames import Frames
from debt_pipelines.model.rule import Rule

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_ROW_WISE = frozenset(
    f"expect_column_values_to_{verb}"
    for verb in ("be_between", "be_in_set", "not_be_in_set", "be_null", "not_be_null", "match_regex", "not_match_regex")
)
"""Expectations that judge each row by one value in it, whatever stands in the other rows."""
_BY_PRESENCE = frozenset({"expect_column_values_to_be_null", "expect_column_values_to_not_be_null"})
"""Those of them to which only matters whether there is a value."""
COLUMN_KWARGS = ("column", "column_A", "column_B")


@dataclass(frozen=True)
class Group:
    """Rules that look at the same rows of one fact table, and the positions of these rows in it."""

    rules: Sequence[Rule]
    facts: pd.DataFrame
    positions: NDArray[np.intp]
    n_not_applicable: int
    n_no_evidence: int

    @property
    def is_row_wise(self) -> bool:
        """Whether rows that look alike to the rules end alike, so that one of each kind is enough."""
        return all(rule.expectation_type in _ROW_WISE and "column" in rule.kwargs for rule in self.rules)

    @cached_property
    def columns(self) -> list[str]:
        """The columns that the rules name."""
        return sorted({name for rule in self.rules for name in _columns(rule)})

    @cached_property
    def kinds(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The kind of each row, and the position among them of the first row of each kind."""
        import numpy as np
        import pandas as pd

        if not self.is_row_wise:
            return np.arange(len(self.positions)), np.arange(len(self.positions))
        kinds = np.zeros(len(self.positions), dtype=np.int64)
        by_value = {rule.kwargs["column"] for rule in self.rules if not judges_presence(rule)}
        for name in self.columns:
            looked_at = self.facts[name].iloc[self.positions]
            looked_at = looked_at if name in by_value else looked_at.isna()
            own, values = pd.factorize(looked_at, use_na_sentinel=False)
            kinds = pd.factorize(kinds * len(values) + own)[0]
        return kinds, np.unique(kinds, return_index=True)[1]

    def shown(self, column: str) -> pd.Series:
        """What stands in a column in the first row of each kind."""
        return self.facts[column].iloc[self.positions[self.kinds[1]]]

    def failed(self, kinds: Iterable[int]) -> tuple[int, ...]:
        """The labels of the rows of these kinds; those of further ones only fill up a batch."""
        import numpy as np

        rows = self.positions[np.isin(self.kinds[0], list(kinds))]
        return tuple(self.facts.index[rows].tolist())


def judges_presence(rule: Rule) -> bool:
    """Whether it matters to a rule only that there is a value, not which."""
    return rule.expectation_type in _BY_PRESENCE


def groups_of(rules: Iterable[Rule], facts: Frames) -> list[Group]:
    """All rules by the rows they look at."""
    listed: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[Rule]] = {}
    for rule in rules:
        listed.setdefault((rule.table, rule.applies_when, rule.requires), []).append(rule)
    masks = _Masks(facts)
    return [
        _group(members, facts[table], [masks.of(table, flag) for flag in flags], [masks.of(table, n) for n in needed])
        for (table, flags, needed), members in listed.items()
    ]


def _group(rules: Sequence[Rule], facts: pd.DataFrame, flags: list[_Mask], needed: list[_Mask]) -> Group:
    import numpy as np

    not_applicable = np.zeros(len(facts), dtype=bool)
    unknown = np.zeros(len(facts), dtype=bool)
    for flag in flags:
        not_applicable |= flag.is_false
        unknown |= flag.is_missing
    for column in needed:
        unknown |= column.is_missing
    unknown &= ~not_applicable
    positions = np.flatnonzero(~not_applicable & ~unknown)
    return Group(rules, facts, positions, int(not_applicable.sum()), int(unknown.sum()))


@dataclass(frozen=True, slots=True)
class _Mask:
    """Where a column of a fact table is empty, and where it is no."""

    is_missing: NDArray[np.bool_]
    is_false: NDArray[np.bool_]


class _Masks:
    """Masks of the fact tables, each made once however many rules name the column."""

    def __init__(self, facts: Frames) -> None:
        self._facts = facts
        self._made: dict[tuple[str, str], _Mask] = {}

    def of(self, table: str, name: str) -> _Mask:
        """The mask of one column."""
        if (table, name) not in self._made:
            column = self._facts[table][name]
            is_missing = column.isna().to_numpy(dtype=bool)
            self._made[table, name] = _Mask(is_missing, column.eq(False).to_numpy(dtype=bool) & ~is_missing)
        return self._made[table, name]


def batches_of(groups: Iterable[Group]) -> list[list[Group]]:
    """The groups that have rows, those that can share a batch together."""
    shared: list[Group] = []
    alone: list[list[Group]] = []
    for group in groups:
        if len(group.positions):
            (shared.append(group) if group.is_row_wise else alone.append([group]))
    return [shared, *alone] if shared else alone


def side_by_side(groups: Sequence[Group]) -> tuple[list[Rule], pd.DataFrame]:
    """One frame with a row for each kind of each group, and the rules with the names their columns have in it.

    A group with fewer kinds than another repeats its last one.
    """
    import numpy as np
    import pandas as pd

    height = max(len(group.kinds[1]) for group in groups)
    columns: dict[str, Any] = {}
    rules: list[Rule] = []
    for n, group in enumerate(groups):
        firsts = group.kinds[1]
        shown = group.positions[firsts[np.minimum(np.arange(height), len(firsts) - 1)]]
        names = {name: f"{name} {n}" for name in group.columns}
        columns |= {names[name]: group.facts[name].iloc[shown].reset_index(drop=True) for name in group.columns}
        rules += [rule.model_copy(update={"kwargs": _renamed(rule.kwargs, names)}) for rule in group.rules]
    return rules, pd.DataFrame(columns, index=range(height))


def _columns(rule: Rule) -> list[str]:
    return [*(rule.kwargs[key] for key in COLUMN_KWARGS if key in rule.kwargs), *rule.kwargs.get("column_list", [])]


def _renamed(kwargs: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    renamed: dict[str, Any] = {key: names[value] for key, value in kwargs.items() if key in COLUMN_KWARGS}
    if "column_list" in kwargs:
        renamed["column_list"] = [names[name] for name in kwargs["column_list"]]
    return kwargs | renamed
