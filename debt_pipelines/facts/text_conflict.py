"""Whether two texts about one column say different things, rather than the same in other words.

Told are units that differ, words that exclude each other, and long texts in one language without a word in common.
Everything else may be a paraphrase, and is taken for one.
"""

from __future__ import annotations

import re
from itertools import combinations

_WORD = re.compile(r"[^\W\d_]+|[€$£%]")
_STEM = 5
_MIN_WORDS = 4
_LANGUAGES = {
    "en": "the a an of and or in is are for to by with from that this each per when which if at was has been it its",
    "it": "il lo la gli le di del della dei delle che per con da un una nel sono e al",
    "de": "der die das des den dem und oder ist sind ein eine einer von mit für auf im zum zur nach je",
    "fr": "le les des du de et ou est sont un une pour par avec dans sur au aux la",
    "es": "el los las de del y o es son un una para por con en al la que",
    "pt": "o os as de do da dos das e ou um uma para por com em no na que",
}
_FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _LANGUAGES.items()}
_ALL_FUNCTION_WORDS = frozenset().union(*_FUNCTION_WORDS.values())
_UNITS = (
    {"euro": "€ eur euro euros", "dollar": "$ usd dollar dollars", "pound": "£ gbp sterling", "cent": "cent cents"},
    {"gram": "g gram grams", "kilogram": "kg kilogram kilograms kilo kilos", "tonne": "tonne tonnes ton tons"},
    {"metre": "metre metres meter meters", "kilometre": "km kilometre kilometres kilometer kilometers",
     "mile": "mile miles", "centimetre": "cm centimetre centimetres", "millimetre": "mm millimetre millimetres"},
    {"second": "second seconds sec", "minute": "minute minutes", "hour": "hour hours hourly",
     "millisecond": "ms millisecond milliseconds"},
    {"celsius": "celsius", "fahrenheit": "fahrenheit", "kelvin": "kelvin"},
)  # fmt: skip
_OPPOSITES = tuple(
    tuple(frozenset(side.split()) for side in pair)
    for pair in (
        ("gross", "net"),
        ("minimum min lowest smallest", "maximum max highest largest"),
        ("mean average", "median"),
        ("including includes included", "excluding excludes excluded without"),
        ("before", "after"),
        ("start first", "end last"),
        ("latitude", "longitude"),
        ("percent percentage % share", "number count amount"),
    )
)


def disagreement(one: str, other: str) -> str | None:
    """How two texts differ in what they say; None when they may well mean the same."""
    first, second = _words(one), _words(other)
    if " ".join(first) in " ".join(second) or " ".join(second) in " ".join(first):
        return None
    for dimension in _UNITS:
        units = _names(dimension, first), _names(dimension, second)
        if all(len(found) == 1 for found in units) and units[0] != units[1]:
            return f"one says {min(units[0])}, the other {min(units[1])}"
    for sides in _OPPOSITES:
        said = [[bool(side.intersection(words)) for side in sides] for words in (first, second)]
        if said[0] in ([True, False], [False, True]) and said[1] == said[0][::-1]:
            told = [next(word for word in words if any(word in side for side in sides)) for words in (first, second)]
            return f"one says {told[0]}, the other {told[1]}"
    return "they have no word in common" if _are_strangers(first, second) else None


def first_disagreement(texts: list[str]) -> tuple[str, str, str] | None:
    """The first two of several texts that disagree, and how."""
    for one, other in combinations(dict.fromkeys(texts), 2):
        how = disagreement(one, other)
        if how is not None:
            return one, other, how
    return None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _names(dimension: dict[str, str], words: list[str]) -> set[str]:
    """The units of one dimension that a text names."""
    return {unit for unit, spellings in dimension.items() if not set(spellings.split()).isdisjoint(words)}


def _are_strangers(first: list[str], second: list[str]) -> bool:
    """Whether two texts of some length, in the same language, share no word at all."""
    if _language(first) is None or _language(first) != _language(second):
        return False
    stems = [
        {word[:_STEM] for word in words if word not in _ALL_FUNCTION_WORDS and len(word) > 2}
        for words in (first, second)
    ]
    return min(map(len, stems)) >= _MIN_WORDS and stems[0].isdisjoint(stems[1])


def _language(words: list[str]) -> str | None:
    """The language whose small words a text has most of; None when it has none, or as many of another."""
    counts = {language: sum(word in small for word in words) for language, small in _FUNCTION_WORDS.items()}
    best = max(counts.values())
    found = [language for language, count in counts.items() if count == best]
    return found[0] if best and len(found) == 1 else None
