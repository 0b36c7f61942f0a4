"""The rows of the fact tables that rules can judge: those to which a rule applies and of which enough is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from debt_pipelines.catalog.frames import Frames
from debt_pipelines.model.rule import Rule

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Group:
    """Rules that look at the same rows of one fact table, and the positions of these rows in it."""

    rules: Sequence[Rule]
    facts: pd.DataFrame
    positions: NDArray[np.intp]
    n_not_applicable: int
    n_no_evidence: int

    def labels(self, places: Iterable[int]) -> tuple[int, ...]:
        """The labels in the fact table of some of the rows, by their places among them."""
        return tuple(self.facts.index[self.positions[list(places)]].tolist())

    @property
    def rows(self) -> pd.DataFrame:
        """The rows themselves, counted from zero."""
        return self.facts.iloc[self.positions].reset_index(drop=True)


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
