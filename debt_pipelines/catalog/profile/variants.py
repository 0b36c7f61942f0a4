"""Spellings of one category that differ only in case, white space or punctuation."""

from __future__ import annotations

import re
from collections import defaultdict

from debt_pipelines.catalog.profile.column_values import ColumnValues

_PUNCTUATION = str.maketrans("", "", " \t\u00a0\u2009\u202f_.,'\"’‘“”`´;:")
_HYPHEN = re.compile(r"(?<=[^\W\d])[-‐–/](?=[^\W\d])")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s.,:_'’-](?=\d)")
_MIN_LETTERS = 2
_MAX_LENGTH = 40
_MAX_CODE_LENGTH = 3
_CASED_ON_PURPOSE = frozenset(
    {"id", "uuid", "guid", "hash", "key", "token", "symbol", "unit", "units", "base64", "allele"}
)


def find_variants(values: ColumnValues) -> str | None:
    """The most frequent category that is spelt in several ways, with the counts of each.

    Only columns whose every value is known are judged. Codes that tell case apart are left out.
    """
    if not values.is_category or values.words & _CASED_ON_PURPOSE:
        return None
    texts = [value for value, _count in values.frequent]
    folded = "\0".join(texts).casefold().translate(_PUNCTUATION).split("\0")
    if len(set(folded)) == len(texts) and not any("-" in text or "/" in text for text in texts):
        return None
    groups: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for value, count in values.frequent:
        groups[_key(value)].append((value, count))
    found = [group for key, group in groups.items() if len(group) > 1 and _is_word(key)]
    if not found or _tells_case_apart(groups):
        return None
    group = max(found, key=lambda spellings: sum(count for _value, count in spellings))
    return ", ".join(f"`{value}` ({count})" for value, count in group)


def _key(value: str) -> str:
    """A value without what does not change its meaning; marks between digits (1.5, 1-5) do."""
    if len(value) > _MAX_LENGTH or _BETWEEN_DIGITS.search(value):
        return value
    return _HYPHEN.sub("", value.casefold()).translate(_PUNCTUATION)


def _is_word(key: str) -> bool:
    return sum(character.isalpha() for character in key) >= _MIN_LETTERS


def _tells_case_apart(groups: dict[str, list[tuple[str, int]]]) -> bool:
    """Whether these are short codes most of which come in such pairs: then the difference is meant."""
    pairs = [group for group in groups.values() if len(group) > 1]
    is_short = all(len(value) <= _MAX_CODE_LENGTH for group in pairs for value, _count in group)
    return is_short and len(groups) > 2 and len(pairs) > len(groups) / 2
