"""What a database answered of one column, as measures."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from debt_pipelines.catalog.database.described import DeclaredColumn
from debt_pipelines.catalog.profile.edges import Edges
from debt_pipelines.catalog.profile.measures import Measures
from debt_pipelines.catalog.profile.private import without_values
from debt_pipelines.catalog.profile.signs import read_signs
from debt_pipelines.catalog.profile.texts import frequent_texts, shown_texts, text_of
from debt_pipelines.catalog.tabular.lattice import base_of
from debt_pipelines.catalog.tabular.table import TableColumn

_NO_EDGES = Edges()


@dataclass(slots=True)
class Answers:
    """The answers about one column so far, as the driver gave them; None is what was not answered."""

    declared: DeclaredColumn
    n_values: int | None = None
    low: Any = None
    high: Any = None
    mean: Any = None
    deviation: Any = None
    mean_length: Any = None
    n_distinct: int | None = None
    is_distinct_exact: bool = False
    quantiles: tuple[float, ...] = ()
    frequent: list[tuple[Any, int]] = field(default_factory=list)
    sample: list[Any] = field(default_factory=list)
    edges: Edges = _NO_EDGES

    @property
    def base(self) -> str:
        """The logical type without parameters; empty for one that is not known."""
        return base_of(self.declared.logical_type or "")

    def column(self, n_rows: int) -> TableColumn:
        """The column with its measures."""
        declared = self.declared
        return TableColumn(declared.name, declared.physical_type, declared.logical_type, self._measures(n_rows))

    def _measures(self, n_rows: int) -> Measures:
        if self.n_values is None:
            return Measures()
        n_nulls = n_rows - self.n_values
        if not self.n_values or self.low is None:
            is_empty = not self.n_values
            return Measures(n_nulls, 0 if is_empty else None, is_distinct_exact=is_empty)
        frequent = frequent_texts((self._plain(value), count) for value, count in self.frequent)
        shown = shown_texts([self._plain(value) for value in self.sample], is_text=self.base == "string")
        minimum, maximum = self.text(self.low), self.text(self.high)
        signs = read_signs(
            self.declared.name,
            self.declared.logical_type,
            [*self.edges.nearest, *shown],
            n_values=self.n_values,
            n_distinct=self.n_distinct,
            frequent=frequent or self.edges.counts,
            minimum=minimum,
            maximum=maximum,
        )
        measures = Measures(
            n_nulls=n_nulls,
            n_distinct=self.n_distinct,
            is_distinct_exact=self.is_distinct_exact,
            minimum=minimum,
            maximum=maximum,
            mean=_finite(self.mean),
            deviation=_finite(self.deviation),
            quantiles=self.quantiles if all(map(math.isfinite, self.quantiles)) else (),
            frequent=frequent,
            is_domain_complete=bool(frequent),
            mean_length=_finite(self.mean_length),
            signs=signs,
        )
        return without_values(self.declared.name, measures)

    def text(self, value: Any) -> str | None:
        """A value of the driver as text."""
        return text_of(self._plain(value))

    def _plain(self, value: Any) -> Any:
        """A value of the driver as Python has it."""
        if value is None:
            return None
        if isinstance(value, (bytes, bytearray, memoryview)):
            return bytes(value).decode(errors="replace")
        return bool(value) if self.base == "boolean" else value


def _finite(value: Any) -> float | None:
    number = None if value is None else float(value)
    return number if number is not None and math.isfinite(number) else None
