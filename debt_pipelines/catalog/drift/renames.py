"""Columns that got another name: pairs of a removed and an added column that are likely the same.

A pair needs a type that fits, and either the same values throughout, or a like name with like values or a like place.
All pairs are weighed at once. Where two are about as likely, none is claimed: two plain facts (removed, added) are
better than one wrong guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from debt_pipelines.catalog.drift.alike import Content, compare_content
from debt_pipelines.catalog.drift.column import ColumnVersion
from debt_pipelines.catalog.drift.names import Places, are_siblings, have_other_numbers, joined_words, likeness
from debt_pipelines.catalog.tabular.header import is_generated
from debt_pipelines.catalog.tabular.lattice import is_widening

_MAX_PAIRS = 10_000
_SURE = 0.75
_LIKELY = 0.5
_MARGIN = 0.05
_PLACE_WEIGHT = 0.2
_CONTENT_WEIGHTS: dict[Content | None, float] = {"same": 2.0, "like": 0.3, None: 0.0, "unlike": -0.3}


@dataclass(frozen=True, slots=True)
class _Pair:
    """A removed and an added column by position: how like their names and places are, 0..1 each, and their values."""

    before: int
    after: int
    likeness: float
    is_contained: bool
    place: float
    content: Content | None

    @property
    def weight(self) -> float:
        return self.weight_anywhere + _PLACE_WEIGHT * self.place

    @property
    def weight_anywhere(self) -> float:
        return self.likeness + _CONTENT_WEIGHTS[self.content]


def find_renames(
    before: Sequence[ColumnVersion], after: Sequence[ColumnVersion], kept: Mapping[int, int]
) -> dict[int, int]:
    """Positions before -> after of renamed columns; `kept` maps those of the columns that kept their name."""
    removed = [n for n, column in enumerate(before) if n not in kept and not is_generated(column.name)]
    stayed = set(kept.values())
    added = [n for n, column in enumerate(after) if n not in stayed and not is_generated(column.name)]
    renames = _respelled(before, after, removed, added)
    removed = [n for n in removed if n not in renames]
    added = [n for n in added if n not in set(renames.values())]
    if not removed or not added or len(removed) * len(added) > _MAX_PAIRS:
        return renames
    places = Places(len(before), len(after), kept=kept)
    is_only = len(removed) == len(added) == 1
    pairs = [
        pair
        for n, m in product(removed, added)
        if _fits(before[n], after[m])
        and _is_plausible(pair := _pair(before, after, n, m, places), before[n], after[m], is_only=is_only)
    ]
    chosen = _best_together(pairs)
    sure = [pair for pair in chosen if is_only or not _has_rival(pair, chosen, pairs)]
    return renames | {pair.before: pair.after for pair in sure}


def _respelled(
    before: Sequence[ColumnVersion], after: Sequence[ColumnVersion], removed: list[int], added: list[int]
) -> dict[int, int]:
    """Pairs whose words are the same, written with other case, spaces, hyphens or underscores."""
    by_words: dict[str, list[int]] = {}
    for later in added:
        by_words.setdefault(joined_words(after[later].name), []).append(later)
    pairs: dict[int, int] = {}
    for earlier in removed:
        candidates = by_words.get(joined_words(before[earlier].name), [])
        if candidates:
            pairs[earlier] = candidates.pop(0)
    return pairs


def _fits(before: ColumnVersion, after: ColumnVersion) -> bool:
    earlier, later = before.logical_type, after.logical_type
    return earlier == later or earlier is None or later is None or is_widening(earlier, later)


def _pair(before: Sequence[ColumnVersion], after: Sequence[ColumnVersion], n: int, m: int, places: Places) -> _Pair:
    names = likeness(before[n].name, after[m].name)
    return _Pair(n, m, *names, places.closeness(n, m), compare_content(before[n], after[m]))


def _is_plausible(pair: _Pair, before: ColumnVersion, after: ColumnVersion, *, is_only: bool) -> bool:
    """Whether a pair may be one column; figures that tell one column from most others make up for the place."""
    if pair.content == "same":
        return True
    is_told = pair.content == "like"
    is_next = are_siblings(before.name, after.name) if is_told else have_other_numbers(before.name, after.name)
    if is_next:
        return False
    if pair.content == "unlike":
        return pair.likeness >= _SURE and pair.place == 1
    if is_only and pair.place == 1 and before.logical_type == after.logical_type is not None:
        return True
    if pair.likeness >= _SURE:
        return is_told or pair.place > 0
    is_near = pair.place == 1 or (pair.place > 0 and pair.is_contained)
    return pair.likeness >= _LIKELY and (is_near or (is_told and before.mean is not None))


def _best_together(pairs: Sequence[_Pair]) -> list[_Pair]:
    """The pairs that weigh most together when each column may be in one of them."""
    ends = Counter(pair.before for pair in pairs), Counter(pair.after for pair in pairs)
    if all(n == 1 for counts in ends for n in counts.values()):
        return list(pairs)
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    for pair in pairs:
        graph.add_edge(pair.before, ~pair.after, weight=pair.weight)
    matched = {(max(edge), ~min(edge)) for edge in nx.max_weight_matching(graph)}
    return [pair for pair in pairs if (pair.before, pair.after) in matched]


def _has_rival(pair: _Pair, chosen: Sequence[_Pair], pairs: Sequence[_Pair]) -> bool:
    """Whether another pair, with a column that is in none of the chosen ones, is about as likely."""
    taken, taken_after = {one.before for one in chosen}, {one.after for one in chosen}
    return any(
        rival.weight_anywhere >= pair.weight_anywhere - _MARGIN and (rival.place > 0 or pair.place < 1)
        for rival in pairs
        if (rival.before == pair.before and rival.after not in taken_after)
        or (rival.after == pair.after and rival.before not in taken)
    )
