"""What is wrong with a description: text that is there but says nothing."""

from __future__ import annotations

import re
from functools import lru_cache

_FOLD = re.compile(r"[\W_]+")
_PLACEHOLDER = re.compile(
    r"^\W*(to ?do|tbd|tba|fix ?me|xxx|n/?a|none|null|unknown|(no )?description|placeholder|lorem ipsum\b.*)\W*$"
    r"|^\W*(to ?do|tbd|fix ?me)\b[:\s]",
    re.IGNORECASE,
)
_CHECKING = re.compile(
    r"(^|[\W_])(checks?|checking|validat\w*|verify|verif\w*|great_expectations|checkpoint|pandera|soda|quality)([\W_]|$)",
    re.IGNORECASE,
)
MIN_DATASET_WORDS = 3
MISSING = "has no description"


@lru_cache(maxsize=65_536)
def folded(name: str) -> str:
    """A name without case, spaces and punctuation: what two spellings of one name have in common."""
    return _FOLD.sub("", name.casefold()) or name.casefold()


def text_problem(text: str | None, *, name: str | None = None, min_words: int = 1) -> str | None:
    """Why a description does not count, or None when it does.

    With a name, repeating it does not count either. Columns are asked without: `Currency code` is all there is to say
    of a column `currency_code`.
    """
    if text is None or not text.strip():
        return MISSING
    if _PLACEHOLDER.search(text):
        return "has a placeholder for a description"
    if name is not None and folded(text) == folded(name):
        return "has a description that only repeats its name"
    if len(text.split()) < min_words:
        return f"has a description of under {min_words} words"
    return None


def best_text(texts: list[str | None], *, name: str | None = None, min_words: int = 1) -> tuple[str | None, str | None]:
    """The first description that says something, and otherwise why none does."""
    problems = [(text, text_problem(text, name=name, min_words=min_words)) for text in texts]
    good = next((text for text, problem in problems if problem is None), None)
    if good is not None:
        return good, None
    written = next((problem for _text, problem in problems if problem != MISSING), MISSING)
    return None, written


def says_check(text: str) -> bool:
    """Whether the name and the command of a job say that it checks data."""
    return bool(_CHECKING.search(text))


def enumerated(parts: list[str]) -> str:
    """Parts of a sentence as `a, b and c`."""
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)
