"""The columns that a table is declared to have, where its data cannot be read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from debt_pipelines.facts.bound import Record
from debt_pipelines.facts.wording import best_text

PATTERN = re.compile(r"[*…<>{}\[\]]|\.\.")
"""What stands in the place of a name and means several columns."""
_IN_PROSE = frozenset({"markdown", "restructuredtext", "docstring_dictionary", "cards"})
"""Sources of texts that declare nothing: they may be about another table, or about a part of it."""


@dataclass(frozen=True, slots=True)
class DeclaredColumn:
    """One column that is declared, with what all sources together say of it; `place` is the row that declares it."""

    name: str
    place: Record
    declared_type: str | None
    description: str | None
    problem: str | None


def declared_columns(written: Mapping[str, Sequence[Record]]) -> list[DeclaredColumn]:
    """The columns that are declared, in the order of their declaration, out of all descriptions by folded name."""
    found: list[DeclaredColumn] = []
    for name, rows in written.items():
        place = next((row for row in rows if row["tool"] not in _IN_PROSE), None)
        if place is None or PATTERN.search(place["column"]):
            continue
        description, problem = best_text([row["text"] for row in rows])
        declared_type = next((row["declared_type"] for row in rows if row["declared_type"]), None)
        found.append(DeclaredColumn(name, place, declared_type, description, problem))
    return found
