"""Deals out the bytes of the HTML scorecard, row by row, and counts what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

NO_LIMIT = 10**9

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Kept(Generic[Entry]):
    """The rows shown, and how many are not."""

    rows: tuple[Entry, ...]
    n_left_out: int = 0


class Budget:
    """Bytes and rows left to spend; once a row does not fit, the section is full."""

    def __init__(self, n_bytes: int, n_rows: int = NO_LIMIT) -> None:
        self.n_bytes, self.n_rows = n_bytes, n_rows

    def keep(self, rows: Iterable[Entry], cost: Callable[[Entry], int]) -> Kept[Entry]:
        """The rows that fit, from the first on, each at its cost in bytes."""
        kept, n_left_out = [], 0
        for row in rows:
            if not n_left_out and self._spend(cost(row)):
                kept.append(row)
            else:
                n_left_out += 1
        return Kept(tuple(kept), n_left_out)

    def _spend(self, cost: int) -> bool:
        if self.n_rows <= 0 or cost > self.n_bytes:
            return False
        self.n_bytes -= cost
        self.n_rows -= 1
        return True
