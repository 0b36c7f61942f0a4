"""What is known of the values of one column when their meaning is judged, and the words of its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

Test = Callable[[str], object]
KEY_WORDS = frozenset("id ids uuid guid key pk rowid hash".split())
"""Words in the names of columns whose values name something."""
_CODE_WORDS = frozenset(
    "code codes zip zipcode postcode postal plz phone telephone tel msisdn isbn issn ean gtin upc sku iban bic ssn"
    " siren siret fips nuts geoid apn iso barcode m49 naics sic icd cpt".split()
)
_CODE_HEADS = frozenset(
    "account acct pin vat cell mobile fax no nr number num ref reference version ver serial house street route room"
    " unit district precinct ward plate license licence hs ticket".split()
)
"""Words that make a code of what they end the name of: an account is one, an account balance is none."""
_MIN_REPEATS = 2
_MAX_WORDS = 6
_MAX_NAMES = 8192
_SURE_WORDS = frozenset("zip zipcode postcode postal phone telephone isbn iban".split())
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")


class ColumnValues(NamedTuple):
    """A column as far as it was looked at; values are texts as `Measures` has them.

    `words` are those of its name in lower case, `is_code` says that digits under it are no number to reckon with, and
    `base` is the logical type without parameters. `frequent` has exact counts, most frequent first; `seen` are the
    values to judge by, each with its weight.
    """

    words: frozenset[str]
    is_code: bool
    base: str | None
    seen: Sequence[tuple[str, int]]
    n_values: int
    n_distinct: int | None
    frequent: Sequence[tuple[str, int]]
    minimum: str | None
    maximum: str | None

    @property
    def is_domain_known(self) -> bool:
        """Whether `frequent` holds every value of the column."""
        return self.n_distinct is not None and len(self.frequent) >= self.n_distinct

    @property
    def is_category(self) -> bool:
        """Whether every value is known, and they come back: on average each stands in two rows or more."""
        return self.is_domain_known and self.n_values >= _MIN_REPEATS * len(self.frequent)


def values_seen(
    sample: Sequence[str], frequent: Sequence[tuple[str, int]], n_distinct: int | None
) -> Sequence[tuple[str, int]]:
    """All values with their counts where they are known, else those of the sample, which count once."""
    if n_distinct is not None and len(frequent) >= n_distinct:
        return frequent
    return [(value, 1) for value in sample]


def share_of(seen: Sequence[tuple[str, int]], test: Test) -> float:
    """The share of the values that pass a test, 0..1, by weight."""
    total = sum(count for _value, count in seen)
    return sum(count for value, count in seen if test(value)) / total if total else 0.0


@lru_cache(maxsize=_MAX_NAMES)
def words_of(name: str) -> frozenset[str]:
    """The words of a column name, in lower case: `customerID_2` has `customer`, `id` and `2`.

    Of a sentence, such as the question of a survey, only those are left that mean the same in any sentence.
    """
    words = _WORD.findall(name)
    found = frozenset(map(str.lower, words))
    return found if len(words) <= _MAX_WORDS else found & _SURE_WORDS


@lru_cache(maxsize=_MAX_NAMES)
def is_code_name(name: str) -> bool:
    """Whether digits under a name are no number to reckon with, but a code, a phone or the like."""
    words = words_of(name)
    last = next((word for word in reversed(_WORD.findall(name)) if not word.isdecimal()), "")
    return bool(words & _CODE_WORDS) or (last.lower() in _CODE_HEADS and last.lower() in words)


def share(count: int, total: int) -> str:
    """A share as a percentage that is never rounded to nothing."""
    percent = 100 * count / total
    return f"{percent:.0f} %" if percent >= 10 else f"{percent:.1f} %" if percent >= 0.1 else "under 0.1 %"
