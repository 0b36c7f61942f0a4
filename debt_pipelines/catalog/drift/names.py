"""How like two column names are, by their words; and where columns stand between those that stayed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import product
from typing import NamedTuple

_TOKEN = re.compile(r"[A-Z]+(?![a-z])|[^\W\d_][^\W\d_A-Z]*|\d+")
_DIGITS = re.compile(r"\d+")
_MIN_PREFIX = 3
_PREFIX_LIKENESS = 0.8
_MIN_WORD_LIKENESS = 0.75
_MIN_TEXT_LIKENESS = 0.85
_VERSION_LIKENESS = 0.9

Anchor = tuple[int | None, int]


class Likeness(NamedTuple):
    """How like two names are, 0..1, and whether all words of the shorter one are in the other."""

    value: float
    is_contained: bool


def joined_words(name: str) -> str:
    """The words of a name without what stands between them, and without case."""
    return "".join(_words(name)) or name


def are_siblings(one: str, other: str) -> bool:
    """Whether two names are of one series, such as `sales_2019` and `sales_2020`: the next is not the same column."""
    return one != other and bool(_DIGITS.search(one)) and _DIGITS.sub("0", one) == _DIGITS.sub("0", other)


def have_other_numbers(one: str, other: str) -> bool:
    """Whether both names are numbered, and differently."""
    numbers = [[word for word in _words(name) if word.isdigit()] for name in (one, other)]
    return bool(numbers[0]) and bool(numbers[1]) and numbers[0] != numbers[1]


def likeness(one: str, other: str) -> Likeness:
    """How like two names are."""
    words, others = _words(one), _words(other)
    if not words or not others:
        return Likeness(0.0, False)
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
    by_words = 2 * total / (len(words) + len(others))
    in_order = SequenceMatcher(None, one.lower(), other.lower(), autojunk=False).ratio()
    value = max(by_words, in_order if in_order >= _MIN_TEXT_LIKENESS else 0.0)
    if _without_version(words) == _without_version(others):
        value = max(value, _VERSION_LIKENESS)
    return Likeness(value, total == min(len(words), len(others)))


def _words(name: str) -> list[str]:
    return [word.lower() for word in _TOKEN.findall(name)]


def _without_version(words: list[str]) -> list[str]:
    """The words before numbers and a `v` at the end."""
    n_words = len(words)
    while n_words > 1 and (words[n_words - 1].isdigit() or words[n_words - 1] == "v"):
        n_words -= 1
    return words[:n_words]


@lru_cache(maxsize=65_536)
def _word_likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if one.isdigit() or other.isdigit():
        return 0.0
    if min(len(one), len(other)) >= _MIN_PREFIX and (one.startswith(other) or other.startswith(one)):
        return _PREFIX_LIKENESS
    if 2 * min(len(one), len(other)) < _MIN_WORD_LIKENESS * (len(one) + len(other)):
        return 0.0  # they cannot be more alike than their lengths are
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio if ratio >= _MIN_WORD_LIKENESS else 0.0


class Places:
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


def _anchors(n_columns: int, labels: Mapping[int, int]) -> Sequence[tuple[Anchor, Anchor]]:
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
