"""Columns that got another name: pairs of a removed and an added column that are likely the same.

A pair needs a type that fits, and a like name or the very same place. Where two pairs are about as likely,
none is claimed: two plain facts (removed, added) are better than one wrong guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product

from debt_pipelines.catalog.tabular.header import is_generated
from debt_pipelines.catalog.tabular.lattice import LogicalType, is_widening

_TOKEN = re.compile(r"[A-Z]+(?![a-z])|[^\W\d_][^\W\d_A-Z]*|\d+")
_MAX_PAIRS = 10_000
_MIN_PREFIX = 3
_PREFIX_LIKENESS = 0.8
_MIN_WORD_LIKENESS = 0.75
_MIN_TEXT_LIKENESS = 0.85
_SURE = 0.75
_LIKELY = 0.5
_MARGIN = 0.05
_PLACE_WEIGHT = 0.2

Anchor = tuple[int | None, int]


@dataclass(frozen=True, slots=True)
class NamedColumn:
    """One column of a schema, as far as it can be compared."""

    name: str
    logical_type: LogicalType | None


@dataclass(frozen=True, slots=True)
class _Pair:
    """A removed and an added column by position, how like their names and places are, 0..1 each."""

    before: int
    after: int
    likeness: float
    is_contained: bool
    place: float

    @property
    def rank(self) -> tuple[float, int, int]:
        return -(self.likeness + _PLACE_WEIGHT * self.place), self.before, self.after


def find_renames(
    before: Sequence[NamedColumn], after: Sequence[NamedColumn], kept: Mapping[int, int]
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
    places = _Places(len(before), len(after), kept=kept)
    is_only = len(removed) == len(added) == 1
    pairs = [
        _Pair(n, m, *_likeness(before[n].name, after[m].name), places.closeness(n, m))
        for n, m in product(removed, added)
        if _may_be_same(before[n], after[m])
    ]
    for pair in sorted(pairs, key=lambda pair: pair.rank):
        free = [rival for rival in pairs if _is_free(rival, renames)]
        is_same_type = before[pair.before].logical_type == after[pair.after].logical_type is not None
        if pair in free and _is_rename(pair, free, is_only=is_only and is_same_type):
            renames[pair.before] = pair.after
    return renames


def _respelled(
    before: Sequence[NamedColumn], after: Sequence[NamedColumn], removed: list[int], added: list[int]
) -> dict[int, int]:
    """Pairs whose words are the same, written with other case, spaces, hyphens or underscores."""
    by_words: dict[str, list[int]] = {}
    for later in added:
        by_words.setdefault(_joined(after[later].name), []).append(later)
    pairs: dict[int, int] = {}
    for earlier in removed:
        candidates = by_words.get(_joined(before[earlier].name), [])
        if candidates:
            pairs[earlier] = candidates.pop(0)
    return pairs


def _words(name: str) -> list[str]:
    return [word.lower() for word in _TOKEN.findall(name)]


def _joined(name: str) -> str:
    return "".join(_words(name)) or name


def _may_be_same(before: NamedColumn, after: NamedColumn) -> bool:
    return _fits(before.logical_type, after.logical_type) and not _is_sibling(before.name, after.name)


def _fits(before: LogicalType | None, after: LogicalType | None) -> bool:
    return before == after or before is None or after is None or is_widening(before, after)


def _is_sibling(one: str, other: str) -> bool:
    """Whether both names are numbered, and differently: the next of a series is not the same column."""
    numbers = [[word for word in _words(name) if word.isdigit()] for name in (one, other)]
    return bool(numbers[0]) and bool(numbers[1]) and numbers[0] != numbers[1]


def _likeness(one: str, other: str) -> tuple[float, bool]:
    """How like two names are, 0..1, and whether all words of the shorter one are in the other."""
    words, others = _words(one), _words(other)
    if not words or not others:
        return 0.0, False
    pairs = product(range(len(words)), range(len(others)))
    scored = sorted((-_word_likeness(words[n], others[m]), n, m) for n, m in pairs)
    used: set[int] = set()
    used_others: set[int] = set()
    total = 0.0
    for negative, n, m in scored:
        if negative and n not in used and m not in used_others:
            used.add(n)
            used_others.add(m)
            total -= negative
    likeness = 2 * total / (len(words) + len(others))
    in_order = SequenceMatcher(None, one.lower(), other.lower(), autojunk=False).ratio()
    is_contained = total == min(len(words), len(others))
    return max(likeness, in_order if in_order >= _MIN_TEXT_LIKENESS else 0.0), is_contained


def _word_likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if one.isdigit() or other.isdigit():
        return 0.0
    if min(len(one), len(other)) >= _MIN_PREFIX and (one.startswith(other) or other.startswith(one)):
        return _PREFIX_LIKENESS
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio if ratio >= _MIN_WORD_LIKENESS else 0.0


def _is_free(pair: _Pair, renames: Mapping[int, int]) -> bool:
    return pair.before not in renames and pair.after not in renames.values()


def _is_rename(pair: _Pair, free: Sequence[_Pair], *, is_only: bool) -> bool:
    if is_only and pair.place == 1:
        return True
    is_likely = pair.likeness >= _SURE and pair.place > 0
    is_likely |= pair.likeness >= _LIKELY and (pair.place == 1 or (pair.place > 0 and pair.is_contained))
    if not is_likely:
        return False
    rivals = [rival for rival in free if (rival.before == pair.before) != (rival.after == pair.after)]
    return not any(
        rival.likeness >= pair.likeness - _MARGIN and (rival.place > 0 or pair.place < 1) for rival in rivals
    )


class _Places:
    """Where columns stand between the ones that stayed, so that an insertion elsewhere moves nothing."""

    def __init__(self, n_before: int, n_after: int, *, kept: Mapping[int, int]) -> None:
        self._before = _anchors(n_before, kept)
        self._after = _anchors(n_after, {position: position for position in kept.values()})

    def closeness(self, before: int, after: int) -> float:
        """1 at the same distance from the same neighbour, 0.5 between the same neighbours, 0 elsewhere."""
        earlier, later = self._before[before], self._after[after]
        if earlier[0] == later[0] or earlier[1] == later[1]:
            return 1.0
        return 0.5 if earlier[0][0] == later[0][0] or earlier[1][0] == later[1][0] else 0.0


def _anchors(n_columns: int, labels: Mapping[int, int]) -> list[tuple[Anchor, Anchor]]:
    """Per position: the stayed column to the left and the one to the right, each with the distance to it."""
    left: list[Anchor] = []
    previous, at = None, -1
    for position in range(n_columns):
        left.append((previous, position - at))
        if position in labels:
            previous, at = labels[position], position
    right: list[Anchor] = []
    following, at = None, n_columns
    for position in reversed(range(n_columns)):
        right.append((following, at - position))
        if position in labels:
            following, at = labels[position], position
    return list(zip(left, reversed(right), strict=True))
